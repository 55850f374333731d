// Writes one CBOR item after the other (RFC 8949) to the end of a buffer.
#pragma once

#include "plugins/ui_common/value.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace ach::ui {

inline constexpr std::uint64_t kTagShaped = 40;      // RFC 8746: [shape, items]
inline constexpr std::uint64_t kTagBound = 43002;    // ours: [key, version, value]
inline constexpr std::uint64_t kTagComplex = 43001;  // the language's: complex items

class CborWriter {
public:
    explicit CborWriter(std::vector<std::uint8_t>& out) : out_(out) {}

    void null() { out_.push_back(0xF6); }
    void boolean(bool b) { out_.push_back(b ? 0xF5 : 0xF4); }
    void unsigned_integer(std::uint64_t n) { head(0, n); }
    void number(double d);  // as an integer if it is one, so that keys and counts stay short
    void text(std::string_view utf8);
    void open_list(std::size_t count) { head(4, count); }
    void open_map(std::size_t count) { head(5, count); }
    void tag(std::uint64_t number) { head(6, number); }
    void array(const Array& array);
    void map(const Map& map);
    void value(const Value& value);

private:
    void head(int major, std::uint64_t argument);
    void big_endian(std::uint64_t bits, int bytes);

    std::vector<std::uint8_t>& out_;
};

}  // namespace ach::ui
