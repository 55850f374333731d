#include <limits>

#include "vm/language/habits.hpp"
#include "vm/language/parser_rules.hpp"

namespace ach::vm::language {

namespace {

constexpr std::string_view kDoHint = "braces here are a record; a block is written `do { … }`";
constexpr std::string_view kThinArrow = "a function is written `x => …`";

struct BinaryRule {
    BinaryOperator op;
    int precedence;
};

constexpr int kComparison = 3;

std::optional<BinaryRule> binary_rule(Tok kind) {
    switch (kind) {
        case Tok::OrOr: return BinaryRule{BinaryOperator::Or, 1};
        case Tok::AndAnd: return BinaryRule{BinaryOperator::And, 2};
        case Tok::EqualEqual: return BinaryRule{BinaryOperator::Equal, kComparison};
        case Tok::NotEqual: return BinaryRule{BinaryOperator::NotEqual, kComparison};
        case Tok::Less: return BinaryRule{BinaryOperator::Less, kComparison};
        case Tok::LessEqual: return BinaryRule{BinaryOperator::LessEqual, kComparison};
        case Tok::Greater: return BinaryRule{BinaryOperator::Greater, kComparison};
        case Tok::GreaterEqual: return BinaryRule{BinaryOperator::GreaterEqual, kComparison};
        case Tok::Plus: return BinaryRule{BinaryOperator::Add, 4};
        case Tok::Minus: return BinaryRule{BinaryOperator::Subtract, 4};
        case Tok::Star: return BinaryRule{BinaryOperator::Multiply, 5};
        case Tok::Slash: return BinaryRule{BinaryOperator::Divide, 5};
        case Tok::Percent: return BinaryRule{BinaryOperator::Modulo, 5};
        default: return std::nullopt;
    }
}

bool is_jump(Tok kind) {
    return kind == Tok::Return || kind == Tok::Throw || kind == Tok::Yield || kind == Tok::Break ||
           kind == Tok::Continue;
}

// What an expression goes on with, and none begins with.
bool continues_line(Tok kind) {
    return kind == Tok::Assign || kind == Tok::Colon || kind == Tok::Question || kind == Tok::Bar ||
           kind == Tok::Arrow || kind == Tok::DotDot || kind == Tok::DotDotEqual ||
           kind == Tok::Caret || (binary_rule(kind) && kind != Tok::Minus);
}

bool is_range(Tok kind) { return kind == Tok::DotDot || kind == Tok::DotDotEqual; }

}  // namespace

bool Parser::begins_expression() const {
    switch (peek().kind) {
        case Tok::Name:
        case Tok::Number:
        case Tok::Complex:
        case Tok::String:
        case Tok::StringBegin:
        case Tok::OpenParen:
        case Tok::OpenBracket:
        case Tok::OpenBrace:
        case Tok::Minus:
        case Tok::Not: return true;
        case Tok::Else:
        case Tok::Catch:
        case Tok::In:
        case Tok::As:
        case Tok::From:
        case Tok::Let:
        case Tok::Mut:
        case Tok::Type:
        case Tok::Import:
        case Tok::Export: return false;
        default: return is_keyword(peek().kind);
    }
}

Node* Parser::parse_expression() {
    switch (peek().kind) {
        case Tok::Return: return parse_jump(NodeKind::Return, false);
        case Tok::Break: return parse_jump(NodeKind::Break, false);
        case Tok::Throw: return parse_jump(NodeKind::Throw, true);
        case Tok::Yield: return parse_jump(NodeKind::Yield, true);
        case Tok::Continue: return node<Node>(NodeKind::Continue, take().span);
        default: return parse_range();
    }
}

Node* Parser::parse_jump(NodeKind kind, bool needs_operand) {
    const Level level(*this);
    const Token keyword = take();
    Node* operand = nullptr;
    if (!peek().after_line_feed && begins_expression()) {
        operand = parse_expression();
    } else if (needs_operand && peek().after_line_feed && !at(Tok::End)) {
        fail(diagnostic<diag::OperandOnNextLine>(keyword.span, text_of(keyword.kind)));
    } else if (needs_operand) {
        fail_expected("a value for '" + std::string(text_of(keyword.kind)) + "'");
    }
    return node<JumpNode>(kind, since(keyword.span), operand);
}

Node* Parser::parse_range() {
    Node* first = parse_binary(1);
    if (at_fresh_line() || !is_range(peek().kind)) return first;
    const bool inclusive = take().kind == Tok::DotDotEqual;
    Node* last = parse_binary(1);
    if (is_range(peek().kind) && !at_fresh_line()) {
        fail(diagnostic<diag::RangeChain>(peek().span), "steps are made by `range(0, 10, 2)`");
    }
    return node<RangeNode>(NodeKind::Range, since(first->span), first, last, inclusive);
}

// The left spine is built in this loop, so chains of operators may be as long as they like.
Node* Parser::parse_binary(int least_precedence) {
    Node* left = parse_unary();
    while (!panicking() && !at_fresh_line()) {
        const std::optional<BinaryRule> rule = binary_rule(peek().kind);
        if (!rule || rule->precedence < least_precedence) break;
        const Span op_span = take().span;
        Node* right = parse_binary(rule->precedence + 1);
        left =
            node<BinaryNode>(NodeKind::Binary, since(left->span), rule->op, left, right, op_span);
        const std::optional<BinaryRule> next = binary_rule(peek().kind);
        const bool chain = rule->precedence == kComparison && next &&
                           next->precedence == kComparison && !at_fresh_line();
        if (chain) {
            fail(diagnostic<diag::ComparisonChain>(peek().span), "write `a < b && b < c`");
        }
    }
    return left;
}

Node* Parser::parse_unary() {
    const Level level(*this);
    const Token mark = peek();
    switch (mark.kind) {
        case Tok::Minus:
        case Tok::Not: {
            take();
            Node* operand = parse_unary();
            const auto op = mark.kind == Tok::Not ? UnaryOperator::Not : UnaryOperator::Negate;
            return node<UnaryNode>(NodeKind::Unary, since(mark.span), op, operand);
        }
        case Tok::Await: {
            take();
            if (peek().after_line_feed) {
                fail(diagnostic<diag::OperandOnNextLine>(mark.span, text_of(mark.kind)));
            }
            Node* operand = parse_unary();
            return node<AwaitNode>(NodeKind::Await, since(mark.span), operand);
        }
        default: return parse_power();
    }
}

Node* Parser::parse_power() {
    Node* base = parse_postfix();
    if (!at_operator(Tok::Caret)) return base;
    const Span op_span = take().span;
    Node* exponent = parse_unary();
    return node<BinaryNode>(NodeKind::Binary, since(base->span), BinaryOperator::Power, base,
                            exponent, op_span);
}

Node* Parser::parse_postfix() {
    Node* value = parse_primary();
    while (!panicking()) {
        if (at_operator(Tok::OpenParen)) {
            value = parse_call(value);
        } else if (at_operator(Tok::OpenBracket)) {
            value = parse_index(value);
        } else if (at(Tok::Dot) && (at_word(1) || !at_fresh_line())) {
            value = parse_field(value);
        } else {
            break;
        }
    }
    return value;
}

Node* Parser::parse_call(Node* callee) {
    const std::span<Node*> arguments = parse_arguments();
    const Span span = since(callee->span);
    if (callee->kind == NodeKind::Field && !callee->parenthesized) {
        const FieldNode& field = as<FieldNode>(*callee);
        return node<MethodCallNode>(NodeKind::MethodCall, span, field.object, field.name,
                                    arguments);
    }
    return node<CallNode>(NodeKind::Call, span, callee, arguments);
}

std::span<Node*> Parser::parse_arguments() {
    const std::uint32_t opener = index_;
    expect(Tok::OpenParen, "'('");
    const Scoped lines(line_feeds_matter_, false);
    std::vector<Node*> arguments;
    while (!panicking() && !at(Tok::CloseParen)) {
        if (at(Tok::Ellipsis)) {
            fail(diagnostic<diag::SpreadInCall>(peek().span), "pass the Vector itself");
        }
        arguments.push_back(parse_expression());
        if (at(Tok::Assign)) {
            fail_expected("',' or ')'", "arguments have no names; pass them in order");
        }
        refuse_assignment("write it as a statement before the call");
        if (!accept(Tok::Comma)) break;
    }
    expect_closer(Tok::CloseParen, opener, "',' or ')'");
    return list_of(arguments);
}

Node* Parser::parse_index(Node* object) {
    const std::uint32_t opener = index_;
    take();
    const Scoped lines(line_feeds_matter_, false);
    std::vector<IndexArgument> arguments;
    do {
        arguments.push_back(parse_index_argument());
    } while (accept(Tok::Comma) && !at(Tok::CloseBracket));
    expect_closer(Tok::CloseBracket, opener, "',' or ']'",
                  at(Tok::Colon) ? "a slice is written `v[0..2]`" : "");
    return node<IndexNode>(NodeKind::Index, since(object->span), object, list_of(arguments));
}

IndexArgument Parser::parse_index_argument() {
    const Span begin = peek().span;
    Node* first = nullptr;
    if (!is_range(peek().kind)) {
        first = is_jump(peek().kind) ? parse_expression() : parse_binary(1);
        if (!is_range(peek().kind)) return {IndexKind::Plain, first, nullptr, since(begin)};
    }
    const Token mark = take();
    const bool inclusive = mark.kind == Tok::DotDotEqual;
    Node* last = nullptr;
    if (!at(Tok::Comma) && !at(Tok::CloseBracket)) {
        last = parse_binary(1);
    } else if (inclusive) {
        fail(diagnostic<diag::SliceNeedsEnd>(mark.span), "to take everything write '..'");
    }
    return {inclusive ? IndexKind::SliceInclusive : IndexKind::Slice, first, last, since(begin)};
}

Node* Parser::parse_field(Node* object) {
    take();
    const Identifier name = parse_word("a name after '.'");
    return node<FieldNode>(NodeKind::Field, since(object->span), object, name);
}

Node* Parser::parse_primary() {
    const Token token = peek();
    switch (token.kind) {
        case Tok::Number:
            take();
            return node<NumberNode>(NodeKind::Number, token.span, list_.numbers[token.payload]);
        case Tok::Complex:
            take();
            return node<ComplexNode>(NodeKind::Complex, token.span, list_.numbers[token.payload]);
        case Tok::String:
            take();
            return node<StringNode>(NodeKind::String, token.span, list_.strings[token.payload]);
        case Tok::True:
        case Tok::False:
            take();
            return node<BooleanNode>(NodeKind::Boolean, token.span, token.kind == Tok::True);
        case Tok::Infinity:
            take();
            return node<NumberNode>(NodeKind::Number, token.span,
                                    std::numeric_limits<double>::infinity());
        case Tok::NaN:
            take();
            return node<NumberNode>(NodeKind::Number, token.span,
                                    std::numeric_limits<double>::quiet_NaN());
        case Tok::Null: return node<Node>(NodeKind::Null, take().span);
        case Tok::Self: return node<SelfNode>(NodeKind::Self, take().span);
        case Tok::Rec: return node<Node>(NodeKind::Rec, take().span);
        case Tok::StringBegin: return parse_interpolation();
        case Tok::Name: return parse_name();
        case Tok::OpenParen: return parse_group();
        case Tok::OpenBracket: return parse_array();
        case Tok::OpenBrace: return parse_record();
        case Tok::If: return parse_if();
        case Tok::While: return parse_while();
        case Tok::For: return parse_for();
        case Tok::Match: return parse_match();
        case Tok::Try: return parse_try();
        case Tok::Do: return parse_block_expression(NodeKind::Do);
        case Tok::Generate: return parse_block_expression(NodeKind::Generate);
        case Tok::Async: return parse_async();
        default: return fail_primary();
    }
}

// What people write where an expression should be, and what they should write instead.
Node* Parser::fail_primary() {
    Node* hole = broken();
    const Tok kind = peek().kind;
    if (is_jump(kind)) {
        fail(diagnostic<diag::LowPrecedence>(peek().span, text_of(kind)),
             "put it in parentheses: `(" + std::string(text_of(kind)) + " …)`");
    } else if (kind == Tok::Else || kind == Tok::Catch) {
        const std::string_view owner = kind == Tok::Else ? "if" : "try";
        fail(diagnostic<diag::MisplacedElse>(peek().span, text_of(kind), owner));
    } else if (kind == Tok::Let || kind == Tok::Mut) {
        fail_expected("an expression", "a declaration is a statement; write `do { let … }`");
    } else if (is_keyword(kind)) {
        fail_expected("an expression",
                      kind == Tok::From
                          ? "an import is written `import { name } from \"module\"`"
                          : "'" + std::string(text_of(kind)) + "' is a reserved word");
    } else if (kind == Tok::Dot && peek(1).kind == Tok::Number) {
        fail_expected("an expression", "a number begins with a digit: 0.5");
    } else if (kind == Tok::Ellipsis) {
        fail_expected("an expression", "'...' spreads inside [ ] and { } only");
    } else if (kind == Tok::HoleEnd) {
        fail_expected("an expression", "write what is to be inserted between '${' and '}'");
    } else if (const std::string hint = hint_for_operator(); !hint.empty()) {
        fail_expected("an expression", hint);
    } else if (continues_line(kind) && at_fresh_line() && index_ > 0 &&
               tokens_[index_ - 1].kind != Tok::Semicolon &&
               (kind == Tok::Bar || habit().empty())) {
        fail_expected("an expression", line_feed_hint());
    } else if (kind == Tok::Plus && habit().empty()) {
        fail_expected("an expression", "a number has no sign '+'; one more is written `x += 1`");
    } else if (kind == Tok::Bar) {
        fail_expected("an expression", std::string(kThinArrow));
    } else {
        fail_expected("an expression");
    }
    return hole;
}

Node* Parser::parse_name() {
    const Token token = peek();
    const Token& following = peek(1);
    const bool continues = !line_feeds_matter_ || !following.after_line_feed;
    if (continues && (following.kind == Tok::Arrow || following.kind == Tok::Colon)) {
        return parse_lambda_of_name();
    }
    take();
    if (name(symbol_of(token)) == "piecewise" && at_operator(Tok::OpenParen)) {
        const std::span<Node*> arguments = parse_arguments();
        return node<PiecewiseNode>(NodeKind::Piecewise, since(token.span), arguments);
    }
    return node<NameNode>(NodeKind::Name, token.span, symbol_of(token));
}

// An expression that goes on in the next line, with an operator that cannot begin one.
std::string Parser::hint_for_operator() const {
    if (panicking() || !peek().after_line_feed || index_ == 0) return {};
    const Tok kind = peek().kind;
    const bool continues = binary_rule(kind).has_value() || kind == Tok::Caret || is_range(kind);
    const Tok last = tokens_[index_ - 1].kind;
    const bool is_operand = last == Tok::Name || last == Tok::Number || last == Tok::String ||
                            last == Tok::StringEnd || last == Tok::Complex ||
                            last == Tok::CloseParen || last == Tok::CloseBracket ||
                            last == Tok::CloseBrace || last == Tok::True || last == Tok::False;
    if (!continues || !is_operand) return {};
    const std::string mark(text_of(kind));
    return "an expression goes on if its line ends with the operator: put '" + mark +
           "' at the end of the line above";
}

// A comma stands in the parentheses that begin at `opener`.
std::string Parser::hint_for_group(std::uint32_t opener) const {
    const std::uint32_t partner = tokens_[opener].payload;
    if (!at(Tok::Comma) || partner == kNoPartner) return {};
    const Token& following = tokens_[partner + 1];
    const bool has_body = !following.after_line_feed &&
                          (following.kind == Tok::OpenBrace || following.kind == Tok::Do ||
                           following.kind == Tok::Name || following.kind == Tok::Number);
    if (has_body) return "`=>` is missing between the parameters and the result: `(a, b) => …`";
    return "several values make a Vector: `[1, 2]`";
}

// `->`, which other languages write for `=>`.
bool Parser::at_thin_arrow(const Token* token) const {
    return token != nullptr && token->kind == Tok::Minus && token[1].kind == Tok::Greater &&
           token[1].span.begin == token->span.end;
}

Node* Parser::parse_group() {
    const Token* following = after_group();
    const bool continues =
        following != nullptr && !(line_feeds_matter_ && following->after_line_feed);
    if (continues && (following->kind == Tok::Arrow || following->kind == Tok::Colon)) {
        return parse_lambda();
    }
    if (at_thin_arrow(following)) {
        index_ = tokens_[index_].payload + 1;
        fail_expected("'=>'", std::string(kThinArrow));
        return broken();
    }
    const std::uint32_t opener = index_;
    take();
    const Scoped lines(line_feeds_matter_, false);
    Node* inner = parse_expression();
    refuse_assignment("write `do { … }` for statements, '==' to compare");
    expect_closer(Tok::CloseParen, opener, "')'", hint_for_group(opener));
    inner->parenthesized = true;
    return inner;
}

Node* Parser::parse_interpolation() {
    const Span begin = take().span;
    std::vector<Node*> parts;
    while (!panicking() && !at(Tok::StringEnd)) {
        const Token token = take();
        if (token.kind == Tok::StringText) {
            parts.push_back(
                node<StringNode>(NodeKind::String, token.span, list_.strings[token.payload]));
        } else if (token.kind == Tok::HoleBegin) {
            const Scoped lines(line_feeds_matter_, false);
            parts.push_back(parse_expression());
            expect(Tok::HoleEnd, "'}' to end the interpolation");
        } else {
            --index_;
            fail_expected("the end of the string");
        }
    }
    accept(Tok::StringEnd);
    return node<InterpolationNode>(NodeKind::Interpolation, since(begin), list_of(parts));
}

Node* Parser::parse_array() {
    const std::uint32_t opener = index_;
    const Span begin = take().span;
    const Scoped lines(line_feeds_matter_, false);
    std::vector<ArrayElement> elements;
    while (!panicking() && !at(Tok::CloseBracket)) {
        const bool spread = accept(Tok::Ellipsis);
        elements.push_back({parse_expression(), spread});
        if (!accept(Tok::Comma)) break;
    }
    expect_closer(Tok::CloseBracket, opener, "',' or ']'",
                  at(Tok::For) ? "a Vector is built from another by map() and filter()" : "");
    return node<ArrayNode>(NodeKind::Array, since(begin), list_of(elements));
}

Node* Parser::parse_record() {
    const std::uint32_t opener = index_;
    const Span begin = take().span;
    const Scoped lines(line_feeds_matter_, true);
    std::vector<RecordField> fields;
    while (!panicking() && !at(Tok::CloseBrace)) {
        fields.push_back(parse_record_field(opener, fields.empty()));
        if (!accept(Tok::Comma)) break;
    }
    const bool is_block = is_jump(peek().kind) || at(Tok::Let);
    expect_closer(Tok::CloseBrace, opener, "',' or '}'",
                  is_block ? std::string(kDoHint) : "fields are separated by commas");
    return node<RecordNode>(NodeKind::Record, since(begin), list_of(fields));
}

void Parser::fail_record_field(std::uint32_t opener, const Token& key, bool is_first) {
    const std::string line = std::to_string(file_.position(tokens_[opener].span.begin).line);
    fail(diagnostic<diag::BlockWhereRecord>(peek().span, line, describe(peek())),
         hint_for_record(opener, key, is_first));
}

// No field stands where one should in the braces that begin at `opener`. Braces that were meant as
// a block show it by their first words; the next token is `key` or the one behind it.
std::string Parser::hint_for_record(std::uint32_t opener, const Token& key, bool is_first) const {
    const std::string word(file_.text(key.span));
    const Tok following = peek(1).kind;
    if (at(Tok::Comma) && key.kind == Tok::Comma) {
        return is_first ? "a record without fields is written `{}`"
                        : "one comma stands between two fields";
    }
    const Tok before = opener > 0 ? tokens_[opener - 1].kind : Tok::End;
    const bool may_be_block = before == Tok::Arrow || before == Tok::CloseParen;
    const bool ends = following == Tok::Comma || following == Tok::CloseBrace;
    if (is_keyword(key.kind) && ends && !may_be_block) {
        return "a reserved word has no short form: write `" + word + ": …`";
    }
    if (key.kind == Tok::Name && at(Tok::Dot) && at_word(1) && !may_be_block) {
        const std::string field(file_.text(peek(1).span));
        return "give the value a key: `" + field + ": " + word + "." + field + "`";
    }
    if (key.kind == Tok::Name && at(Tok::OpenParen)) {
        const Token* behind = after_group();
        const bool is_method = behind != nullptr && behind->kind == Tok::OpenBrace;
        if (is_method) return "a method is written `" + word + ": (…) => …`";
    }
    if (key.kind == Tok::Name && at_word() &&
        (following == Tok::Colon || following == Tok::OpenParen)) {
        const std::string field(file_.text(peek().span));
        return "a field is written `" + field + ": value`, a method `" + field + ": () => …`";
    }
    const Token* behind = at(Tok::Number) ? &peek(1) : after_group();
    const bool is_key = at(Tok::Number) || at(Tok::OpenBracket) || at(Tok::StringBegin);
    const bool is_block =
        is_first && may_be_block && (behind == nullptr || behind->kind != Tok::Colon);
    if (is_key && !is_block) {
        return "a key is a name or a text in double quotes; `r[key] = value` takes any text";
    }
    if (is_first) return hint_for_first_field(opener);
    if (at(Tok::End) || at(Tok::Let) || at(Tok::Mut)) return "is the '}' of the record missing?";
    return "a field is written `name: value`";
}

std::string Parser::hint_for_first_field(std::uint32_t opener) const {
    const Tok before = opener > 0 ? tokens_[opener - 1].kind : Tok::End;
    const bool is_body = before == Tok::CloseParen && !tokens_[opener].after_line_feed;
    if (is_body) {
        const std::uint32_t paren = tokens_[opener - 1].payload;
        const bool is_named = paren != kNoPartner && paren > 0;
        const Span name = is_named ? tokens_[paren - 1].span : Span{};
        const std::string_view habit = habit_of_name(file_.text(name));
        if (!habit.empty()) return std::string(habit);
        const std::string_view keyword = keyword_meant_by(file_.text(name));
        if (keyword == "while" || keyword == "match") {
            return "did you mean '" + std::string(keyword) + "'?";
        }
        return "a function is written `(a, b) => …`, with a block `(a, b) => do { … }`";
    }
    if (before == Tok::Arrow) return std::string(kDoHint);
    if (at(Tok::Assign)) return "a field is written `name: value`; a block `do { … }`";
    return std::string(kDoHint);
}

RecordField Parser::parse_record_field(std::uint32_t opener, bool is_first) {
    if (accept(Tok::Ellipsis)) {
        const Span span = last_span();
        return {kNoName, span, parse_expression(), true, false};
    }
    const bool key_follows = at_word(1) || peek(1).kind == Tok::String;
    const bool marked = at(Tok::Mut) && key_follows && peek(2).kind == Tok::Colon;
    if (marked) take();
    const Token key = peek();
    const bool is_key = (at_word() || at(Tok::String)) && peek(1).kind == Tok::Colon;
    if (is_key) {
        take();
        take();
        const Symbol symbol =
            key.kind == Tok::String ? intern(list_.strings[key.payload]) : symbol_of(key);
        return {symbol, key.span, parse_expression(), false, marked};
    }
    const Tok following = peek(1).kind;
    if (key.kind == Tok::Name && (following == Tok::Comma || following == Tok::CloseBrace)) {
        take();
        Node* value = node<NameNode>(NodeKind::Name, key.span, symbol_of(key));
        return {symbol_of(key), key.span, value, false, false};
    }
    if (key.kind == Tok::Name || key.kind == Tok::String) take();
    fail_record_field(opener, key, is_first);
    return {kNoName, key.span, broken(), false, false};
}

}  // namespace ach::vm::language
