#include "vm/language/resolver.hpp"

#include "vm/language/resolver_rules.hpp"

namespace ach::vm::language {

namespace {

// A file with more top-level variables than this keeps them all in globals: the registers of one
// function are few.
constexpr std::size_t kMostTopLevelRegisters = 100;

constexpr std::size_t kAlive = static_cast<std::size_t>(-1);

bool is_hidden(std::string_view name) { return name.starts_with("__"); }

}  // namespace

Resolver::Open::Open(Resolver& resolver, FunctionScope* function, bool is_block)
    : scope{resolver.scope_,          function, is_block, resolver.declared_.size(),
            resolver.waiting_.size(), {},       {},       {}},
      resolver_(resolver) {
    resolver_.scope_ = &scope;
}

Resolver::Open::~Open() {
    while (resolver_.declared_.size() > scope.first_declared) resolver_.pop_name();
    for (const TypeAlias* alias : scope.aliases) resolver_.aliases_[alias->name].pop_back();
    resolver_.scope_ = scope.parent;
}

Resolver::Resolver(const SourceFile& file, Ast& ast, const CompileOptions& options,
                   std::vector<Diagnostic>& diagnostics)
    : file_(file), ast_(ast), options_(options), stop_(options.stop), diagnostics_(diagnostics) {
    if (options.repl != nullptr) {
        for (const ReplScope::Name& name : options.repl->names) ast.symbols.intern(name.name);
    }
    meanings_.resize(ast.symbols.size());
    waiting_by_symbol_.resize(ast.symbols.size());
}

Resolution Resolver::run() {
    function_ = ast_.arena.make<FunctionScope>(FunctionScope::Kind::TopLevel, nullptr, kNoName);
    resolution_.top_level = function_;
    {
        Open open(*this, function_, true);
        declare_session();
        resolve_statements(ast_.program, open.scope);
        ast_.program.late_variables = {};  // all of them are globals
        for (TypeAlias* alias : open.scope.aliases) resolution_.top_level_types.push_back(alias);
    }
    refuse_waiting_uses();
    place_globals();
    return std::move(resolution_);
}

// The names of earlier REPL entries.
void Resolver::declare_session() {
    if (options_.repl == nullptr) return;
    for (const ReplScope::Name& name : options_.repl->names) {
        Variable* variable = new_variable(ast_.symbols.intern(name.name), {}, name.is_mutable);
        variable->is_global = true;
        variable->global = name.slot;
        if (name.unit != nullptr) {
            variable->type = type_of_unit(*name.unit, name.type, Span{});
        }
        push_name(variable);
    }
    for (const ReplScope::TypeName& type : options_.repl->types) {
        TypeAlias* alias = ast_.arena.make<TypeAlias>(ast_.symbols.intern(type.name), Span{},
                                                      nullptr, type.unit.get(), type.type);
        push_alias(alias);
    }
}

// The type of another unit, under its spelling there.
Type* Resolver::type_of_unit(const Unit& unit, std::uint32_t type, Span span) {
    const Symbol spelling = ast_.symbols.intern(unit.types[type].text);
    TypeAlias* alias = ast_.arena.make<TypeAlias>(spelling, span, nullptr, &unit, type);
    return ast_.arena.make<NameType>(Type{TypeKind::Name, span}, spelling, alias);
}

void Resolver::place_globals() {
    const bool all = options_.kind == UnitKind::ReplEntry || options_.kind == UnitKind::Prelude ||
                     names_variables_ || top_level_.size() > kMostTopLevelRegisters;
    std::uint32_t next = options_.repl == nullptr ? 0 : options_.repl->slots;
    for (Variable* variable : top_level_) {
        if (!all && !variable->is_global) continue;
        variable->is_global = true;
        variable->global = next++;
        resolution_.globals.push_back(variable);
    }
}

Variable* Resolver::new_variable(Symbol name, Span span, bool is_mutable) {
    const bool top = scope_->parent == nullptr;
    return ast_.arena.make<Variable>(name, span, function_, is_mutable, top);
}

// From here on the name means `variable`. `initialiser` is the function that is its value.
void Resolver::declare(Variable* variable, const LambdaNode* initialiser) {
    if (variable->name == kWildcard) return;
    if (variable->is_top_level) top_level_.push_back(variable);
    if (scope_->is_block) claim_waiting_uses(*variable, initialiser);
    push_name(variable);
}

void Resolver::push_name(Variable* variable) {
    meanings_[variable->name.id].push_back(variable);
    declared_.push_back(lifetimes_.size());
    lifetimes_.push_back({variable->name, ++time_, kAlive});
}

void Resolver::pop_name() {
    Lifetime& lifetime = lifetimes_[declared_.back()];
    lifetime.died = ++time_;
    meanings_[lifetime.name.id].pop_back();
    declared_.pop_back();
}

Variable* Resolver::find(Symbol name) const {
    const std::vector<Variable*>& found = meanings_[name.id];
    return found.empty() ? nullptr : found.back();
}

void Resolver::use(Variable& variable, bool assigns) { use_from(variable, function_, assigns); }

void Resolver::use_from(Variable& variable, const FunctionScope* function, bool assigns) {
    if (assigns) variable.is_assigned = true;
    if (variable.function == function) return;
    if (variable.is_top_level) {
        variable.is_global = true;
    } else {
        variable.is_captured = true;
    }
}

void Resolver::use_name(NameNode& node, bool assigns) {
    if (node.name == kWildcard && assigns) {
        report<diag::WildcardAssigned>(node.span).hint = "a value is discarded with `let _ = …`";
        return;
    }
    if (node.name == kWildcard) {
        report<diag::WildcardRead>(node.span).hint = "give the value a name to use it";
        return;
    }
    if (Variable* variable = find(node.name)) {
        node.variable = variable;
        use(*variable, assigns);
        if (assigns && !variable->is_mutable) refuse_assignment(node);
        return;
    }
    if (use_builtin(node, assigns)) return;
    if (is_top_level()) return refuse_undefined({&node, function_, assigns, time_, around_});
    waiting_by_symbol_[node.name.id].push_back(waiting_.size());
    waiting_.push_back({&node, function_, assigns, ++time_, around_});
}

// These find variables by name when the program runs.
bool Resolver::is_about_variables(std::string_view builtin) {
    return builtin == "save_env" || builtin == "restore_env";
}

bool Resolver::use_builtin(NameNode& node, bool assigns) {
    const std::string_view name = text(node.name);
    if (is_hidden(name) && options_.kind != UnitKind::Prelude) return false;
    NameMeaning meaning;
    if (options_.names != nullptr) meaning = options_.names->lookup(name);
    const std::optional<Constant> predefined = predefined_constant(name);
    if (predefined) meaning = {NameKind::Constant, *predefined};
    if (meaning.kind == NameKind::Unknown) return false;
    if (assigns) refuse_assignment(node);
    names_variables_ = names_variables_ || is_about_variables(name);
    node.meaning = meaning.kind == NameKind::Builtin ? Meaning::Builtin : Meaning::Constant;
    if (node.meaning == Meaning::Constant) {
        node.constant = &resolution_.constants.emplace_back(std::move(meaning.constant));
    }
    return true;
}

// The uses that wait inside the current block belong to its first declaration of the name. A
// function that uses the name it is being declared with means itself, and needs no variable.
void Resolver::claim_waiting_uses(Variable& variable, const LambdaNode* initialiser) {
    std::vector<std::size_t>& waiting = waiting_by_symbol_[variable.name.id];
    while (!waiting.empty() && waiting.back() >= scope_->first_use) {
        const WaitingUse& waits = waiting_[waiting.back()];
        waiting.pop_back();
        const bool recursion = initialiser != nullptr && !waits.assigns && !variable.is_mutable &&
                               waits.function == initialiser->function;
        if (recursion) {
            waits.node->meaning = Meaning::Recursion;
            continue;
        }
        waits.node->variable = &variable;
        waits.node->meaning = Meaning::CheckedVariable;
        use_from(variable, waits.function, waits.assigns);
        if (waits.assigns && !variable.is_mutable) refuse_assignment(*waits.node);
        if (!variable.is_late && !variable.is_top_level) scope_->late.push_back(&variable);
        variable.is_late = true;
    }
}

void Resolver::refuse_waiting_uses() {
    for (const WaitingUse& waits : waiting_) {
        const bool taken =
            waits.node->variable != nullptr || waits.node->meaning == Meaning::Recursion;
        if (!taken) refuse_undefined(waits);
    }
}

Resolution resolve(const SourceFile& file, Ast& ast, const CompileOptions& options,
                   std::vector<Diagnostic>& diagnostics) {
    return Resolver(file, ast, options, diagnostics).run();
}

}  // namespace ach::vm::language
