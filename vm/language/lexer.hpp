// Text to tokens, all at once: the parser then looks ahead as far as it likes, and the partner of
// every bracket is known. Brackets and interpolations are kept on a stack of the lexer's own, so no
// nesting in the text can exhaust the machine's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vm/language/stop_check.hpp"
#include "vm/language/symbols.hpp"
#include "vm/language/token.hpp"
#include "vm/support/arena.hpp"
#include "vm/support/diagnostics.hpp"
#include "vm/support/source_file.hpp"

namespace ach::vm::language {

struct LexerOptions {
    bool builtin_marks = false;  // `#builtin` is a token (preludes)
    std::size_t max_errors = 20;
    StopCheck stop{nullptr};
    std::span<const std::uint32_t> open_holes{};  // where a `${` stands that nothing closes
};

// Reads the file, to its end or to the last error that is wanted. What is wrong goes to
// `diagnostics`, with an Error token in its place.
TokenList lex(const SourceFile& file, LexerOptions options, Arena& arena, SymbolTable& symbols,
              std::vector<Diagnostic>& diagnostics);

}  // namespace ach::vm::language
