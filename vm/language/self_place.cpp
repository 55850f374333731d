#include "vm/language/self_place.hpp"

#include <algorithm>
#include <vector>

#include "vm/language/lexer.hpp"

namespace ach::vm::language {

namespace {

using Tokens = std::vector<Token>;

bool is_opener(Tok kind) {
    return kind == Tok::OpenParen || kind == Tok::OpenBracket || kind == Tok::OpenBrace;
}

bool is_closer(Tok kind) {
    return kind == Tok::CloseParen || kind == Tok::CloseBracket || kind == Tok::CloseBrace;
}

// Whether a field stands behind the '{' at `opener`.
bool opens_record(const Tokens& tokens, std::size_t opener) {
    const Token& first = tokens[opener + 1];
    if (first.kind == Tok::Ellipsis) return true;
    const bool is_key =
        first.kind == Tok::Name || first.kind == Tok::String || is_keyword(first.kind);
    if (!is_key) return false;
    const std::size_t behind = opener + (first.kind == Tok::Mut ? 3 : 2);
    if (behind >= tokens.size()) return false;
    return tokens[opener + 2].kind == Tok::Colon || tokens[behind].kind == Tok::Colon ||
           tokens[opener + 2].kind == Tok::Comma;
}

// The nearest record literal around `self` decides: a field that is a function is its method.
bool belongs_to_literal(const Tokens& tokens, std::size_t self) {
    bool field_is_function = false;
    bool is_in_field = true;
    for (std::size_t i = self; i-- > 0;) {
        const Token& token = tokens[i];
        if (is_closer(token.kind)) {
            if (token.payload >= i) return false;  // without partner
            i = token.payload;
        } else if (token.kind == Tok::OpenBrace && opens_record(tokens, i)) {
            return !field_is_function;
        } else if (is_opener(token.kind)) {
            field_is_function = false;
            is_in_field = true;
        } else if (token.kind == Tok::Comma) {
            is_in_field = false;
        } else if (token.kind == Tok::Arrow && is_in_field) {
            field_is_function = true;
        }
    }
    return false;
}

}  // namespace

bool is_self_of_literal(const SourceFile& file, std::uint32_t line, std::uint32_t column) {
    Arena arena;
    SymbolTable symbols;
    std::vector<Diagnostic> found;
    const TokenList list = lex(file, {}, arena, symbols, found);
    const Tokens& tokens = list.tokens;
    const auto stands_there = [&](const Token& token) {
        const Position at = file.position(token.span.begin);
        return at.line == line && at.column == column;
    };
    const auto field =
        static_cast<std::size_t>(std::ranges::find_if(tokens, stands_there) - tokens.begin());
    if (field < 2 || field == tokens.size()) return false;
    const bool is_of_self =
        tokens[field - 1].kind == Tok::Dot && tokens[field - 2].kind == Tok::Self;
    return is_of_self && belongs_to_literal(tokens, field - 2);
}

}  // namespace ach::vm::language
