// Text to tokens, all at once: the parser then looks ahead as far as it likes, and the partner of
// every bracket is known. Brackets and interpolations are kept on a stack of the lexer's own, so no
// nesting in the text can exhaust the machine's.
#pragma once

#include <vector>

#include "vm/language/symbols.hpp"
#include "vm/language/token.hpp"
#include "vm/support/arena.hpp"
#include "vm/support/diagnostics.hpp"
#include "vm/support/source_file.hpp"

namespace ach::vm::language {

struct LexerOptions {
    bool builtin_marks = false;  // `#builtin` is a token (preludes)
};

// Reads the whole file. What is wrong goes to `diagnostics`, with an Error token in its place.
TokenList lex(const SourceFile& file, LexerOptions options, Arena& arena, SymbolTable& symbols,
              std::vector<Diagnostic>& diagnostics);

}  // namespace ach::vm::language
