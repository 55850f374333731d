#include <charconv>

#include "vm/language/parser_rules.hpp"

namespace ach::vm::language {

Type* Parser::parse_type() {
    const Level level(*this);
    Type* first = parse_optional_type();
    if (!at_operator(Tok::Bar)) return first;
    std::vector<Type*> members{first};
    while (at_operator(Tok::Bar)) {
        take();
        members.push_back(parse_optional_type());
    }
    return type<UnionType>(TypeKind::Union, since(first->span), list_of(members));
}

Type* Parser::parse_optional_type() {
    Type* base = parse_base_type();
    if (!at_operator(Tok::Question)) return base;
    take();
    return type<OptionalType>(TypeKind::Optional, since(base->span), base);
}

Type* Parser::parse_base_type() {
    const Token token = peek();
    switch (token.kind) {
        case Tok::Null: take(); return type<Type>(TypeKind::Null, token.span);
        case Tok::OpenBrace: return parse_record_type();
        case Tok::OpenParen: return parse_group_or_function_type();
        case Tok::Name: break;
        case Tok::Infinity:
        case Tok::NaN:
            fail(diagnostic<diag::ValueAsType>(token.span, text_of(token.kind)),
                 "its type is Number");
            return type<Type>(TypeKind::Null, token.span);
        case Tok::Bar:
            fail_expected("a type", "a union is written `A | B`, without a bar before the first");
            return type<Type>(TypeKind::Null, token.span);
        default: fail_expected("a type"); return type<Type>(TypeKind::Null, token.span);
    }
    if (name(symbol_of(token)) == "Tensor") return parse_tensor_type();
    take();
    return type<NameType>(TypeKind::Name, token.span, symbol_of(token));
}

Type* Parser::parse_tensor_type() {
    const Span begin = take().span;
    if (!at_operator(Tok::Less)) {
        return type<TensorType>(TypeKind::Tensor, begin, nullptr, false, std::span<std::int32_t>{});
    }
    take();
    const Scoped lines(line_feeds_matter_, false);
    Type* element = parse_type();
    std::vector<std::int32_t> shape;
    const bool has_shape = accept(Tok::Comma);
    if (has_shape) {
        const std::uint32_t opener = index_;
        expect(Tok::OpenBracket, "'[' and the shape");
        if (at(Tok::CloseBracket)) fail_expected("a size or '_'");
        while (!panicking() && !at(Tok::CloseBracket)) {
            const Token dimension = peek();
            const std::string_view digits = file_.text(dimension.span);
            std::int32_t size = kAnyDimension;
            const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), size);
            const bool whole = dimension.kind == Tok::Number && read.ec == std::errc() &&
                               read.ptr == digits.data() + digits.size();
            if (!whole && digits != "_") fail_expected("a size or '_'");
            take();
            shape.push_back(size);
            if (!accept(Tok::Comma)) break;
        }
        expect_closer(Tok::CloseBracket, opener, "',' or ']'");
    }
    expect(Tok::Greater, "'>'");
    return type<TensorType>(TypeKind::Tensor, since(begin), element, has_shape, list_of(shape));
}

Type* Parser::parse_record_type() {
    const std::uint32_t opener = index_;
    const Span begin = take().span;
    const Scoped lines(line_feeds_matter_, true);
    std::vector<RecordTypeField> fields;
    while (!panicking() && !at(Tok::CloseBrace)) {
        const bool is_mutable = at(Tok::Mut) && at_word(1);
        if (is_mutable) take();
        const Identifier key = parse_word("a field name");
        const bool optional = accept(Tok::Question);
        expect(Tok::Colon, "':' and the type of the field");
        fields.push_back({key.name, is_mutable, optional, parse_type()});
        if (!accept(Tok::Comma)) break;
    }
    expect_closer(Tok::CloseBrace, opener, "',' or '}'");
    return type<RecordType>(TypeKind::Record, since(begin), list_of(fields));
}

Type* Parser::parse_group_or_function_type() {
    const Token* following = after_group();
    const bool is_function = following != nullptr && following->kind == Tok::Colon &&
                             !(line_feeds_matter_ && following->after_line_feed);
    const std::uint32_t opener = index_;
    const Span begin = take().span;
    std::vector<Type*> parameters;
    {
        const Scoped lines(line_feeds_matter_, false);
        while (!panicking() && !at(Tok::CloseParen)) {
            parameters.push_back(parse_type());
            if (!accept(Tok::Comma)) break;
        }
        expect_closer(Tok::CloseParen, opener, is_function ? "',' or ')'" : "')'");
    }
    if (is_function) {
        expect(Tok::Colon, "':' and the result type");
        Type* result = parse_type();
        return type<FunctionType>(TypeKind::Function, since(begin), list_of(parameters), result);
    }
    if (parameters.size() != 1) {
        fail_expected("':' and the result type",
                      at(Tok::Arrow) ? "a function type is written `(Number): String`" : "");
        return type<Type>(TypeKind::Null, begin);
    }
    return parameters.front();
}

}  // namespace ach::vm::language
