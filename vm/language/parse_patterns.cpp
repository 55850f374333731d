#include <algorithm>
#include <array>
#include <limits>

#include "vm/language/parser_rules.hpp"

namespace ach::vm::language {

bool is_type_name(std::string_view name) {
    constexpr std::string_view kNames[] = {
#define TYPE_NAME(name) #name,
#include "vm/language/type_names.def"
#undef TYPE_NAME
    };
    return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

// The target of a declaration: there a lone name is always a name, even that of a type.
Pattern* Parser::parse_declared() {
    if (at(Tok::OpenBracket) || at(Tok::OpenBrace)) return parse_pattern();
    if (at(Tok::OpenParen)) {
        fail_expected("a name", "a Vector is taken apart in brackets: `let [a, b] = v`");
    }
    const Identifier target = parse_identifier("a variable");
    if (target.name == kWildcard) return pattern<Pattern>(PatternKind::Wildcard, target.span);
    return pattern<NamePattern>(PatternKind::Name, target.span, target.name);
}

Pattern* Parser::parse_pattern() {
    const Level level(*this);
    switch (peek().kind) {
        case Tok::OpenBracket: return parse_vector_pattern();
        case Tok::OpenBrace: return parse_record_pattern();
        case Tok::Minus:
        case Tok::Number:
        case Tok::Infinity:
        case Tok::NaN:
        case Tok::String:
        case Tok::True:
        case Tok::False:
        case Tok::Null: return parse_literal_pattern();
        default: return parse_name_pattern();
    }
}

Pattern* Parser::parse_name_pattern() {
    const Token token = peek();
    if (is_keyword(token.kind)) {
        fail(diagnostic<diag::ReservedWord>(token.span, text_of(token.kind), "a variable"));
    } else {
        const bool is_text = at(Tok::StringBegin);
        expect(Tok::Name, "a pattern",
               is_text ? "a text in a pattern stands in double quotes: \"…\"" : "");
    }
    const Symbol symbol = token.kind == Tok::Name ? symbol_of(token) : kNoName;
    if (symbol == kWildcard) return pattern<Pattern>(PatternKind::Wildcard, token.span);
    if (is_type_name(name(symbol))) {
        return pattern<TypePattern>(PatternKind::Type, token.span, symbol);
    }
    return pattern<NamePattern>(PatternKind::Name, token.span, symbol);
}

Pattern* Parser::parse_literal_pattern() {
    const Span begin = peek().span;
    const bool negative = accept(Tok::Minus);
    if (negative && !at(Tok::Number) && !at(Tok::Infinity)) {
        fail_expected("a number after '-'");
        return pattern<Pattern>(PatternKind::Wildcard, begin);
    }
    Node* literal = parse_primary();
    if (negative && literal->kind == NodeKind::Number) {
        as<NumberNode>(*literal).value = -as<NumberNode>(*literal).value;
    }
    literal->span = since(begin);
    return pattern<LiteralPattern>(PatternKind::Literal, since(begin), literal);
}

Pattern* Parser::parse_vector_pattern() {
    const std::uint32_t opener = index_;
    const Span begin = take().span;
    const Scoped lines(line_feeds_matter_, false);
    std::vector<VectorPatternElement> elements;
    Identifier rest{};
    bool has_rest = false;
    while (!panicking() && !at(Tok::CloseBracket)) {
        if (accept(Tok::Ellipsis)) {
            has_rest = true;
            rest = parse_identifier("a variable");
            accept(Tok::Comma);
            if (!panicking() && !at(Tok::CloseBracket)) {
                fail(diagnostic<diag::RestNotLast>(rest.span, name(rest.name)));
            }
            break;
        }
        VectorPatternElement element{parse_pattern(), nullptr};
        if (accept(Tok::Assign)) element.default_value = parse_expression();
        elements.push_back(element);
        if (!accept(Tok::Comma)) break;
    }
    expect_closer(Tok::CloseBracket, opener, "',' or ']'");
    return pattern<VectorPattern>(PatternKind::Vector, since(begin), list_of(elements), has_rest,
                                  rest);
}

Pattern* Parser::parse_record_pattern() {
    const std::uint32_t opener = index_;
    const Span begin = take().span;
    const Scoped lines(line_feeds_matter_, true);
    std::vector<RecordPatternField> fields;
    while (!panicking() && !at(Tok::CloseBrace)) {
        fields.push_back(parse_record_pattern_field());
        if (!accept(Tok::Comma)) break;
    }
    expect_closer(Tok::CloseBrace, opener, "',' or '}'");
    return pattern<RecordPattern>(PatternKind::Record, since(begin), list_of(fields));
}

RecordPatternField Parser::parse_record_pattern_field() {
    RecordPatternField field{};
    field.key_is_reserved_word = is_keyword(peek().kind);
    if (at_word() && peek(1).kind == Tok::Colon) {
        field.key = parse_word("a key");
        take();
        field.pattern = parse_pattern();
    } else {
        field.key = parse_identifier("a variable");
        field.pattern = pattern<NamePattern>(PatternKind::Name, field.key.span, field.key.name);
    }
    if (accept(Tok::Assign)) field.default_value = parse_expression();
    return field;
}

}  // namespace ach::vm::language
