// Positions in strings are code points; strings are UTF-8 that the machine has checked.
#pragma once

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

// What files may begin with; no part of their text.
constexpr std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
    return text;
}

// Is it UTF-8? For bytes from outside.
bool is_text(std::string_view bytes);

}  // namespace ach::builtins
