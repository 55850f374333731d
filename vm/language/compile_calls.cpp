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

// Calls that are not calls: the constants `PI()` and `E()`, and what only preludes can say.
bool FunctionCompiler::is_special(const CallNode& node) const {
    if (node.arguments.size() > kMaxDirectArguments) return true;
    const std::string_view name = builtin_name(*node.callee);
    if (name == "PI" || name == "E") return true;
    const bool waits = name == "__await" || name == "__wait";
    return (name == "__args" && node.arguments.empty()) || (waits && node.arguments.size() == 1) ||
           ((name == "__apply" || name == "__push") && node.arguments.size() == 2);
}

void FunctionCompiler::special_call(const CallNode& node, Reg target) {
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
    const Reg callee = take();
    into(*node.callee, callee);
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
    code_.emit_wide(Op::Raise, static_cast<Reg>(RaisedKind::RuntimeError), text);
}

// Callee and arguments in consecutive registers; the callee's is the result.
Reg FunctionCompiler::prepare_call(const CallNode& node) {
    const Reg callee = take();
    if (!is_recursion(*node.callee)) into(*node.callee, callee);
    for (Node* argument : node.arguments) into(*argument, take());
    code_.at(node.span);
    return callee;
}

void FunctionCompiler::call(const CallNode& node, Reg target) {
    if (is_special(node)) return special_call(node, target);
    const Reg callee = prepare_call(node);
    const Op op = is_recursion(*node.callee)          ? Op::CallRec
                  : is_recursion_around(*node.callee) ? Op::CallWithSelf
                                                      : Op::Call;
    code_.emit(op, callee, static_cast<Reg>(node.arguments.size()), target);
}

void FunctionCompiler::tail_call(const CallNode& node) {
    const Reg callee = prepare_call(node);
    if (scopes_ != 0) code_.emit(Op::JoinScopes);
    const Op op = is_recursion(*node.callee) ? Op::TailCallRec : Op::TailCall;
    code_.emit(op, callee, static_cast<Reg>(node.arguments.size()));
}

Reg FunctionCompiler::prepare_method_call(const MethodCallNode& node) {
    const Reg receiver = take();
    into(*node.receiver, receiver);
    for (Node* argument : node.arguments) into(*argument, take());
    take();  // scratch of the call
    unit_.note_method(unit_.text(node.method.name));
    code_.at(node.method.span);
    return receiver;
}

void FunctionCompiler::method_call(const MethodCallNode& node, Reg target) {
    if (node.arguments.size() > kMaxDirectArguments) return apply_method(node, target);
    const Reg receiver = prepare_method_call(node);
    const std::uint32_t site = code_.site(unit_.text(node.method.name));
    code_.emit_extra(Op::CallMethod, receiver, static_cast<Reg>(node.arguments.size()), target,
                     site);
}

void FunctionCompiler::apply_method(const MethodCallNode& node, Reg target) {
    const Reg receiver = take();
    into(*node.receiver, receiver);
    const Reg values = take();
    items(node.arguments, values);
    const std::string_view name = unit_.text(node.method.name);
    unit_.note_method(name);
    code_.at(node.method.span);
    code_.emit_extra(Op::ApplyMethod, target, receiver, values, code_.site(name));
}

void FunctionCompiler::tail_method_call(const MethodCallNode& node) {
    const Reg receiver = prepare_method_call(node);
    if (scopes_ != 0) code_.emit(Op::JoinScopes);
    const std::uint32_t site = code_.site(unit_.text(node.method.name));
    code_.emit_extra(Op::TailCallMethod, receiver, static_cast<Reg>(node.arguments.size()), 0,
                     site);
}

void FunctionCompiler::start_async(const BlockNode& node, Reg target) {
    const Child child = compile_block_function(node);
    const Reg closure = take();
    code_.at(node.span);
    make_closure(Op::Closure, closure, child);
    code_.emit(Op::StartAsync, target, closure);
}

}  // namespace ach::vm::language
