#include <algorithm>

#include "vm/language/function_compiler.hpp"

namespace ach::vm::language {

bool FunctionCompiler::is_recursion(const Node& callee) const {
    // In a generator `rec` is the function around it, and an async function starts a task per call.
    if (scope_.kind == FunctionScope::Kind::Generator || is_async()) return false;
    if (callee.kind == NodeKind::Rec) return true;
    return callee.kind == NodeKind::Name && as<NameNode>(callee).meaning == Meaning::Recursion;
}

// The name, if the callee is a built-in function or a constant.
std::string_view FunctionCompiler::builtin_name(const Node& callee) const {
    if (callee.kind != NodeKind::Name) return {};
    const NameNode& name = as<NameNode>(callee);
    const bool known = name.meaning == Meaning::Builtin || name.meaning == Meaning::Constant;
    return known ? unit_.text(name.name) : std::string_view();
}

// `rec` in a generator of a method, which keeps the generator's self.
bool FunctionCompiler::is_recursion_around(const Node& callee) const {
    if (scope_.kind != FunctionScope::Kind::Generator || !has_own_self()) return false;
    if (callee.kind == NodeKind::Rec) return true;
    return callee.kind == NodeKind::Name && as<NameNode>(callee).meaning == Meaning::Recursion;
}

// Whether arguments find registers behind the callee.
bool FunctionCompiler::fit(std::span<Node* const> arguments) const {
    const std::size_t room =
        spills_ ? kMaxRegisters - std::min(next_ + 3, kMaxRegisters) : kMaxDirectArguments;
    return arguments.size() <= std::min<std::size_t>(room, kMaxDirectArguments);
}

// Calls that are not calls: the constants `PI()` and `E()`, and what only preludes can say.
bool FunctionCompiler::is_special(const CallNode& node) const {
    if (!fit(node.arguments)) return true;
    const std::string_view name = builtin_name(*node.callee);
    if (name == "PI" || name == "E") return true;
    const bool waits = name == "__await" || name == "__wait";
    return (name == "__args" && node.arguments.empty()) || (waits && node.arguments.size() == 1) ||
           ((name == "__apply" || name == "__push") && node.arguments.size() == 2);
}

void FunctionCompiler::special_call(const CallNode& node, std::optional<Reg> known, Reg target) {
    const std::string_view name = builtin_name(*node.callee);
    if (name == "__args") return code_.emit(Op::Args, target);
    if (name == "__await" || name == "__wait") {
        const Reg value = operand(*node.arguments[0]);
        code_.at(node.span);
        const auto how = name == "__await" ? AwaitMode::FutureOrValue : AwaitMode::EndOnly;
        return code_.emit(Op::Await, target, value, static_cast<Reg>(how));
    }
    if (name == "__apply" || name == "__push") {
        const Reg first = operand_before(*node.arguments[0], node.arguments.subspan(1));
        const Reg second = operand(*node.arguments[1]);
        code_.at(node.span);
        if (name == "__apply") return code_.emit(Op::Apply, target, first, second);
        code_.emit(Op::VectorPush, first, second);
        return code_.emit(Op::LoadNull, target);
    }
    if (name == "PI" || name == "E") return constant_call(node, name, target);
    const Reg callee = known ? *known : take();
    if (!known) into(*node.callee, callee);
    const Reg values = take();
    code_.at(node.span);
    items(node.arguments, values);
    code_.at(node.span);
    code_.emit(Op::Apply, target, callee, values);
}

// `PI()` is the constant; with arguments it is a call of the wrong kind.
void FunctionCompiler::constant_call(const CallNode& node, std::string_view name, Reg target) {
    if (node.arguments.empty()) return into(*node.callee, target);
    for (Node* argument : node.arguments) discard(*argument);
    const std::uint32_t text = code_.constant(std::string(name) + "() expects 0 arguments, got " +
                                              std::to_string(node.arguments.size()));
    code_.at(node.span);
    code_.emit_number(Op::Raise, Op::RaiseX, static_cast<Reg>(RaisedKind::RuntimeError), text);
}

// Callee and arguments in consecutive registers; the callee's is the result.
Reg FunctionCompiler::prepare_call(const CallNode& node, std::optional<Reg> known) {
    const Reg callee = known ? *known : take();
    if (!known && !is_recursion(*node.callee)) into(*node.callee, callee);
    for (Node* argument : node.arguments) into(*argument, take());
    code_.at(node.span);
    return callee;
}

void FunctionCompiler::call(const CallNode& node, std::optional<Reg> known, Reg target) {
    const Mark mark(*this);
    if (is_special(node)) return special_call(node, known, target);
    const Reg callee = prepare_call(node, known);
    const Op op = is_recursion(*node.callee)          ? Op::CallRec
                  : is_recursion_around(*node.callee) ? Op::CallWithSelf
                                                      : Op::Call;
    code_.emit(op, callee, static_cast<Reg>(node.arguments.size()), target);
}

void FunctionCompiler::tail_call(const CallNode& node) {
    const Reg callee = prepare_call(node, std::nullopt);
    if (scopes_ != 0) code_.emit(Op::JoinScopes);
    const Op op = is_recursion(*node.callee) ? Op::TailCallRec : Op::TailCall;
    code_.emit(op, callee, static_cast<Reg>(node.arguments.size()));
    code_.emit(Op::Return, callee);
}

Reg FunctionCompiler::prepare_method_call(const MethodCallNode& node, std::optional<Reg> known) {
    const Reg receiver = known ? *known : take();
    if (!known) into(*node.receiver, receiver);
    for (Node* argument : node.arguments) into(*argument, take());
    take();  // scratch of the call
    unit_.note_method(unit_.text(node.method.name));
    code_.at(node.method.span);
    return receiver;
}

void FunctionCompiler::method_call(const MethodCallNode& node, std::optional<Reg> known,
                                   Reg target) {
    const Mark mark(*this);
    if (!fit(node.arguments)) return apply_method(node, known, target);
    const Reg receiver = prepare_method_call(node, known);
    const std::uint32_t site = code_.site(unit_.text(node.method.name));
    code_.emit_extra(Op::CallMethod, receiver, static_cast<Reg>(node.arguments.size()), target,
                     site);
}

void FunctionCompiler::apply_method(const MethodCallNode& node, std::optional<Reg> known,
                                    Reg target) {
    const Reg receiver = known ? *known : take();
    if (!known) into(*node.receiver, receiver);
    const Reg values = take();
    items(node.arguments, values);
    const std::string_view name = unit_.text(node.method.name);
    unit_.note_method(name);
    code_.at(node.method.span);
    code_.emit_extra(Op::ApplyMethod, target, receiver, values, code_.site(name));
}

void FunctionCompiler::tail_method_call(const MethodCallNode& node) {
    const Reg receiver = prepare_method_call(node, std::nullopt);
    if (scopes_ != 0) code_.emit(Op::JoinScopes);
    const std::uint32_t site = code_.site(unit_.text(node.method.name));
    code_.emit_extra(Op::TailCallMethod, receiver, static_cast<Reg>(node.arguments.size()), 0,
                     site);
    code_.emit(Op::Return, receiver);
}

void FunctionCompiler::start_async(const BlockNode& node, Reg target) {
    const Child child = compile_block_function(node);
    const Reg closure = take();
    code_.at(node.span);
    make_closure(Op::Closure, Op::ClosureX, closure, child);
    code_.emit(Op::StartAsync, target, closure);
}

}  // namespace ach::vm::language
