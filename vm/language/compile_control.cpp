#include "vm/language/function_compiler.hpp"

namespace ach::vm::language {

namespace {

// Whether control cannot come out at the end of the node.
bool never_ends(const Node& node) {
    switch (node.kind) {
        case NodeKind::Return:
        case NodeKind::Throw:
        case NodeKind::Break:
        case NodeKind::Continue: return true;
        case NodeKind::Do: {
            const auto statements = as<BlockNode>(node).block.statements;
            return !statements.empty() && never_ends(*statements.back());
        }
        default: return false;
    }
}

}  // namespace

// `if (c) { break }` and `if (c) { continue }` are one conditional jump, where no value is wanted.
bool FunctionCompiler::branch_out_of_loop(const IfNode& node, Dest dest) {
    if (node.else_branch != nullptr || !dest.is_discard()) return false;
    if (node.then_branch->kind != NodeKind::Do) return false;
    const auto statements = as<BlockNode>(*node.then_branch).block.statements;
    if (statements.size() != 1 || loops_.empty() || !loops_.back().value.is_discard()) return false;
    const Node& jump = *statements.front();
    const bool is_break = jump.kind == NodeKind::Break && as<JumpNode>(jump).operand == nullptr;
    if (!is_break && jump.kind != NodeKind::Continue) return false;
    if (scopes_ != loops_.back().scopes) return false;
    if (windows_.size() != loops_.back().windows) return false;
    jump_if(*node.condition, true, is_break ? loops_.back().end : loops_.back().next);
    return true;
}

void FunctionCompiler::branch(IfNode& node, Dest dest) {
    if (branch_out_of_loop(node, dest)) return;
    const Label end = code_.new_label();
    for (IfNode* link = &node;;) {
        const Label otherwise = code_.new_label();
        jump_if(*link->condition, false, otherwise);
        expression(*link->then_branch, dest);
        const bool nothing_else = link->else_branch == nullptr && dest.is_discard();
        const bool falls_out = dest.kind != Dest::Kind::Return && !never_ends(*link->then_branch);
        if (falls_out && !nothing_else) code_.jump(end);
        code_.bind(otherwise);
        if (link->else_branch == nullptr) {
            deliver_number(0, dest);
            break;
        }
        if (link->else_branch->kind != NodeKind::If) {
            expression(*link->else_branch, dest);
            break;
        }
        link = &as<IfNode>(*link->else_branch);
    }
    code_.bind(end);
}

void FunctionCompiler::piecewise(const PiecewiseNode& node, Dest dest) {
    const Label end = code_.new_label();
    bool has_default = false;
    for (Node* argument : node.arguments) {
        if (argument->kind != NodeKind::Array || argument->parenthesized) {
            expression(*argument, dest);
            has_default = true;
            break;
        }
        const auto elements = as<ArrayNode>(*argument).elements;
        const Label otherwise = code_.new_label();
        jump_if(*elements[0].value, false, otherwise);
        expression(*elements[1].value, dest);
        if (dest.kind != Dest::Kind::Return) code_.jump(end);
        code_.bind(otherwise);
    }
    if (!has_default) {
        const std::uint32_t text = code_.constant(
            std::string("piecewise: no condition was true and no default value provided"));
        code_.at(node.span);
        code_.emit_number(Op::Raise, Op::RaiseX, static_cast<Reg>(RaisedKind::RuntimeError), text);
    }
    code_.bind(end);
}

// The condition stands behind the body, so that an iteration costs one jump.
void FunctionCompiler::while_loop(const WhileNode& node, Dest value) {
    const Loop loop{code_.new_label(), code_.new_label(), value, scopes_, windows_.size()};
    const Label body = code_.new_label();
    deliver_number(0, value);
    code_.jump(loop.next);
    code_.bind(body);
    loop_body(node.body, loop);
    code_.bind(loop.next);
    jump_if(*node.condition, true, body);
    code_.bind(loop.end);
}

void FunctionCompiler::loop_body(const Block& body, const Loop& loop) {
    loops_.push_back(loop);
    block(body, loop.value);
    loops_.pop_back();
}

void FunctionCompiler::for_loop(const ForNode& node, Dest value) {
    const Mark mark(*this);
    deliver_number(0, value);
    const bool is_range = node.iterable->kind == NodeKind::Range && !node.iterable->parenthesized;
    is_range ? for_range(node, value) : for_items(node, value);
}

void FunctionCompiler::for_range(const ForNode& node, Dest value) {
    const RangeNode& range = as<RangeNode>(*node.iterable);
    const Reg state = take(3);
    into(*range.first, state);
    into(*range.last, state + 1);
    const Reg item = begin_definition(*node.variable);
    const Loop loop{code_.new_label(), code_.new_label(), value, scopes_, windows_.size()};
    const Label body = code_.new_label();
    code_.at(place_of_range(range));
    code_.jump(Op::RangePrep, state, item, loop.end, range.inclusive ? 1 : 0);
    code_.bind(body);
    for_body(node, item, loop);
    code_.bind(loop.next);
    code_.at(range.span);
    code_.jump(Op::RangeNext, state, item, body);
    code_.bind(loop.end);
}

void FunctionCompiler::for_items(const ForNode& node, Dest value) {
    const Reg state = take(3);
    const Reg item = begin_definition(*node.variable);
    {
        const Mark mark(*this);
        const Reg iterable = operand(*node.iterable);
        code_.at(node.iterable->span);
        code_.emit(Op::IterPrep, state, iterable);
    }
    const Loop loop{code_.new_label(), code_.new_label(), value, scopes_, windows_.size()};
    const Label body = code_.new_label();
    code_.jump(loop.next);
    code_.bind(body);
    for_body(node, item, loop);
    code_.bind(loop.next);
    code_.at(node.iterable->span);
    code_.jump(Op::IterNext, state, item, body);
    code_.bind(loop.end);
}

// Every iteration has a fresh variable: if it needs a cell, a fresh one.
void FunctionCompiler::for_body(const ForNode& node, Reg item, const Loop& loop) {
    code_.at(node.name.span);
    finish_definition(*node.variable, item);
    loop_body(node.body, loop);
}

void FunctionCompiler::break_loop(const JumpNode& node) {
    const Loop loop = loops_.back();
    if (windows_.size() != loop.windows) {
        leave_windows(loop, node.operand);
    } else if (node.operand == nullptr) {
        deliver_null(loop.value);
    } else {
        const Mark mark(*this);
        expression(*node.operand, loop.value);
    }
    code_.at(node.span);
    if (scopes_ != loop.scopes) leave_scopes(loop.scopes, loop.value);
    code_.jump(loop.end);
}

void FunctionCompiler::continue_loop() {
    const Loop& loop = loops_.back();
    if (windows_.size() != loop.windows) {
        leave_windows(loop, nullptr);
    } else {
        deliver_null(loop.value);
    }
    if (scopes_ != loop.scopes) code_.emit(Op::LeaveScope, loop.scopes);
    code_.jump(loop.next);
}

void FunctionCompiler::return_value(const JumpNode& node) {
    if (node.operand == nullptr) return deliver_null(Dest::ret());
    const Mark mark(*this);
    expression(*node.operand, Dest::ret());
}

void FunctionCompiler::try_catch(const TryNode& node, Dest dest) {
    if (!spills_ || next_ <= kFirstSpilled) return try_in_place(node, dest);
    compile_in_window(dest, [&](Dest inner) { try_in_place(node, inner); });
}

// The body is not in tail position; the handler is.
void FunctionCompiler::try_in_place(const TryNode& node, Dest dest) {
    const Mark mark(*this);
    const Label end = code_.new_label();
    const bool returns = dest.kind == Dest::Kind::Return;
    const Reg value = returns ? take() : dest.reg;
    const Reg error = next_;
    const std::uint32_t start = code_.here();
    ++tries_;
    block(node.body, returns ? Dest::into(value) : dest);
    --tries_;
    const std::uint32_t stop = code_.here();
    if (returns) {
        emit_return(value);
    } else {
        code_.jump(end);
    }
    const std::uint32_t target = code_.here();
    code_.at(node.name.span);
    if (node.body.may_obtain) code_.emit(Op::LeaveScope, scopes_);
    const Reg caught = begin_definition(*node.variable);
    finish_definition(*node.variable, caught);
    if (start < stop) {
        const auto reg = static_cast<std::uint8_t>(error);
        code_.function.handlers.push_back({start, stop, target, reg});
    }
    block(node.handler, dest);
    code_.bind(end);
}

void FunctionCompiler::match(const MatchNode& node, Dest dest) {
    const Mark mark(*this);
    // An arm may assign to the variable that is matched; later arms still see what it was.
    Reg value = 0;
    const bool stays =
        is_plain_local(*node.scrutinee) && !as<NameNode>(*node.scrutinee).variable->is_assigned;
    if (stays) {
        value = operand(*node.scrutinee);
    } else {
        value = take();
        into(*node.scrutinee, value);
    }
    const Label end = code_.new_label();
    bool exhaustive = false;
    for (const MatchArm& arm : node.arms) {
        const Mark arm_mark(*this);
        PatternContext context{code_.new_label(), {}};
        bind_registers(*arm.pattern, context);
        test(*arm.pattern, value, context);
        finish_bindings(context);
        if (arm.guard != nullptr) jump_if(*arm.guard, false, *context.mismatch);
        expression(*arm.body, dest);
        exhaustive = !code_.is_used(*context.mismatch);
        const bool falls_out = dest.kind != Dest::Kind::Return && !never_ends(*arm.body);
        if (falls_out && !exhaustive) code_.jump(end);
        code_.bind(*context.mismatch);
        if (exhaustive) break;
    }
    code_.at(node.span);
    if (!exhaustive) code_.emit(Op::MatchFail);
    code_.bind(end);
}

}  // namespace ach::vm::language
