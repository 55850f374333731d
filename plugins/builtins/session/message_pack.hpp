// The part of MessagePack that session files use: null, Booleans, doubles, texts, arrays and maps.
// Readers also take the integers and the floats that other writers would use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ach::builtins::session {

// What was read is not what it should be.
struct Malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Packer {
public:
    void null() { byte(0xc0); }
    void boolean(bool truth) { byte(truth ? 0xc3 : 0xc2); }
    void number(double n);
    void text(std::string_view text);
    void array(std::size_t length) { header(length, 0x90, 0xdc); }
    void map(std::size_t length) { header(length, 0x80, 0xde); }

    const std::string& bytes() const { return bytes_; }

private:
    void byte(unsigned b) { bytes_ += static_cast<char>(b); }
    void big_endian(std::uint64_t n, int width);
    void header(std::size_t length, unsigned small, unsigned wide);

    std::string bytes_;
};

class Unpacker {
public:
    enum class Kind : std::uint8_t { Null, Boolean, Number, Text, Array, Map };

    struct Item {
        Kind kind = Kind::Null;
        bool truth = false;
        double number = 0;
        std::string_view text = {};
        std::size_t length = 0;  // of an array or a map
    };

    explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

    Item next();
    std::string_view text();
    double number();
    std::size_t array();
    std::size_t map();
    bool at_end() const { return bytes_.empty(); }
    std::size_t left() const { return bytes_.size(); }

private:
    std::uint64_t big_endian(std::size_t width);
    std::string_view take(std::size_t count);
    Item sized(Kind kind, std::size_t length);

    std::string_view bytes_;
};

}  // namespace ach::builtins::session
