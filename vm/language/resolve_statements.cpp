#include "vm/language/resolver_rules.hpp"

namespace ach::vm::language {

namespace {

// The lambda that is the value of a declaration or field, parentheses aside.
LambdaNode* direct_lambda(Node& value) {
    return value.kind == NodeKind::Lambda ? &as<LambdaNode>(value) : nullptr;
}

// Chains of aliases are followed this far.
constexpr int kMostAliases = 100;

// What the aliases of this unit stand for: a type that is none of them.
const Type& behind_aliases(const Type& type, int aliases = kMostAliases) {
    if (type.kind != TypeKind::Name || aliases == 0) return type;
    const TypeAlias* alias = as<NameType>(type).alias;
    if (alias == nullptr || alias->type == nullptr) return type;
    return behind_aliases(*alias->type, aliases - 1);
}

// The function type that an alias of another unit stands for.
const vm::Type* function_type_behind(const TypeAlias& alias) {
    if (alias.module == nullptr) return nullptr;
    const std::vector<vm::Type>& types = alias.module->types;
    const vm::Type* type = &types[alias.module_type];
    for (int i = 0; i < kMostAliases && type->kind == vm::Type::Kind::Alias; ++i) {
        type = &types[type->members.front()];
    }
    return type->kind == vm::Type::Kind::Function ? type : nullptr;
}

}  // namespace

bool exports_value(const Unit& module, std::string_view name) {
    const Function& top = module.functions.front();
    for (std::size_t pc = 0; pc < top.code.size(); pc += words_of(op_of(top.code[pc]))) {
        if (op_of(top.code[pc]) != Op::Export) continue;
        const Constant& exported = top.constants[top.code[pc + 1]];
        if (std::get<std::string>(exported) == name) return true;
    }
    return false;
}

const ExportedType* exported_type(const Unit& module, std::string_view name) {
    for (const ExportedType& exported : module.exported_types) {
        if (exported.name == name) return &exported;
    }
    return nullptr;
}

void Resolver::resolve_block(Block& block) {
    Open open(*this, function_, true);
    const std::uint32_t obtains = function_->obtains;
    resolve_statements(block, open.scope);
    block.late_variables = ast_.arena.copy(open.scope.late);
    block.may_obtain = function_->obtains != obtains;
}

void Resolver::resolve_statements(Block& block, Scope& scope) {
    declare_aliases(block, scope);
    for (Node* statement : block.statements) resolve_statement(*statement);
}

void Resolver::resolve_statement(Node& node) {
    const auto at_top = [this] { return scope_->parent == nullptr; };
    switch (node.kind) {
        case NodeKind::Let: return resolve_let(as<LetNode>(node));
        case NodeKind::Assign: return resolve_assign(as<AssignNode>(node));
        case NodeKind::TypeDefinition: return;  // done when the block began
        case NodeKind::Import:
            if (at_top()) return resolve_import(as<ImportNode>(node));
            report<diag::MisplacedModuleStatement>(node.span, "import");
            return;
        case NodeKind::Export:
            if (at_top()) return resolve_export(as<ExportNode>(node));
            report<diag::MisplacedModuleStatement>(node.span, "export");
            return;
        default: return resolve(node);
    }
}

void Resolver::resolve_let(LetNode& node) {
    resolve_type(node.type);
    LambdaNode* lambda = direct_lambda(*node.value);
    if (lambda != nullptr && node.type != nullptr) apply_context(*lambda, *node.type);
    const bool names = node.pattern->kind == PatternKind::Name;
    if (names) name_hint_ = as<NamePattern>(*node.pattern).name;
    const LetNode* outer = std::exchange(around_.declaration, &node);
    resolve(*node.value);
    around_.declaration = outer;
    std::vector<Variable*> bound;
    resolve_pattern(*node.pattern, {node.is_mutable, false}, bound);
    for (Variable* variable : bound) {
        if (names && node.is_mutable) variable->type = node.type;
        declare(variable, names ? lambda : nullptr);
    }
}

// A lambda that is declared with a function type takes over what it does not say itself (§11.3).
void Resolver::apply_context(LambdaNode& lambda, Type& declared) {
    const Type& context = behind_aliases(declared);
    std::vector<Type*> parts;  // the parameters, then the result
    if (context.kind == TypeKind::Function) {
        const FunctionType& function = as<FunctionType>(context);
        parts.assign(function.parameters.begin(), function.parameters.end());
        parts.push_back(function.result);
    } else if (context.kind == TypeKind::Name && as<NameType>(context).alias != nullptr) {
        parts = parts_of_import(*as<NameType>(context).alias, declared.span);
    }
    if (parts.size() != lambda.parameters.size() + 1) return;
    for (std::size_t i = 0; i < lambda.parameters.size(); ++i) {
        Parameter& parameter = lambda.parameters[i];
        if (parameter.type == nullptr) parameter.type = parts[i];
    }
    if (lambda.result == nullptr) lambda.result = parts.back();
}

// Empty: the import is no function type.
std::vector<Type*> Resolver::parts_of_import(const TypeAlias& imported, Span span) {
    std::vector<Type*> parts;
    const vm::Type* function = function_type_behind(imported);
    if (function == nullptr) return parts;
    for (const std::uint32_t member : function->members) {
        parts.push_back(type_of_unit(*imported.module, member, span));
    }
    return parts;
}

void Resolver::resolve_assign(AssignNode& node) {
    Node& target = *node.target;
    if (target.parenthesized) {
        report<diag::InvalidAssignmentTarget>(target.span);
    } else if (target.kind == NodeKind::Name) {
        around_.assignment = &node;
        use_name(as<NameNode>(target), true);
        around_.assignment = nullptr;
        name_hint_ = as<NameNode>(target).name;
    } else if (target.kind == NodeKind::Field) {
        resolve(target);
    } else if (target.kind == NodeKind::Index) {
        for (const IndexArgument& argument : as<IndexNode>(target).arguments) {
            if (argument.kind == IndexKind::Plain) continue;
            report<diag::SliceAssignment>(argument.span).hint = "assign to the elements one by one";
        }
        resolve(target);
    } else {
        report<diag::InvalidAssignmentTarget>(target.span).hint =
            "only a variable, a field or an index can be assigned to";
    }
    if (target.kind != NodeKind::Name) name_hint_ = kNoName;
    resolve(*node.value);
}

// A type alone is no variable, and stands in nobody's way.
void Resolver::resolve_import(ImportNode& node) {
    const Unit* module = options_.modules == nullptr ? nullptr : options_.modules->find(node.path);
    for (ModuleItem& item : node.items) {
        const std::string_view exported = text(item.name.name);
        names_variables_ = names_variables_ || is_about_variables(exported);
        const bool type_only = module != nullptr && exported_type(*module, exported) != nullptr &&
                               !exports_value(*module, exported);
        if (type_only) continue;
        const Symbol name = item.alias.name;
        const Variable* other = find(name);
        const bool is_of_this_unit = other != nullptr && other->span.end != 0;
        if (is_of_this_unit) {
            report<diag::AlreadyDefined>(item.alias.span, text(name)).hint =
                "import it under another name: `" + std::string(exported) + " as …`";
        }
        item.variable = new_variable(name, item.alias.span, false);
        item.variable->is_global = item.variable->is_imported = true;
        declare(item.variable);
    }
}

void Resolver::resolve_export(ExportNode& node) {
    for (ModuleItem& item : node.items) {
        if (!exported_.insert(item.alias.name).second) {
            report<diag::DuplicateExport>(item.alias.span, text(item.alias.name));
        }
        export_item(item);
    }
}

void Resolver::export_item(ModuleItem& item) {
    item.type = find_alias(item.name.name);
    if (item.type != nullptr) {
        resolution_.exported_types.push_back(item.type);
        resolution_.exported_type_names.push_back(item.alias.name);
    }
    item.variable = find(item.name.name);
    if (item.variable != nullptr) return use(*item.variable, false);
    NameNode builtin{{NodeKind::Name, false, item.name.span}, item.name.name};
    if (use_builtin(builtin, false)) {
        item.meaning = builtin.meaning;
        item.constant = builtin.constant;
    } else if (item.type == nullptr) {
        const std::string_view name = text(item.name.name);
        const std::string nearest = nearest_variable(name, time_, true);
        Diagnostic& made = report<diag::CannotExport>(item.name.span, name);
        if (!nearest.empty()) made.hint = "did you mean '" + nearest + "'?";
    }
}

}  // namespace ach::vm::language
