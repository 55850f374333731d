// Functions, branches, loops and the other forms that begin with a word.
#include "vm/language/parser_rules.hpp"

namespace ach::vm::language {

namespace {

constexpr std::string_view kForHint = "a loop is written `for (x in items) { … }`";
constexpr std::string_view kCompareHint = "'==' compares";

}  // namespace

Node* Parser::parse_lambda_of_name() {
    const Token name = take();
    Parameter parameter{{symbol_of(name), name.span}, false, nullptr, nullptr};
    if (accept(Tok::Colon)) {
        const bool is_value = at(Tok::Number) || at(Tok::String) || at(Tok::StringBegin) ||
                              at(Tok::OpenBracket) || at(Tok::True) || at(Tok::False);
        if (is_value) fail_expected("a type", "arguments have no names; pass them in order");
        parameter.type = parse_type();
    }
    Type* result = at_operator(Tok::Colon) ? (take(), parse_type()) : nullptr;
    return finish_lambda(name.span, {parameter}, result, false);
}

Node* Parser::parse_lambda() {
    const Span begin = peek().span;
    std::vector<Parameter> parameters = parse_parameters();
    Type* result = accept(Tok::Colon) ? parse_type() : nullptr;
    return finish_lambda(begin, std::move(parameters), result, false);
}

std::vector<Parameter> Parser::parse_parameters() {
    const std::uint32_t opener = index_;
    expect(Tok::OpenParen, "'('");
    const Scoped lines(line_feeds_matter_, false);
    std::vector<Parameter> parameters;
    while (!panicking() && !at(Tok::CloseParen)) {
        parameters.push_back(parse_parameter());
        if (!accept(Tok::Comma)) break;
    }
    expect_closer(Tok::CloseParen, opener, "',' or ')'");
    return parameters;
}

Parameter Parser::parse_parameter() {
    if (at(Tok::OpenBrace) || at(Tok::OpenBracket)) {
        fail(diagnostic<diag::PatternParameter>(peek().span),
             "name the parameter and destructure it with `let` in a `do` block");
    }
    if (at(Tok::Ellipsis)) {
        fail_expected("a name", "a function takes no more arguments than it names; pass a Vector");
    }
    Parameter parameter{parse_identifier("a parameter"), false, nullptr, nullptr};
    parameter.optional = accept(Tok::Question);
    if (accept(Tok::Colon)) parameter.type = parse_type();
    if (parameter.optional && at(Tok::Assign)) {
        fail(diagnostic<diag::OptionalWithDefault>(parameter.name.span, name(parameter.name.name)),
             "`a?` already means `a = null`");
    }
    if (accept(Tok::Assign)) parameter.default_value = parse_expression();
    return parameter;
}

Node* Parser::finish_lambda(Span begin, std::vector<Parameter> parameters, Type* result,
                            bool is_async) {
    expect(Tok::Arrow, "'=>'");
    Node* body = parse_expression();
    return node<LambdaNode>(NodeKind::Lambda, since(begin), list_of(parameters), result, body,
                            is_async);
}

Node* Parser::parse_async() {
    const Span begin = take().span;
    if (at(Tok::Do)) {
        BlockNode& block = as<BlockNode>(*parse_block_expression(NodeKind::AsyncDo));
        block.span = since(begin);
        return &block;
    }
    const bool of_name = at(Tok::Name);
    if (!of_name && !at(Tok::OpenParen)) {
        fail_expected("a function or `do`", "write `async () => …` or `async do { … }`");
        return broken();
    }
    LambdaNode& lambda = as<LambdaNode>(*(of_name ? parse_lambda_of_name() : parse_lambda()));
    lambda.is_async = true;
    lambda.span = since(begin);
    return &lambda;
}

// `else if` is a chain, not a nesting: it is built link by link.
Node* Parser::parse_if() {
    Node* first = nullptr;
    IfNode* last = nullptr;
    const Span begin = peek().span;
    while (true) {
        Node* link = parse_if_link();
        (last == nullptr ? first : last->else_branch) = link;
        const bool is_block_form =
            link->kind == NodeKind::If && as<IfNode>(*link).else_branch == nullptr;
        if (panicking() || !is_block_form) break;
        last = &as<IfNode>(*link);
        if (!accept(Tok::Else)) break;
        if (at(Tok::If)) continue;
        last->else_branch = parse_branch();
        break;
    }
    first->span = since(begin);
    return first;
}

// `if (c) { … }` without its else, or the whole function form.
Node* Parser::parse_if_link() {
    const Span begin = take().span;
    const std::uint32_t paren = index_;
    expect(Tok::OpenParen, "'('", "the condition of `if` needs parentheses");
    Node* condition = nullptr;
    {
        const Scoped lines(line_feeds_matter_, false);
        condition = parse_expression();
        if (at(Tok::Comma)) return parse_if_function(begin, paren, condition);
        const std::string meant = at(Tok::Assign) ? habit() : std::string();
        refuse_assignment(!meant.empty()    ? std::string_view(meant)
                          : at(Tok::Assign) ? kCompareHint
                                            : "assign before the `if`");
        expect_closer(Tok::CloseParen, paren, "')'");
    }
    Node* branch = parse_branch();
    return node<IfNode>(NodeKind::If, since(begin), condition, branch, nullptr);
}

Node* Parser::parse_if_function(Span begin, std::uint32_t paren, Node* condition) {
    std::vector<Node*> branches;
    while (accept(Tok::Comma) && !at(Tok::CloseParen)) branches.push_back(parse_expression());
    expect_closer(Tok::CloseParen, paren, "',' or ')'");
    if (!panicking() && branches.size() != 2) {
        Diagnostic made = diagnostic<diag::IfArguments>(since(begin));
        if (at(Tok::OpenBrace)) {
            fail(std::move(made), "with blocks, one condition: `if (c) { a } else { b }`");
        } else {
            note(std::move(made));
        }
        return broken();
    }
    if (panicking()) return broken();
    return node<IfNode>(NodeKind::If, since(begin), condition, branches[0], branches[1]);
}

Node* Parser::parse_branch() {
    const Block block = parse_block("a branch is a block `{ … }`; the short form is if(c, a, b)");
    return node<BlockNode>(NodeKind::Do, block.span, block);
}

Node* Parser::parse_while() {
    const Span begin = take().span;
    const std::uint32_t paren = index_;
    expect(Tok::OpenParen, "'('", "the condition of `while` needs parentheses");
    Node* condition = nullptr;
    {
        const Scoped lines(line_feeds_matter_, false);
        condition = parse_expression();
        refuse_assignment(at(Tok::Assign) ? kCompareHint : "assign in the body of the loop");
        expect_closer(Tok::CloseParen, paren, "')'");
    }
    const Block body = parse_block();
    return node<WhileNode>(NodeKind::While, since(begin), condition, body);
}

Node* Parser::parse_for() {
    const Span begin = take().span;
    const std::uint32_t paren = index_;
    expect(Tok::OpenParen, "'('", std::string(kForHint));
    Identifier item{};
    Node* iterable = nullptr;
    {
        const Scoped lines(line_feeds_matter_, false);
        if (at(Tok::Let) || at(Tok::Mut)) fail_expected("a name", std::string(kForHint));
        if (at(Tok::OpenBracket) || at(Tok::OpenBrace)) {
            fail_expected("a name", "take it apart in the body: `let [a, b] = x`");
        }
        item = parse_identifier("a variable");
        expect(Tok::In, "'in'", std::string(kForHint));
        iterable = parse_expression();
        expect_closer(Tok::CloseParen, paren, "')'");
    }
    const Block body = parse_block();
    return node<ForNode>(NodeKind::For, since(begin), item, iterable, body);
}

Node* Parser::parse_try() {
    const Span begin = take().span;
    const Block body = parse_block();
    expect(Tok::Catch, "'catch'", "a try needs a handler: `try { … } catch (e) { … }`");
    const std::uint32_t paren = index_;
    expect(Tok::OpenParen, "'('", "the caught error needs a name: `catch (e) { … }`");
    const Identifier error = parse_identifier("a variable");
    expect_closer(Tok::CloseParen, paren, "')'");
    const Block handler = parse_block();
    return node<TryNode>(NodeKind::Try, since(begin), body, error, handler);
}

Node* Parser::parse_match() {
    const Span begin = take().span;
    Node* scrutinee = parse_expression();
    const std::uint32_t brace = index_;
    expect(Tok::OpenBrace, "'{' and the arms of the match");
    const Scoped lines(line_feeds_matter_, true);
    std::vector<MatchArm> arms;
    while (!panicking() && !at(Tok::CloseBrace)) {
        arms.push_back(parse_arm());
        if (accept(Tok::Comma) || peek().after_line_feed) continue;
        break;
    }
    expect_closer(Tok::CloseBrace, brace, "',', a new line or '}'");
    if (!panicking() && arms.empty()) note(diagnostic<diag::EmptyMatch>(since(begin)));
    return node<MatchNode>(NodeKind::Match, since(begin), scrutinee, list_of(arms));
}

MatchArm Parser::parse_arm() {
    MatchArm arm{parse_pattern(), nullptr, nullptr};
    if (accept(Tok::If)) {
        const std::uint32_t paren = index_;
        expect(Tok::OpenParen, "'('", "a guard needs parentheses: `pattern if (condition) => …`");
        const Scoped lines(line_feeds_matter_, false);
        arm.guard = parse_expression();
        refuse_assignment(kCompareHint);
        expect_closer(Tok::CloseParen, paren, "')'");
    }
    const bool is_alternative = at(Tok::Bar) || at(Tok::OrOr);
    expect(Tok::Arrow, "'=>'",
           is_alternative ? "an arm has one pattern; try `x if (x == 1 || x == 2) => value`"
                          : "an arm is written `pattern => value`");
    arm.body = parse_expression();
    if (!at_fresh_line()) refuse_assignment("write `pattern => do { … }`");
    return arm;
}

Node* Parser::parse_block_expression(NodeKind kind) {
    const Span begin = take().span;
    const Block block = parse_block();
    return node<BlockNode>(kind, since(begin), block);
}

}  // namespace ach::vm::language
