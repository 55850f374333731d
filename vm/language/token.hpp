// The words of a program. Interpolated strings arrive as a run of tokens,
//
//     'a ${x} b'   →   StringBegin  StringText("a ")  HoleBegin  x  HoleEnd  StringText(" b")
//                      StringEnd
//
// so the parser sees their expressions like any other. Line feeds are not tokens: a token knows
// whether one stands before it, and the parser decides where that matters (§1.6).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "vm/support/span.hpp"

namespace ach::vm::language {

enum class Tok : std::uint8_t {
    End,
    Error,    // the lexer has reported what stands here
    Name,     // payload: symbol
    Number,   // payload: index into TokenList::numbers
    Complex,  // likewise, the imaginary part
    String,   // payload: index into TokenList::strings
    StringBegin,
    StringText,  // payload: index into TokenList::strings
    StringEnd,
    HoleBegin,  // `${`
    HoleEnd,
    BuiltinMark,  // `#builtin`, in preludes only
#define KEYWORD(name, text) name,
#define MARK(name, text) name,
#include "vm/language/tokens.def"
#undef KEYWORD
#undef MARK
};

// Brackets carry the index of their partner as payload.
inline constexpr std::uint32_t kNoPartner = 0xFFFFFFFF;

struct Token {
    Tok kind = Tok::End;
    bool after_line_feed = false;
    std::uint32_t payload = 0;
    Span span;
};

struct TokenList {
    // Where a `${` stands whose '}' is probably missing: the quote that was to end its string
    // begins another one instead, which runs over the end of the line.
    std::vector<std::uint32_t> doubtful_holes;
    std::vector<Token> tokens;  // the last one is End
    std::vector<double> numbers;
    std::vector<std::string_view> strings;  // escapes resolved, in the arena
};

// How the grammar writes it: "let", "=>"; empty for tokens without a fixed text.
std::string_view text_of(Tok kind);

constexpr bool is_keyword(Tok kind) { return kind >= Tok::Let && kind <= Tok::As; }

// The keyword spelt so, or Tok::Name.
Tok keyword_or_name(std::string_view word);

}  // namespace ach::vm::language
