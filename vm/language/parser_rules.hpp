// The parser's state and its rules; the rules are defined in parser.cpp (statements), and in
// parse_expressions.cpp, parse_patterns.cpp and parse_types.cpp.
//
// Errors work by panic: the first one is reported, and from then on every look at the input sees
// its end, so that all rules on the way return by themselves and say nothing more. The nearest
// statement list that knows where it ends skips to its next statement and calms down.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "vm/language/parser.hpp"
#include "vm/language/token.hpp"

namespace ach::vm::language {

class Parser {
public:
    Parser(const SourceFile& file, const TokenList& list, ParserOptions options, Ast& ast,
           std::vector<Diagnostic>& diagnostics);

    std::span<Node*> parse_program();

private:
    // Restores a setting at the end of a rule.
    class Scoped {
    public:
        Scoped(bool& setting, bool value)
            : setting_(setting), saved_(std::exchange(setting, value)) {}
        ~Scoped() { setting_ = saved_; }
        Scoped(const Scoped&) = delete;
        Scoped& operator=(const Scoped&) = delete;

    private:
        bool& setting_;
        bool saved_;
    };

    // Counts a level of nesting; too many end the parse.
    class Level {
    public:
        explicit Level(Parser& parser) : parser_(parser) {
            parser.options_.stop.look();
            if (++parser_.depth_ > parser_.options_.max_nesting) parser_.fail_nesting();
        }
        ~Level() { --parser_.depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        Parser& parser_;
    };

    // Looking at the input.
    const Token& peek(std::uint32_t ahead = 0) const;
    bool at(Tok kind) const { return peek().kind == kind; }
    bool at_word(std::uint32_t ahead = 0) const;
    // A line feed that separates statements stands before the next token.
    bool at_fresh_line() const { return line_feeds_matter_ && peek().after_line_feed; }
    // The next token continues the expression before it.
    bool at_operator(Tok kind) const { return at(kind) && !at_fresh_line(); }
    // The token after the partner of the opener that comes next, or null.
    const Token* after_group() const;
    Token take();
    bool accept(Tok kind);
    Span last_span() const { return tokens_[index_ == 0 ? 0 : index_ - 1].span; }
    Span since(Span begin) const { return join(begin, last_span()); }
    bool panicking() const { return panic_; }

    // Complaining.
    void fail(Diagnostic made, std::string hint = {});
    void fail_expected(std::string_view what, std::string hint = {});
    void fail_nesting();
    // What somebody used to another language meant by the words here; mostly nothing.
    std::string habit() const;
    // What comes is missing because of a comment that was to divide.
    std::string hint_for_comment() const;
    // What the statement before a missing separator was to be, when the next token belongs to it.
    std::string hint_for_separator(const Node& statement) const;
    void note(Diagnostic made);
    // Refuses an assignment where a value stands.
    void refuse_assignment(std::string_view hint);
    std::string describe(const Token& token) const;
    bool expect(Tok kind, std::string_view what, std::string hint = {});
    // Ends a bracketed list; `what` is "',' or ')'" and the like.
    void expect_closer(Tok closer, std::uint32_t opener, std::string_view what,
                       std::string hint = {});
    void recover(std::uint32_t statement, std::uint32_t end);

    // Making nodes.
    template <class T, class... Args>
    T* node(NodeKind kind, Span span, Args... args) {
        return ast_.arena.make<T>(Node{kind, false, span}, args...);
    }
    Node* broken() { return node<Node>(NodeKind::Broken, peek().span); }
    template <class T>
    std::span<T> list_of(const std::vector<T>& items) {
        return ast_.arena.copy(items);
    }
    Symbol symbol_of(const Token& token) const { return {token.payload}; }
    Symbol intern(std::string_view name) { return ast_.symbols.intern(name); }
    std::string_view name(Symbol symbol) const { return ast_.symbols.text(symbol); }

    // Statements and blocks.
    void parse_statements(std::vector<Node*>& out, Tok closer, std::uint32_t end);
    bool end_statement(const Node& statement, bool top_level);
    Node* parse_statement();
    Node* parse_let();
    Node* parse_assignment(Node* target);
    Node* parse_marked_builtin();
    Node* parse_type_definition();
    Node* parse_import();
    Node* parse_export();
    std::span<ModuleItem> parse_module_items(std::string_view hint);
    void fail_declaration(const Type* declared);
    std::string line_feed_hint() const;
    std::string_view declaration_hint(const Type* declared) const;
    Block parse_block(std::string hint = {});
    Identifier parse_identifier(std::string_view role);
    Identifier parse_word(std::string_view what);

    // Expressions, from loose to tight.
    Node* parse_expression();
    Node* parse_jump(NodeKind kind, bool needs_operand);
    Node* parse_range();
    Node* parse_binary(int least_precedence);
    Node* parse_unary();
    Node* parse_power();
    Node* parse_postfix();
    Node* parse_call(Node* callee);
    Node* parse_index(Node* object);
    IndexArgument parse_index_argument();
    Node* parse_field(Node* object);
    Node* parse_primary();
    Node* parse_name();
    Node* parse_group();
    Node* parse_interpolation();
    Node* parse_array();
    Node* parse_record();
    RecordField parse_record_field(std::uint32_t opener, bool is_first);
    Node* fail_primary();
    std::string hint_for_operator() const;
    std::string hint_for_group(std::uint32_t opener) const;
    void fail_record_field(std::uint32_t opener, const Token& key, bool is_first);
    std::string hint_for_record(std::uint32_t opener, const Token& key, bool is_first) const;
    std::string hint_for_first_field(std::uint32_t opener) const;
    bool at_thin_arrow(const Token* token) const;
    bool begins_expression() const;
    std::span<Node*> parse_arguments();

    // Control forms and functions.
    Node* parse_lambda_of_name();
    Node* parse_lambda();
    std::vector<Parameter> parse_parameters();
    Parameter parse_parameter();
    Node* finish_lambda(Span begin, std::vector<Parameter> parameters, Type* result, bool is_async);
    Node* parse_async();
    Node* parse_if();
    Node* parse_if_link();
    Node* parse_if_function(Span begin, std::uint32_t paren, Node* condition);
    Node* parse_branch();
    Node* parse_while();
    Node* parse_for();
    Node* parse_try();
    Node* parse_match();
    MatchArm parse_arm();
    Node* parse_block_expression(NodeKind kind);

    // Patterns and types.
    Pattern* parse_pattern();
    Pattern* parse_declared();
    Pattern* parse_name_pattern();
    Pattern* parse_literal_pattern();
    Pattern* parse_vector_pattern();
    Pattern* parse_record_pattern();
    RecordPatternField parse_record_pattern_field();
    template <class T, class... Args>
    T* pattern(PatternKind kind, Span span, Args... args) {
        return ast_.arena.make<T>(Pattern{kind, span}, args...);
    }
    Type* parse_type();
    Type* parse_optional_type();
    Type* parse_base_type();
    Type* parse_tensor_type();
    Type* parse_record_type();
    Type* parse_group_or_function_type();
    template <class T, class... Args>
    T* type(TypeKind kind, Span span, Args... args) {
        return ast_.arena.make<T>(Type{kind, span}, args...);
    }

    const SourceFile& file_;
    const TokenList& list_;
    const std::vector<Token>& tokens_;
    ParserOptions options_;
    Ast& ast_;
    std::vector<Diagnostic>& diagnostics_;
    Token end_of_panic_;
    std::uint32_t index_ = 0;
    std::uint32_t depth_ = 0;
    std::uint32_t failed_at_ = 0;
    std::size_t errors_ = 0;
    bool line_feeds_matter_ = true;
    bool panic_ = false;
    bool given_up_ = false;
};

bool is_assignment(Tok kind);

// A type that has a name of its own: typeof's names, `Any` excepted.
bool is_type_name(std::string_view name);

}  // namespace ach::vm::language
