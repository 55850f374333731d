// The little UTF-8 that a language front end needs: checking, counting and writing scalar values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ach::vm {

// One scalar value read from valid text, and how many bytes it took.
struct Utf8Scalar {
    char32_t value;
    std::uint32_t length;
};

// The offset of the first byte that is not part of well-formed UTF-8, if there is one. Overlong
// forms, surrogates and values above U+10FFFF count as malformed.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// Reads the scalar value at the front of `text`, which is valid and not empty.
Utf8Scalar decode_utf8(std::string_view text);

// The number of scalar values in valid text.
std::size_t count_utf8(std::string_view text);

constexpr bool is_scalar_value(std::uint32_t value) {
    return value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
}

// Appends a scalar value; at most four bytes.
void append_utf8(std::string& out, char32_t value);

}  // namespace ach::vm
