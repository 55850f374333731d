// The resolver's state and rules; defined in resolver.cpp (scopes and names),
// resolve_statements.cpp, resolve_expressions.cpp, resolve_types.cpp, and resolve_hints.cpp (what
// is said of names that mean nothing).
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "vm/language/resolver.hpp"
#include "vm/language/stop_check.hpp"
#include "vm/support/nearest_name.hpp"

namespace ach::vm::language {

// What another unit exports.
bool exports_value(const Unit& module, std::string_view name);
const ExportedType* exported_type(const Unit& module, std::string_view name);  // null: none

class Resolver {
public:
    Resolver(const SourceFile& file, Ast& ast, const CompileOptions& options,
             std::vector<Diagnostic>& diagnostics);

    Resolution run();

private:
    // One scope that is open. Only blocks take late names: parameters, arms, loop variables and
    // catch variables are there before anything can use them.
    struct Scope {
        Scope* parent;
        FunctionScope* function;
        bool is_block;
        std::size_t first_declared;
        std::size_t first_use;  // uses that wait and are younger stand inside this scope
        std::vector<TypeAlias*> aliases;
        std::unordered_set<Symbol> defined_types;  // those that `type` and imports define
        std::vector<Variable*> late;
    };

    // Opens a scope for as long as it lives.
    class Open {
    public:
        Open(Resolver& resolver, FunctionScope* function, bool is_block);
        ~Open();
        Open(const Open&) = delete;
        Open& operator=(const Open&) = delete;

        Scope scope;

    private:
        Resolver& resolver_;
    };

    // What a name stands in, for what is said of one that is unknown.
    struct Around {
        const LetNode* declaration = nullptr;    // whose value it is part of
        const AssignNode* assignment = nullptr;  // whose target it is
        const RecordNode* record = nullptr;      // whose method it is in, or whose field
        bool is_in_method = false;
    };

    // A use that no declaration precedes, inside a function: the next declaration may take it.
    struct WaitingUse {
        NameNode* node;
        FunctionScope* function;
        bool assigns;
        std::size_t time;
        Around around;
    };

    // From when to when a name was visible, in steps of the walk; for suggestions afterwards.
    struct Lifetime {
        Symbol name;
        std::size_t born;
        std::size_t died;
    };

    // What `self` means at the place being resolved.
    struct SelfContext {
        RecordNode* record = nullptr;     // the literal being built, or
        FunctionScope* method = nullptr;  // the method around; neither: `self` is an error
        FunctionScope* function = nullptr;
    };

    // Scopes and names.
    Variable* new_variable(Symbol name, Span span, bool is_mutable);
    void declare(Variable* variable, const LambdaNode* initialiser = nullptr);
    Variable* find(Symbol name) const;
    void use(Variable& variable, bool assigns);
    void use_from(Variable& variable, const FunctionScope* function, bool assigns);
    void use_name(NameNode& node, bool assigns);
    bool use_builtin(NameNode& node, bool assigns);
    static bool is_about_variables(std::string_view builtin);
    void claim_waiting_uses(Variable& variable, const LambdaNode* initialiser);
    void refuse_waiting_uses();
    void refuse_undefined(const WaitingUse& use);
    std::string hint_for_undefined(const WaitingUse& use) const;
    std::string hint_for_field(const NameNode& node, const Around& around) const;
    std::string hint_for_assignment(std::string_view name, const AssignNode& assignment) const;
    void refuse_assignment(const NameNode& node);
    std::string hint_for_immutable(const NameNode& node) const;
    std::string nearest_variable(std::string_view wanted, std::size_t time,
                                 bool may_be_builtin) const;
    void push_name(Variable* variable);
    void pop_name();
    void declare_session();
    Type* type_of_unit(const Unit& unit, std::uint32_t type, Span span);
    void place_globals();

    // Statements.
    void resolve_block(Block& block);
    void resolve_statements(Block& block, Scope& scope);
    void resolve_statement(Node& node);
    void resolve_let(LetNode& node);
    void apply_context(LambdaNode& lambda, Type& declared);
    std::vector<Type*> parts_of_import(const TypeAlias& imported, Span span);
    void resolve_assign(AssignNode& node);
    void resolve_import(ImportNode& node);
    void resolve_export(ExportNode& node);
    void export_item(ModuleItem& item);

    // Expressions.
    void resolve(Node& node);
    void resolve_all(std::span<Node* const> nodes);
    void resolve_self(SelfNode& node);
    void resolve_rec(const Node& node);
    void resolve_record(RecordNode& node);
    void resolve_lambda(LambdaNode& node, bool is_method);
    void check_parameters(const LambdaNode& node);
    void note_checks(const LambdaNode& node);
    void resolve_function_block(BlockNode& node, FunctionScope::Kind kind);
    void resolve_if(IfNode& node);
    void resolve_for(ForNode& node);
    void resolve_loop_body(Block& body);
    void resolve_match(MatchNode& node);
    void resolve_try(TryNode& node);
    void resolve_chain(Node& node);
    void resolve_call(CallNode& node);
    void resolve_method_call(const MethodCallNode& node);
    void resolve_index(const IndexNode& node);
    void resolve_binary(BinaryNode& node);
    void resolve_piecewise(PiecewiseNode& node);
    void resolve_jump(Node& node);

    // Patterns. What they bind is declared when the whole pattern has been read.
    struct PatternRules {
        bool is_mutable;
        bool literals;  // a match may test for values
    };
    void resolve_pattern(Pattern& pattern, PatternRules rules, std::vector<Variable*>& bound);
    void collect_names(const Pattern& pattern, std::unordered_set<Symbol>& names);
    void bind_pattern(Pattern& pattern, PatternRules rules, std::unordered_set<Symbol>& names,
                      std::vector<Variable*>& bound);
    void bind_record_pattern(RecordPattern& pattern, PatternRules rules,
                             std::unordered_set<Symbol>& names, std::vector<Variable*>& bound);

    // Types.
    void push_alias(TypeAlias* alias);
    void declare_aliases(const Block& block, Scope& scope);
    void declare_alias(TypeDefinitionNode& node, Scope& scope);
    void declare_imported_types(ImportNode& node, Scope& scope);
    void declare_possible_types(const Block& block);
    std::string hint_of_import(Symbol name) const;
    TypeAlias* find_alias(Symbol name) const;
    void resolve_type(Type* type);
    void resolve_type_name(NameType& type);
    bool reaches_itself(TypeAlias& alias);
    bool reaches_itself(const Type& type);
    std::uint32_t followed_ = 0;  // aliases on the way of it

    std::string_view text(Symbol symbol) const { return ast_.symbols.text(symbol); }
    template <const Message& message, class... Args>
    Diagnostic& report(Span span, const Args&... args) {
        return diagnostics_.emplace_back(diagnostic<message>(span, args...));
    }
    bool is_top_level() const { return function_->kind == FunctionScope::Kind::TopLevel; }

    const SourceFile& file_;
    Ast& ast_;
    const CompileOptions& options_;
    const StopCheck stop_;
    std::vector<Diagnostic>& diagnostics_;
    Resolution resolution_;
    Scope* scope_ = nullptr;
    FunctionScope* function_ = nullptr;
    SelfContext self_;
    Around around_;
    Symbol name_hint_;  // what the function written next is going to be called
    std::vector<std::vector<Variable*>> meanings_;  // by symbol; the newest last
    std::vector<std::size_t> declared_;  // visible names as indices into lifetimes_, to be popped
    std::vector<Lifetime> lifetimes_;
    std::size_t time_ = 0;
    std::vector<std::vector<std::size_t>> waiting_by_symbol_;
    std::vector<WaitingUse> waiting_;
    std::vector<Variable*> top_level_;
    std::unordered_map<Symbol, std::vector<TypeAlias*>> aliases_;  // visible; the newest last
    std::unordered_set<Symbol> exported_;
    bool names_variables_ = false;  // something finds variables by name: all must be globals
};

// Types that annotations may name without a declaration.
bool is_builtin_type(std::string_view name);

}  // namespace ach::vm::language
