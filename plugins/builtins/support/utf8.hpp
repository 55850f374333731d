// Positions in strings are code points; strings are UTF-8 that the machine has checked.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace ach::builtins {

constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

constexpr std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (char c : text) count += is_continuation(c) ? 0 : 1;
    return count;
}

// How many bytes the code point at the front takes.
constexpr std::size_t front_bytes(std::string_view text) {
    std::size_t bytes = 1;
    while (bytes < text.size() && is_continuation(text[bytes])) ++bytes;
    return bytes;
}

// The byte at which code point `position` begins; the end when there are fewer.
constexpr std::size_t byte_of(std::string_view text, std::size_t position) {
    std::size_t at = 0;
    while (position > 0 && at < text.size()) {
        at += front_bytes(text.substr(at));
        --position;
    }
    return at;
}

// Code points from … to-1; bounds beyond the end are cut.
constexpr std::string_view code_point_range(std::string_view text, std::size_t from,
                                            std::size_t to) {
    text.remove_prefix(byte_of(text, from));
    return text.substr(0, byte_of(text, to - std::min(from, to)));
}

}  // namespace ach::builtins
