// Packing and unpacking of instruction words. Word layout: opcode | A << 8 | B << 16 | C << 24.
#pragma once

#include "vm/bytecode/opcodes.hpp"

#include <cstdint>

namespace ach::vm {

using Word = std::uint32_t;

constexpr Word pack(Op op, std::uint8_t a = 0, std::uint8_t b = 0, std::uint8_t c = 0) {
    return static_cast<Word>(op) | Word{a} << 8 | Word{b} << 16 | Word{c} << 24;
}

constexpr Word pack_bx(Op op, std::uint8_t a, std::uint16_t bx) {
    return static_cast<Word>(op) | Word{a} << 8 | Word{bx} << 16;
}

constexpr Word pack_sax(Op op, std::int32_t sax) {
    return static_cast<Word>(op) | static_cast<Word>(sax) << 8;
}

constexpr Op op_of(Word w) { return static_cast<Op>(w & 0xFF); }
constexpr std::uint8_t a_of(Word w) { return static_cast<std::uint8_t>(w >> 8); }
constexpr std::uint8_t b_of(Word w) { return static_cast<std::uint8_t>(w >> 16); }
constexpr std::uint8_t c_of(Word w) { return static_cast<std::uint8_t>(w >> 24); }
constexpr std::int8_t sb_of(Word w) { return static_cast<std::int8_t>(b_of(w)); }
constexpr std::int8_t sc_of(Word w) { return static_cast<std::int8_t>(c_of(w)); }
constexpr std::uint16_t bx_of(Word w) { return static_cast<std::uint16_t>(w >> 16); }
constexpr std::int16_t sbx_of(Word w) { return static_cast<std::int16_t>(w >> 16); }
constexpr std::int32_t sax_of(Word w) { return static_cast<std::int32_t>(w) >> 8; }

inline constexpr std::int32_t kMaxJump = (1 << 23) - 1;  // reach of Jump and Loop, in words
inline constexpr std::uint32_t kMaxRegisters = 250;      // of one function; the rest is spilled
inline constexpr std::uint32_t kMaxDirectArguments = 200;

}  // namespace ach::vm
