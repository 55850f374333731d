#include "vm/language/resolver_rules.hpp"

namespace ach::vm::language {

namespace {

// The lambda that is the value of a declaration or field, parentheses aside.
LambdaNode* direct_lambda(Node& value) {
    return value.kind == NodeKind::Lambda ? &as<LambdaNode>(value) : nullptr;
}

// Looks through the aliases of this unit.
const FunctionType* as_function_type(const Type& type, int aliases = 100) {
    if (type.kind == TypeKind::Function) return &as<FunctionType>(type);
    if (type.kind != TypeKind::Name || aliases == 0) return nullptr;
    const TypeAlias* alias = as<NameType>(type).alias;
    if (alias == nullptr || alias->type == nullptr) return nullptr;
    return as_function_type(*alias->type, aliases - 1);
}

bool exports_value(const Unit& module, std::string_view name) {
    const Function& top = module.functions.front();
    for (std::size_t pc = 0; pc < top.code.size(); pc += words_of(op_of(top.code[pc]))) {
        if (op_of(top.code[pc]) != Op::Export) continue;
        const Constant& exported = top.constants[top.code[pc + 1]];
        if (std::get<std::string>(exported) == name) return true;
    }
    return false;
}

bool exports_type(const Unit& module, std::string_view name) {
    for (const ExportedType& exported : module.exported_types) {
        if (exported.name == name) return true;
    }
    return false;
}

}  // namespace

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
    resolve(*node.value);
    std::vector<Variable*> bound;
    resolve_pattern(*node.pattern, {node.is_mutable, false}, bound);
    for (Variable* variable : bound) {
        if (names && node.is_mutable) variable->type = node.type;
        declare(variable, names ? lambda : nullptr);
    }
}

// A lambda that is declared with a function type takes over what it does not say itself (§11.3).
void Resolver::apply_context(LambdaNode& lambda, Type& declared) {
    const FunctionType* context = as_function_type(declared);
    if (context == nullptr || context->parameters.size() != lambda.parameters.size()) return;
    for (std::size_t i = 0; i < lambda.parameters.size(); ++i) {
        Parameter& parameter = lambda.parameters[i];
        if (parameter.type == nullptr) parameter.type = context->parameters[i];
    }
    if (lambda.result == nullptr) lambda.result = context->result;
}

void Resolver::resolve_assign(AssignNode& node) {
    Node& target = *node.target;
    if (target.parenthesized) {
        report<diag::InvalidAssignmentTarget>(target.span);
    } else if (target.kind == NodeKind::Name) {
        use_name(as<NameNode>(target), true);
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

void Resolver::resolve_import(ImportNode& node) {
    const Unit* module = options_.modules == nullptr ? nullptr : options_.modules->find(node.path);
    for (ModuleItem& item : node.items) {
        const Symbol name = item.alias.name;
        for (std::size_t i = session_names_; i < declared_.size(); ++i) {
            if (lifetimes_[declared_[i]].name != name) continue;
            report<diag::AlreadyDefined>(item.alias.span, text(name)).hint =
                "import it under another name: `" + std::string(text(item.name.name)) + " as …`";
            break;
        }
        const std::string_view exported = text(item.name.name);
        names_variables_ = names_variables_ || is_about_variables(exported);
        const bool type_only = module != nullptr && exports_type(*module, exported) &&
                               !exports_value(*module, exported);
        if (type_only) continue;
        item.variable = new_variable(name, item.alias.span, false);
        item.variable->is_global = true;
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
        const std::string nearest = nearest_variable(name, time_);
        Diagnostic& made = report<diag::CannotExport>(item.name.span, name);
        if (!nearest.empty()) made.hint = "did you mean '" + nearest + "'?";
    }
}

}  // namespace ach::vm::language
