#include "vm/language/function_compiler.hpp"

namespace ach::vm::language {

namespace {

constexpr std::uint32_t kMaxScopes = 255;  // what the operand of LeaveScope can count

// Whether the value is written to its register by one last instruction, so that an assignment may
// compute it right into a variable that the expression reads.
bool is_written_last(const Node& node) {
    switch (node.kind) {
        case NodeKind::Number:
        case NodeKind::Complex:
        case NodeKind::String:
        case NodeKind::Boolean:
        case NodeKind::Null:
        case NodeKind::Name:
        case NodeKind::Lambda:
        case NodeKind::Generate:
        case NodeKind::Interpolation:
        case NodeKind::Call:
        case NodeKind::MethodCall:
        case NodeKind::Field:
        case NodeKind::Index:
        case NodeKind::Unary:
        case NodeKind::Range:
        case NodeKind::Await: return true;
        case NodeKind::Binary: {
            const BinaryOperator op = as<BinaryNode>(node).op;
            return op != BinaryOperator::And && op != BinaryOperator::Or;
        }
        default: return false;
    }
}

}  // namespace

// A block in which a guard may be obtained marks its beginning and its end, unless it ends with the
// function: then the function's end does.
void FunctionCompiler::block(const Block& block, Dest dest) {
    if (!block.may_obtain || dest.kind == Dest::Kind::Return) return open_block(block, dest);
    code_.at(block.span);
    if (scopes_ == kMaxScopes) code_.overflow(Limit::Scopes);
    code_.emit(Op::EnterScope);
    ++scopes_;
    open_block(block, dest);
    --scopes_;
    leave_scopes(scopes_, dest);
}

void FunctionCompiler::leave_scopes(std::uint32_t remaining, Dest value) {
    if (value.kind == Dest::Kind::Register) {
        return code_.emit(Op::LeaveScopeWith, remaining, value.reg);
    }
    code_.emit(Op::LeaveScope, remaining);
}

void FunctionCompiler::open_block(const Block& block, Dest dest) {
    const Mark mark(*this);
    place_late_variables(block.late_variables);
    statements(block.statements, dest);
}

void FunctionCompiler::statements(std::span<Node* const> nodes, Dest dest) {
    if (nodes.empty()) return deliver_null(dest);
    for (Node* node : nodes.first(nodes.size() - 1)) statement(*node, Dest::discard());
    statement(*nodes.back(), dest);
}

void FunctionCompiler::statement(Node& node, Dest dest) {
    code_.at(node.span);
    switch (node.kind) {
        case NodeKind::Let: return let(as<LetNode>(node), dest);
        case NodeKind::Assign: return assign(as<AssignNode>(node), dest);
        case NodeKind::TypeDefinition: return deliver_null(dest);
        case NodeKind::Import: import(as<ImportNode>(node)); return deliver_null(dest);
        case NodeKind::Export: export_values(as<ExportNode>(node)); return deliver_null(dest);
        default: {
            const Mark mark(*this);
            return expression(node, dest);
        }
    }
}

void FunctionCompiler::let(LetNode& node, Dest dest) {
    if (node.pattern->kind == PatternKind::Name) {
        return let_name(node, *as<NamePattern>(*node.pattern).variable, dest);
    }
    const bool discards = node.pattern->kind == PatternKind::Wildcard;
    PatternContext context;
    bind_registers(*node.pattern, context);
    const Reg bound = next_;
    const Reg value = take();
    into(*node.value, value);
    code_.at(node.pattern->span);
    const auto where = discards ? TypeCheck::Where::Variable : TypeCheck::Where::Destructuring;
    check_type(value, node.type, where, discards ? "_" : "");
    test(*node.pattern, value, context);
    finish_bindings(context);
    deliver(value, dest);
    next_ = bound;
}

void FunctionCompiler::let_name(LetNode& node, Variable& variable, Dest dest) {
    const Reg before = next_;
    const Reg value = begin_definition(variable);
    // A new variable is not visible to its own initialiser, so its register is free to be written.
    into(*node.value, value);
    code_.at(node.pattern->span);
    check_type(value, node.type, TypeCheck::Where::Variable, unit_.text(variable.name));
    finish_definition(variable, value);
    const bool keeps_register =
        variable.place == Variable::Place::Register && !variable.is_global && !variable.is_late;
    if (!dest.is_discard()) {
        const bool in_place = !variable.needs_cell();
        if (!in_place) {
            const Reg copy = take();
            load(variable, false, copy);
            deliver(copy, dest);
        } else {
            deliver(value, dest);
        }
    }
    next_ = keeps_register ? before + 1 : before;
}

void FunctionCompiler::assign(AssignNode& node, Dest dest) {
    if (wants_window_for_indices(*node.target)) {
        return compile_in_window(dest, [&](Dest inner) { assign(node, inner); });
    }
    const Mark mark(*this);
    switch (node.target->kind) {
        case NodeKind::Name: return assign_name(node, dest);
        case NodeKind::Field: return assign_field(node, dest);
        default: break;
    }
    const auto arguments = as<IndexNode>(*node.target).arguments;
    if (arguments.size() == 1) return assign_index(node, dest);
    assign_indices(node, dest);
}

// `old_value` holds what the target had before, for a compound assignment.
Reg FunctionCompiler::assigned_value(const AssignNode& node, Reg old_value) {
    if (!node.compound) return operand(*node.value);
    const Reg value = take();
    emit_binary(node.op, node.op_span, value, old_value, *node.value);
    return value;
}

void FunctionCompiler::assign_name(AssignNode& node, Dest dest) {
    const NameNode& target = as<NameNode>(*node.target);
    const Variable& variable = *target.variable;
    const bool in_place = is_plain_local(target) && variable.type == nullptr;
    check_initialised(target);
    if (in_place && node.compound) {
        Node* const later[] = {node.value};
        const Reg old_value = operand_before(*node.target, later);
        emit_binary(node.op, node.op_span, variable.index, old_value, *node.value);
        return deliver(variable.index, dest);
    }
    if (in_place && is_written_last(*node.value)) {
        into(*node.value, variable.index);
        return deliver(variable.index, dest);
    }
    Reg old_value = 0;
    if (node.compound) load(variable, false, old_value = take());
    Reg value = assigned_value(node, old_value);
    if (variable.type != nullptr && !is_any(*variable.type)) {
        // The check may replace the value; a variable that it was read from must not see that.
        if (is_plain_local(*node.value) && !node.compound) {
            const Reg copy = take();
            code_.emit(Op::Move, copy, value);
            value = copy;
        }
        code_.at(node.target->span);
        check_type(value, variable.type, TypeCheck::Where::Variable, unit_.text(variable.name));
    }
    code_.at(node.target->span);
    store(variable, value);
    deliver(value, dest);
}

void FunctionCompiler::assign_field(AssignNode& node, Dest dest) {
    const FieldNode& target = as<FieldNode>(*node.target);
    const std::string_view name = unit_.text(target.name.name);
    Node* const later[] = {node.value};
    const Reg object = operand_before(*target.object, later);
    Reg old_value = 0;
    if (node.compound) {
        old_value = take();
        code_.at(target.name.span);
        unit_.note_method(name);
        code_.emit_extra(Op::GetField, old_value, object, 0, code_.site(name));
    }
    const Reg value = assigned_value(node, old_value);
    code_.at(target.name.span);
    code_.emit_extra(Op::SetField, object, value, 0, code_.site(name));
    deliver(value, dest);
}

void FunctionCompiler::assign_index(AssignNode& node, Dest dest) {
    const IndexNode& target = as<IndexNode>(*node.target);
    Node* const later[] = {target.arguments[0].first, node.value};
    const Reg object = operand_before(*target.object, later);
    const Reg index = operand_before(*target.arguments[0].first, std::span(later).last(1));
    Reg old_value = 0;
    if (node.compound) {
        old_value = take();
        code_.at(target.arguments[0].span);
        code_.emit(Op::GetIndex, old_value, object, index);
    }
    const Reg value = assigned_value(node, old_value);
    code_.at(target.arguments[0].span);
    code_.emit(Op::SetIndex, object, index, value);
    deliver(value, dest);
}

void FunctionCompiler::assign_indices(AssignNode& node, Dest dest) {
    const IndexNode& target = as<IndexNode>(*node.target);
    IndexSpec spec;
    const Reg object = index_arguments(target, std::nullopt, spec);
    const auto count = static_cast<std::uint32_t>(spec.size());
    Reg old_value = 0;
    if (node.compound) {
        old_value = take();
        code_.function.index_specs.push_back(std::move(spec));
        const auto number = static_cast<Word>(code_.function.index_specs.size() - 1);
        code_.at(target.arguments[0].span);
        code_.emit_extra(Op::GetIndices, old_value, object, 0, number);
    }
    const Reg value = assigned_value(node, old_value);
    code_.at(target.arguments[0].span);
    code_.emit(Op::SetIndices, object, count, value);
    deliver(value, dest);
}

void FunctionCompiler::import(const ImportNode& node) {
    Import made;
    made.path = node.path;
    const Position position = unit_.positions.at(node.path_span.begin);
    made.line = position.line;
    made.column = position.column;
    for (const ModuleItem& item : node.items) {
        Import::Name name;
        name.exported = unit_.text(item.name.name);
        name.local = unit_.text(item.alias.name);
        if (item.variable != nullptr) name.global = item.variable->global;
        made.names.push_back(std::move(name));
    }
    unit_.unit.imports.push_back(std::move(made));
    code_.at(node.path_span);
    if (unit_.unit.imports.size() > 0x10000) return code_.overflow(Limit::Imports);
    code_.emit_wide(Op::Import, 0, static_cast<std::uint32_t>(unit_.unit.imports.size() - 1));
}

void FunctionCompiler::export_values(const ExportNode& node) {
    for (const ModuleItem& item : node.items) {
        const Mark mark(*this);
        const Reg value = take();
        code_.at(item.name.span);
        if (item.variable != nullptr) {
            load(*item.variable, false, value);
        } else if (item.meaning == Meaning::Builtin) {
            code_.emit_wide(Op::GetBuiltin, value, unit_.builtin(unit_.text(item.name.name)));
        } else if (item.meaning == Meaning::Constant) {
            code_.load_constant(value, *item.constant);
        } else {
            continue;  // a type alone
        }
        const std::uint32_t name = code_.constant(std::string(unit_.text(item.alias.name)));
        code_.emit_extra(Op::Export, value, 0, 0, name);
    }
}

}  // namespace ach::vm::language
