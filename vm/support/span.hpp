// Where something stands in a source file: byte offsets, and what a reader calls a position.
#pragma once

#include <cstdint>

namespace ach::vm {

// Bytes [begin, end) of one source file.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    friend bool operator==(const Span&, const Span&) = default;
};

constexpr Span join(Span first, Span last) { return {first.begin, last.end}; }

// Both count from 1; the column counts Unicode scalar values, not bytes.
struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend bool operator==(const Position&, const Position&) = default;
};

// A place as the Language Server Protocol counts: line and character from 0, the character in units
// of UTF-16.
struct Utf16Position {
    std::uint32_t line = 0;
    std::uint32_t character = 0;
};

}  // namespace ach::vm
