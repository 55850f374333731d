// Reads CBOR (RFC 8949) from bytes that nobody vouches for: every length is held against what is
// left, nesting is limited, and whatever is wrong throws BadMessage.
//
// An own reader, because a message is read straight into its type, widget ids need all of their 64
// bits, and the points of a plot are to be copied once, in one piece. (The JSON library keeps no
// tag of an array, and takes byte strings byte by byte.)
#pragma once

#include "plugins/ui_common/codec.hpp"
#include "plugins/ui_common/value.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace ach::ui {

class CborReader {
public:
    explicit CborReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    bool is_at_end() const { return at_ == bytes_.size(); }

    bool is_null() const { return at_ < bytes_.size() && bytes_[at_] == 0xF6; }
    bool is_text() const { return at_ < bytes_.size() && bytes_[at_] >> 5 == 3; }
    bool is_list() const { return at_ < bytes_.size() && bytes_[at_] >> 5 == 4; }

    bool boolean();
    double number();
    std::uint64_t unsigned_integer();
    std::string text();
    Value value();
    Map map();
    void skip();

    // Calls `each()` before every item of a list, `field(name)` before every value of a map: it has
    // to read exactly that.
    template <class Each>
    void list(Each each) {
        items(open(4), [&] { each(); });
    }
    template <class Field>
    void map(Field field) {
        items(open(5), [&] {
            const std::string name = text();
            field(std::string_view(name));
        });
    }

private:
    struct Head {
        int major = 0;
        int detail = 0;  // 0 … 31
        std::uint64_t argument = 0;
    };
    struct Count {
        std::uint64_t items = 0;
        bool is_open = false;  // ends with a break
    };

    Head head();
    std::uint64_t big_endian(int bytes);
    Count open(int major);
    Count count(const Head& head);
    bool take_break();
    std::string_view bytes_of(const Head& head);
    std::string string(const Head& head);
    double number(const Head& head);
    void skip(const Head& head);
    Value value(const Head& head);
    Value tagged(std::uint64_t tag);
    std::shared_ptr<Array> numbers(std::uint64_t tag);
    Value shaped();
    Value bound();
    Value simple(const Head& head);

    template <class Each>
    void items(Count count, Each each) {
        if (++depth_ > kDeepest) throw BadMessage("a message is nested too deeply");
        for (std::uint64_t i = 0; count.is_open ? !take_break() : i < count.items; ++i) each();
        --depth_;
    }

    static constexpr int kDeepest = 512;

    std::span<const std::uint8_t> bytes_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

// The items of an RFC 8746 typed array; nothing when its kind has no doubles.
bool read_typed_array(std::uint64_t tag, std::string_view bytes, std::vector<double>& out);

}  // namespace ach::ui
