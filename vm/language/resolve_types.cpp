#include <algorithm>

#include "vm/language/habits.hpp"
#include "vm/language/parser_rules.hpp"
#include "vm/language/resolver_rules.hpp"

namespace ach::vm::language {

bool is_builtin_type(std::string_view name) { return name == "Any" || is_type_name(name); }

// Aliases are visible in their whole block, so they are declared before its first statement.
void Resolver::declare_aliases(const Block& block, Scope& scope) {
    const std::size_t first = scope.aliases.size();
    for (Node* statement : block.statements) {
        if (statement->kind == NodeKind::TypeDefinition) {
            declare_alias(as<TypeDefinitionNode>(*statement), scope);
        } else if (statement->kind == NodeKind::Import && scope.parent == nullptr) {
            declare_imported_types(as<ImportNode>(*statement), scope);
        }
    }
    if (scope.parent == nullptr) declare_possible_types(block);
    for (std::size_t i = first; i < scope.aliases.size(); ++i) resolve_type(scope.aliases[i]->type);
    for (std::size_t i = first; i < scope.aliases.size(); ++i) {
        TypeAlias& alias = *scope.aliases[i];
        if (!reaches_itself(alias)) continue;
        report<diag::AliasCycle>(alias.span, text(alias.name)).hint =
            "a type may contain itself only inside a record or function type";
    }
}

void Resolver::declare_alias(TypeDefinitionNode& node, Scope& scope) {
    const Identifier& name = node.name;
    if (is_builtin_type(text(name.name))) {
        report<diag::BuiltinTypeRedefined>(name.span, text(name.name));
        return;
    }
    if (!scope.defined_types.insert(name.name).second) {
        report<diag::DuplicateAlias>(name.span, text(name.name));
    }
    node.alias = ast_.arena.make<TypeAlias>(name.name, name.span, node.type);
    push_alias(node.alias);
}

// Into the innermost scope.
void Resolver::push_alias(TypeAlias* alias) {
    scope_->aliases.push_back(alias);
    aliases_[alias->name].push_back(alias);
}

void Resolver::declare_imported_types(ImportNode& node, Scope& scope) {
    const Unit* module = options_.modules == nullptr ? nullptr : options_.modules->find(node.path);
    if (module == nullptr) return;
    for (const ModuleItem& item : node.items) {
        const ExportedType* exported = exported_type(*module, text(item.name.name));
        if (exported == nullptr) continue;
        const Identifier& name = item.alias;
        const std::string rename =
            "import it under another name: `" + std::string(text(item.name.name)) + " as …`";
        if (is_builtin_type(text(name.name))) {
            report<diag::BuiltinTypeRedefined>(name.span, text(name.name)).hint = rename;
            continue;
        }
        if (!scope.defined_types.insert(name.name).second) {
            report<diag::DuplicateAlias>(name.span, text(name.name)).hint = rename;
            continue;
        }
        push_alias(
            ast_.arena.make<TypeAlias>(name.name, name.span, nullptr, module, exported->type));
    }
}

// What a module that could not be compiled exports may be a type, too; it accepts anything. A type
// that is known goes before it.
void Resolver::declare_possible_types(const Block& block) {
    for (const Node* statement : block.statements) {
        if (statement->kind != NodeKind::Import) continue;
        const auto& node = as<ImportNode>(*statement);
        if (options_.modules != nullptr && options_.modules->find(node.path) != nullptr) continue;
        for (const ModuleItem& item : node.items) {
            const Identifier& name = item.alias;
            if (is_builtin_type(text(name.name)) || find_alias(name.name) != nullptr) continue;
            push_alias(ast_.arena.make<TypeAlias>(name.name, name.span, nullptr));
        }
    }
}

TypeAlias* Resolver::find_alias(Symbol name) const {
    const auto found = aliases_.find(name);
    return found == aliases_.end() || found->second.empty() ? nullptr : found->second.back();
}

void Resolver::resolve_type(Type* type) {
    if (type == nullptr) return;
    switch (type->kind) {
        case TypeKind::Null: return;
        case TypeKind::Name: return resolve_type_name(as<NameType>(*type));
        case TypeKind::Optional: return resolve_type(as<OptionalType>(*type).inner);
        case TypeKind::Union:
            for (Type* member : as<UnionType>(*type).members) resolve_type(member);
            return;
        case TypeKind::Tensor: return resolve_type(as<TensorType>(*type).element);
        case TypeKind::Record:
            for (const RecordTypeField& field : as<RecordType>(*type).fields)
                resolve_type(field.type);
            return;
        case TypeKind::Function:
            for (Type* parameter : as<FunctionType>(*type).parameters) resolve_type(parameter);
            return resolve_type(as<FunctionType>(*type).result);
    }
}

// Resolving twice is harmless: contextual types are met again at the lambda that takes them over,
// and keep the meaning of the place where they were written.
void Resolver::resolve_type_name(NameType& type) {
    const std::string_view name = text(type.name);
    if (type.alias != nullptr || is_builtin_type(name)) return;
    type.alias = find_alias(type.name);
    if (type.alias != nullptr) return;
    const std::string import = hint_of_import(type.name);
    if (!import.empty()) {
        report<diag::UnknownType>(type.span, name).hint = import;
        return;
    }
    NearestName search(name);
    for (const Scope* scope = scope_; scope != nullptr; scope = scope->parent) {
        for (const TypeAlias* alias : scope->aliases) search.offer(text(alias->name));
    }
#define TYPE_NAME(known) search.offer(#known);
#include "vm/language/type_names.def"
#undef TYPE_NAME
    search.offer("Any");
    const std::string_view meant = type_meant_by(name);
    Diagnostic& made = report<diag::UnknownType>(type.span, name);
    made.hint = meant.empty() ? search.suggestion() : "it is called '" + std::string(meant) + "'";
}

// Why an imported name is no type. Empty: it is not imported.
std::string Resolver::hint_of_import(Symbol name) const {
    for (const Node* statement : ast_.program.statements) {
        if (statement->kind != NodeKind::Import || options_.modules == nullptr) continue;
        const auto& node = as<ImportNode>(*statement);
        const auto item =
            std::ranges::find(node.items, name, [](const ModuleItem& i) { return i.alias.name; });
        const Unit* module = options_.modules->find(node.path);
        if (item == node.items.end() || module == nullptr) continue;
        const std::string exported(text(item->name.name));
        if (exports_value(*module, exported)) {
            return "module '" + std::string(node.path) + "' exports a value '" + exported +
                   "', but no type of that name";
        }
        NearestName search(exported);
        for (const ExportedType& type : module->exported_types) search.offer(type.name);
        const std::string nearest = search.suggestion();
        return "'" + exported + "' is not exported from module '" + std::string(node.path) + "'" +
               (nearest.empty() ? "" : "; " + nearest);
    }
    return {};
}

// A chain of aliases that is longer than the stack likes counts as one that ends: a type that leads
// to itself accepts nothing.
bool Resolver::reaches_itself(TypeAlias& alias) {
    constexpr std::uint32_t kMostFollowed = 100;
    if (alias.is_checked || alias.type == nullptr || followed_ == kMostFollowed) return false;
    if (alias.being_checked) return true;
    alias.being_checked = true;
    ++followed_;
    const bool cycle = reaches_itself(*alias.type);
    --followed_;
    alias.being_checked = false;
    alias.is_checked = true;
    return cycle;
}

bool Resolver::reaches_itself(const Type& type) {
    switch (type.kind) {
        case TypeKind::Name: {
            TypeAlias* alias = as<NameType>(type).alias;
            return alias != nullptr && reaches_itself(*alias);
        }
        case TypeKind::Optional: return reaches_itself(*as<OptionalType>(type).inner);
        case TypeKind::Union:
            for (const Type* member : as<UnionType>(type).members) {
                if (reaches_itself(*member)) return true;
            }
            return false;
        case TypeKind::Tensor: {
            const Type* element = as<TensorType>(type).element;
            return element != nullptr && reaches_itself(*element);
        }
        case TypeKind::Null:
        case TypeKind::Record:
        case TypeKind::Function: return false;
    }
    return false;
}

}  // namespace ach::vm::language
