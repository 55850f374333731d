#include "vm/language/parser.hpp"

#include <algorithm>

#include "vm/language/follow_ups.hpp"
#include "vm/language/habits.hpp"
#include "vm/language/lexer.hpp"
#include "vm/language/parser_rules.hpp"

namespace ach::vm::language {

namespace {

constexpr std::string_view kBlockHint = "a block is written `{ … }`";
constexpr std::string_view kImportHint = "an import is written `import { name } from \"module\"`";
constexpr std::string_view kFunctionTypeHint = "a function type is written `(Number): String`";
constexpr std::string_view kStatementHint =
    "an assignment is a statement; inside an expression write `do { … }`";

std::optional<BinaryOperator> compound_operator(Tok kind) {
    switch (kind) {
        case Tok::PlusAssign: return BinaryOperator::Add;
        case Tok::MinusAssign: return BinaryOperator::Subtract;
        case Tok::StarAssign: return BinaryOperator::Multiply;
        case Tok::SlashAssign: return BinaryOperator::Divide;
        case Tok::PercentAssign: return BinaryOperator::Modulo;
        case Tok::CaretAssign: return BinaryOperator::Power;
        default: return std::nullopt;
    }
}

// What the grammar lets stand before `=`: a postfix expression. Whether it is one that can be
// assigned to is a rule behind the grammar.
bool is_postfix(const Node& node) {
    switch (node.kind) {
        case NodeKind::Binary:
        case NodeKind::Range:
        case NodeKind::Unary:
        case NodeKind::Await:
        case NodeKind::Lambda:
        case NodeKind::Return:
        case NodeKind::Throw:
        case NodeKind::Yield:
        case NodeKind::Break:
        case NodeKind::Continue: return node.parenthesized;
        default: return true;
    }
}

bool has_errors_behind(std::uint32_t place, const std::vector<Diagnostic>& found) {
    return std::ranges::any_of(
        found, [&](const Diagnostic& d) { return d.is_error() && d.span.begin >= place; });
}

bool is_closer(Tok kind) {
    return kind == Tok::CloseParen || kind == Tok::CloseBracket || kind == Tok::CloseBrace;
}

bool is_opener(Tok kind) {
    return kind == Tok::OpenParen || kind == Tok::OpenBracket || kind == Tok::OpenBrace ||
           kind == Tok::StringBegin;
}

}  // namespace

bool is_assignment(Tok kind) { return kind == Tok::Assign || compound_operator(kind).has_value(); }

Parser::Parser(const SourceFile& file, const TokenList& list, ParserOptions options, Ast& ast,
               std::vector<Diagnostic>& diagnostics)
    : file_(file),
      list_(list),
      tokens_(list.tokens),
      options_(options),
      ast_(ast),
      diagnostics_(diagnostics) {}

const Token& Parser::peek(std::uint32_t ahead) const {
    if (panic_) return end_of_panic_;
    const std::size_t last = tokens_.size() - 1;
    return tokens_[std::min<std::size_t>(index_ + ahead, last)];
}

bool Parser::at_word(std::uint32_t ahead) const {
    const Tok kind = peek(ahead).kind;
    return kind == Tok::Name || is_keyword(kind);
}

const Token* Parser::after_group() const {
    const std::uint32_t partner = peek().payload;  // of an opener; others have something else there
    if (panic_ || !is_opener(peek().kind) || partner == kNoPartner) return nullptr;
    return &tokens_[partner + 1];
}

Token Parser::take() {
    const Token token = peek();
    if (!panic_ && token.kind != Tok::End) ++index_;
    return token;
}

bool Parser::accept(Tok kind) {
    if (!at(kind)) return false;
    take();
    return true;
}

void Parser::note(Diagnostic made) { diagnostics_.push_back(std::move(made)); }

void Parser::fail(Diagnostic made, std::string hint) {
    if (panic_) return;
    const Tok kind = tokens_[index_].kind;
    if (kind != Tok::Error) {
        made.hint = hint.empty() ? habit() : std::move(hint);
        made.at_end_of_input = kind == Tok::End;
        // Behind the last word, not on an empty line that nobody sees.
        if (kind == Tok::End && index_ > 0) made.span = {last_span().end, last_span().end};
        note(std::move(made));
    }
    end_of_panic_ = {Tok::End, true, kNoPartner, tokens_[index_].span};
    failed_at_ = index_;
    panic_ = true;
    if (++errors_ >= kMaxParseErrors) given_up_ = true;
}

std::string Parser::habit() const {
    const auto word = [&](std::uint32_t back) {
        return back > index_ ? std::string_view() : file_.text(tokens_[index_ - back].span);
    };
    const bool is_last = index_ + 1 >= tokens_.size();
    const std::string_view after =
        is_last ? std::string_view() : file_.text(tokens_[index_ + 1].span);
    return std::string(habit_behind({word(2), word(1), word(0), after}));
}

void Parser::fail_expected(std::string_view what, std::string hint) {
    fail(diagnostic<diag::Expected>(peek().span, what, describe(peek())), std::move(hint));
}

void Parser::refuse_assignment(std::string_view hint) {
    if (!is_assignment(peek().kind)) return;
    fail(diagnostic<diag::AssignmentInExpression>(peek().span), std::string(hint));
}

void Parser::fail_nesting() {
    Diagnostic made =
        diagnostic<diag::NestedTooDeeply>(peek().span, std::to_string(options_.max_nesting));
    fail(std::move(made), "give the inner parts names with `let`");
    given_up_ = true;
}

std::string Parser::describe(const Token& token) const {
    switch (token.kind) {
        case Tok::End: return "the end of the text";
        case Tok::String: return "a string";
        case Tok::StringBegin: return "a string in single quotes";
        case Tok::StringText:
        case Tok::StringEnd: return "the rest of a string";
        default: break;
    }
    return "'" + std::string(file_.text(token.span)) + "'";
}

bool Parser::expect(Tok kind, std::string_view what, std::string hint) {
    if (accept(kind)) return true;
    fail_expected(what, std::move(hint));
    return false;
}

void Parser::expect_closer(Tok closer, std::uint32_t opener, std::string_view what,
                           std::string hint) {
    if (accept(closer)) return;
    if (hint.empty()) hint = hint_for_comment();
    const Span open = tokens_[opener].span;
    const std::string line = std::to_string(file_.position(open.begin).line);
    const std::string bracket = "'" + std::string(file_.text(open)) + "'";
    fail(diagnostic<diag::ExpectedCloser>(peek().span, what, bracket, line, describe(peek())),
         std::move(hint));
}

std::string Parser::hint_for_comment() const {
    if (panicking() || index_ == 0 || !(peek().after_line_feed || at(Tok::End))) return {};
    const Position last = file_.position(last_span().end);
    const std::string_view line = file_.line(last.line);
    const auto mark = line.rfind("//");
    const auto code = file_.text({last_span().end, peek().span.begin});
    const auto comment = code.find_first_not_of(' ');
    if (mark == line.npos || comment == code.npos || !code.substr(comment).starts_with("//")) {
        return {};
    }
    const auto end = line.find_last_not_of(" \t\r;,{");
    const bool closes = line[end] == ')' || line[end] == ']';
    const bool opens = line.find('(', mark) != line.npos || line.find('[', mark) != line.npos;
    if (!closes || opens) return {};
    return "`//` begins a comment; a whole division is `floor(a / b)`";
}

// Goes on at the first statement behind the mistake; brackets that are closed are skipped whole.
void Parser::recover(std::uint32_t statement, std::uint32_t end) {
    std::uint32_t i = statement;
    while (i < end) {
        const Token& token = tokens_[i];
        const bool boundary = token.after_line_feed || token.kind == Tok::Semicolon;
        if (i > statement && i >= failed_at_ && boundary) break;
        const bool skips = is_opener(token.kind) && token.payload != kNoPartner;
        i = skips ? token.payload + 1 : i + 1;
    }
    index_ = std::min(i, end);
    panic_ = false;
    line_feeds_matter_ = true;
}

std::span<Node*> Parser::parse_program() {
    std::vector<Node*> statements;
    parse_statements(statements, Tok::End, static_cast<std::uint32_t>(tokens_.size() - 1));
    return list_of(statements);
}

// `end` is the index of the closing token; a list whose end is unknown leaves recovery to the list
// around it.
void Parser::parse_statements(std::vector<Node*>& out, Tok closer, std::uint32_t end) {
    const bool top_level = closer == Tok::End;
    while (true) {
        while (accept(Tok::Semicolon)) continue;
        if (at(closer) || at(Tok::End)) return;
        const std::uint32_t begin = index_;
        if (top_level && is_closer(peek().kind)) {
            fail(diagnostic<diag::UnmatchedCloser>(peek().span, text_of(peek().kind)));
        } else {
            Node* statement = parse_statement();
            out.push_back(statement);
            if (!panic_ && !at(closer)) end_statement(*statement, top_level);
        }
        if (!panic_) continue;
        if (given_up_ || end == kNoPartner || failed_at_ > end) return;
        recover(begin, end);
    }
}

bool Parser::end_statement(const Node& statement, bool top_level) {
    if (peek().after_line_feed || accept(Tok::Semicolon) || at(Tok::End)) return true;
    if (top_level && is_closer(peek().kind)) return true;  // reported as the next statement
    if (is_assignment(peek().kind)) {
        fail(diagnostic<diag::NotAnAssignmentTarget>(peek().span), std::string(kStatementHint));
        return false;
    }
    const bool begins = begins_expression() || at(Tok::Let) || at(Tok::Mut) || at(Tok::Import) ||
                        at(Tok::Export) || at(Tok::Type);
    if (top_level && begins && options_.lenient_top_level) {
        Diagnostic made = diagnostic<diag::SeparatorAssumed>(peek().span);
        made.hint = hint_for_separator(statement);
        if (made.hint.empty()) made.hint = kSeparatorHint;
        note(std::move(made));
        return true;
    }
    if (at(Tok::Comma)) {
        fail_expected("the end of the statement",
                      "several values make a Vector `[a, b]`, several parameters stand in "
                      "parentheses `(a, b) => …`");
    } else if (at(Tok::Colon) || !begins) {
        fail_expected("the end of the statement");
    } else {
        fail(diagnostic<diag::MissingSeparator>(peek().span, describe(peek())),
             hint_for_separator(statement));
    }
    return false;
}

std::string Parser::hint_for_separator(const Node& statement) const {
    if (std::string known = habit(); !known.empty()) return known;
    const bool is_group = statement.kind == NodeKind::Let &&
                          as<LetNode>(statement).value->kind == NodeKind::Name &&
                          as<LetNode>(statement).value->parenthesized;
    if (is_group && tokens_[index_ - 1].kind == Tok::CloseParen) {
        return "`=>` is missing between the parameter and the result: `(x) => …`";
    }
    if (statement.parenthesized || at(Tok::OpenBrace)) return {};
    const std::string written(file_.text(statement.span));
    if (statement.kind == NodeKind::Name) {
        const std::string keyword(keyword_meant_by(written));
        const bool declares = keyword == "let" || keyword == "mut";
        const bool is_declaration =
            at(Tok::Name) && (peek(1).kind == Tok::Assign || peek(1).kind == Tok::Colon);
        if (!keyword.empty() && declares == is_declaration) {
            return "did you mean '" + keyword + "'?";
        }
    }
    const bool is_callee = statement.kind == NodeKind::Name || statement.kind == NodeKind::Field;
    const bool is_argument =
        at(Tok::Name) || at(Tok::Number) || at(Tok::String) || at(Tok::StringBegin) || at(Tok::Not);
    if (!is_callee || !is_argument || written.find('\n') != written.npos) return {};
    return std::string(kCallHint) + "`" + shortened(written) + "(…)`";
}

Node* Parser::parse_statement() {
    switch (peek().kind) {
        case Tok::Let:
        case Tok::Mut: return parse_let();
        case Tok::Type: return parse_type_definition();
        case Tok::Import: return parse_import();
        case Tok::Export: return parse_export();
        case Tok::BuiltinMark: return parse_marked_builtin();
        default: break;
    }
    Node* value = parse_expression();
    if (!panicking() && is_assignment(peek().kind) && !at_fresh_line())
        return parse_assignment(value);
    return value;
}

Node* Parser::parse_let() {
    const Token keyword = take();
    Pattern* target = parse_declared();
    Type* declared = nullptr;
    if (accept(Tok::Colon)) {
        if (at(Tok::Assign)) fail_expected("a type", "a value is given with `=`: `let x = …`");
        declared = parse_type();
    }
    if (!at_operator(Tok::Assign)) {
        fail_declaration(declared);
        return broken();
    }
    take();
    Node* value = parse_expression();
    return node<LetNode>(NodeKind::Let, since(keyword.span), keyword.kind == Tok::Mut, target,
                         declared, value);
}

// Something else than a value stands behind the name, or behind its type.
void Parser::fail_declaration(const Type* declared) {
    const std::string found = describe(peek());
    if (!at_fresh_line() || at(Tok::End)) {
        return fail_expected("'='", std::string(declaration_hint(declared)));
    }
    const bool is_value = at(Tok::Assign);
    const bool is_type = declared != nullptr && at(Tok::Bar);
    fail(diagnostic<diag::Expected>(peek().span, "'='", "a line feed before " + found),
         is_value  ? "a statement ends at the line feed: put '=' on the line of the name"
         : is_type ? line_feed_hint()
                   : std::string(declaration_hint(declared)));
    if (is_value || is_type) ++failed_at_;  // the rest of this line is no statement
}

// An operator stands first on its line, where nothing is left for it to continue.
std::string Parser::line_feed_hint() const {
    return "a statement ends at the line feed: put " + describe(peek()) +
           " at the end of the line before";
}

std::string_view Parser::declaration_hint(const Type* declared) const {
    const bool is_parameterised = declared != nullptr && (at(Tok::Less) || at(Tok::OpenBracket));
    const bool is_function = declared != nullptr && declared->kind == TypeKind::Name &&
                             name(as<NameType>(*declared).name) == "Function";
    if (is_parameterised && is_function) return kFunctionTypeHint;
    if (is_parameterised) return "what a Vector holds has no type: write `Vector`";
    if (declared == nullptr && at(Tok::OpenParen)) {
        return "a function is a value: `let f = (a, b) => …`";
    }
    if (declared != nullptr && at(Tok::Arrow)) return kFunctionTypeHint;
    if (declared == nullptr && at(Tok::Comma)) {
        return "declare one after the other, or together: `let [x, y] = [1, 2]`";
    }
    if (declared == nullptr && at(Tok::EqualEqual)) return "a value is given with `=`";
    if (declared == nullptr && at(Tok::Minus)) return "a name has letters, digits and '_'";
    return "a declaration needs a value, for example `let x = null`";
}

Node* Parser::parse_assignment(Node* target) {
    if (!is_postfix(*target)) {
        fail(diagnostic<diag::NotAnAssignmentTarget>(target->span), std::string(kStatementHint));
        return broken();
    }
    const Token mark = take();
    const std::optional<BinaryOperator> op = compound_operator(mark.kind);
    Node* value = parse_expression();
    return node<AssignNode>(NodeKind::Assign, since(target->span), target, op.has_value(),
                            op.value_or(BinaryOperator::Add), value, mark.span);
}

Node* Parser::parse_marked_builtin() {
    const Token mark = take();
    Node* statement = parse_statement();
    if (panicking()) return statement;
    const bool declares = statement->kind == NodeKind::Let &&
                          as<LetNode>(*statement).pattern->kind == PatternKind::Name &&
                          as<LetNode>(*statement).value->kind == NodeKind::Lambda;
    if (declares) {
        as<LambdaNode>(*as<LetNode>(*statement).value).builtin_mark = true;
    } else {
        note(diagnostic<diag::MisplacedBuiltinMark>(mark.span));
    }
    return statement;
}

Node* Parser::parse_type_definition() {
    const Span begin = take().span;
    const Identifier name = parse_identifier("a type");
    expect(Tok::Assign, "'='");
    Type* definition = parse_type();
    if (at_operator(Tok::Arrow)) {
        fail_expected("the end of the statement", std::string(kFunctionTypeHint));
    }
    return node<TypeDefinitionNode>(NodeKind::TypeDefinition, since(begin), name, definition);
}

Node* Parser::parse_import() {
    const Span begin = take().span;
    const std::span<ModuleItem> items = parse_module_items(kImportHint);
    expect(Tok::From, "'from'", std::string(kImportHint));
    const Token path = peek();
    expect(Tok::String, "the module's name in double quotes", std::string(kImportHint));
    const std::string_view text = panicking() ? std::string_view() : list_.strings[path.payload];
    return node<ImportNode>(NodeKind::Import, since(begin), items, text, path.span);
}

Node* Parser::parse_export() {
    const Span begin = take().span;
    const std::span<ModuleItem> items =
        parse_module_items("what is declared is exported by name: `export { name }`");
    return node<ExportNode>(NodeKind::Export, since(begin), items);
}

std::span<ModuleItem> Parser::parse_module_items(std::string_view hint) {
    const std::uint32_t opener = index_;
    expect(Tok::OpenBrace, "'{' and a list of names", std::string(hint));
    std::vector<ModuleItem> items;
    while (!panicking()) {
        ModuleItem item{};
        item.name = parse_identifier("a variable");
        item.alias = accept(Tok::As) ? parse_identifier("a variable") : item.name;
        items.push_back(item);
        if (!accept(Tok::Comma) || at(Tok::CloseBrace)) break;
    }
    expect_closer(Tok::CloseBrace, opener, "',' or '}'");
    return list_of(items);
}

Block Parser::parse_block(std::string hint) {
    const std::uint32_t opener = index_;
    if (hint.empty()) hint = kBlockHint;
    if (!expect(Tok::OpenBrace, "'{'", std::move(hint))) return {};
    const Span begin = tokens_[opener].span;
    const Scoped lines(line_feeds_matter_, true);
    std::vector<Node*> statements;
    parse_statements(statements, Tok::CloseBrace, tokens_[opener].payload);
    expect_closer(Tok::CloseBrace, opener, "'}'");
    return {list_of(statements), since(begin), {}};
}

Identifier Parser::parse_identifier(std::string_view role) {
    const Token token = peek();
    if (is_keyword(token.kind)) {
        fail(diagnostic<diag::ReservedWord>(token.span, text_of(token.kind), role));
    } else {
        expect(Tok::Name, "a name");
    }
    return {token.kind == Tok::Name ? symbol_of(token) : kNoName, token.span};
}

Identifier Parser::parse_word(std::string_view what) {
    const Token token = peek();
    if (!at_word()) {
        fail_expected(what);
        return {kNoName, token.span};
    }
    take();
    return {symbol_of(token), token.span};
}

void parse(const SourceFile& file, ParserOptions options, Ast& ast,
           std::vector<Diagnostic>& diagnostics) {
    std::vector<Diagnostic> found;
    std::vector<std::uint32_t> open_holes;
    std::size_t known = 0;
    // A `${` without its '}' turns all later text inside out. If what follows makes no sense, the
    // text is read again without that hole.
    do {
        known = open_holes.size();
        found.clear();
        const TokenList list =
            lex(file, {options.builtin_marks, kMaxParseErrors, options.stop, open_holes}, ast.arena,
                ast.symbols, found);
        ast.program = {Parser(file, list, options, ast, found).parse_program(), {}, {}};
        if (!list.doubtful_holes.empty() && has_errors_behind(list.doubtful_holes.front(), found)) {
            open_holes.push_back(list.doubtful_holes.front());
        }
    } while (open_holes.size() != known && known < kMaxParseErrors);
    // Text that is nested too deeply is not read to its end, so what is open there says nothing.
    const auto too_deep = [](const Diagnostic& d) {
        return d.number == diag::NestedTooDeeply.number;
    };
    if (std::any_of(found.begin(), found.end(), too_deep)) {
        std::erase_if(found, [](const Diagnostic& d) { return d.at_end_of_input; });
    }
    std::stable_sort(found.begin(), found.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return a.span.begin < b.span.begin;
    });
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
}

}  // namespace ach::vm::language
