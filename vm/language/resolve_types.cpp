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
    for (const TypeAlias* other : scope.aliases) {
        if (other->name == name.name && other->type != nullptr) {
            report<diag::DuplicateAlias>(name.span, text(name.name));
        }
    }
    node.alias = ast_.arena.make<TypeAlias>(name.name, name.span, node.type);
    scope.aliases.push_back(node.alias);
}

// What a module that could not be compiled exports may be a type, too; it accepts anything.
void Resolver::declare_imported_types(ImportNode& node, Scope& scope) {
    const Unit* module = options_.modules == nullptr ? nullptr : options_.modules->find(node.path);
    for (ModuleItem& item : node.items) {
        if (is_builtin_type(text(item.alias.name))) continue;
        TypeAlias* alias = ast_.arena.make<TypeAlias>(item.alias.name, item.alias.span, nullptr);
        bool found = module == nullptr;
        for (std::size_t i = 0; module != nullptr && i < module->exported_types.size(); ++i) {
            if (module->exported_types[i].name != text(item.name.name)) continue;
            alias->module = module;
            alias->module_type = module->exported_types[i].type;
            found = true;
        }
        if (!found) continue;
        item.type = alias;
        scope.aliases.push_back(alias);
    }
}

TypeAlias* Resolver::find_alias(Symbol name) const {
    for (const Scope* scope = scope_; scope != nullptr; scope = scope->parent) {
        for (std::size_t i = scope->aliases.size(); i > 0; --i) {
            if (scope->aliases[i - 1]->name == name) return scope->aliases[i - 1];
        }
    }
    return nullptr;
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
    NearestName search(name);
    for (const Scope* scope = scope_; scope != nullptr; scope = scope->parent) {
        for (const TypeAlias* alias : scope->aliases) search.offer(text(alias->name));
    }
#define TYPE_NAME(known) search.offer(#known);
#include "vm/language/type_names.def"
#undef TYPE_NAME
    search.offer("Any");
    Diagnostic& made = report<diag::UnknownType>(type.span, name);
    if (!search.best().empty()) made.hint = "did you mean '" + search.best() + "'?";
}

bool Resolver::reaches_itself(TypeAlias& alias) {
    if (alias.is_checked || alias.type == nullptr) return false;
    if (alias.being_checked) return true;
    alias.being_checked = true;
    const bool cycle = reaches_itself(*alias.type);
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
