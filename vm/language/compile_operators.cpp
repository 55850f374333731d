#include <cmath>

#include "vm/language/function_compiler.hpp"

namespace ach::vm::language {

namespace {

// How an operator is written: with a register, with a number constant, with a small number, and as
// a jump taken when the comparison holds or does not.
struct OperatorCode {
    Op registers;
    std::optional<Op> constant;
    std::optional<Op> small;
};

OperatorCode code_of(BinaryOperator op) {
    switch (op) {
        case BinaryOperator::Add: return {Op::Add, Op::AddK, Op::AddI};
        case BinaryOperator::Subtract: return {Op::Sub, Op::SubK, Op::SubI};
        case BinaryOperator::Multiply: return {Op::Mul, Op::MulK, {}};
        case BinaryOperator::Divide: return {Op::Div, Op::DivK, {}};
        case BinaryOperator::Modulo: return {Op::Mod, Op::ModK, {}};
        case BinaryOperator::Power: return {Op::Pow, Op::PowK, {}};
        case BinaryOperator::Equal: return {Op::Equal, {}, {}};
        case BinaryOperator::NotEqual: return {Op::NotEqual, {}, {}};
        case BinaryOperator::Less: return {Op::Less, {}, {}};
        case BinaryOperator::LessEqual: return {Op::LessEqual, {}, {}};
        case BinaryOperator::Greater: return {Op::Greater, {}, {}};
        case BinaryOperator::GreaterEqual: return {Op::GreaterEqual, {}, {}};
        case BinaryOperator::And:
        case BinaryOperator::Or: break;
    }
    return {Op::Equal, {}, {}};
}

struct JumpCode {
    Op registers;
    Op small;
};

// "Unless less" is not "if greater or equal": NaN is neither.
JumpCode jump_code_of(BinaryOperator op, bool sense) {
    switch (op) {
        case BinaryOperator::Less:
            return sense ? JumpCode{Op::JumpIfLess, Op::JumpIfLessI}
                         : JumpCode{Op::JumpUnlessLess, Op::JumpUnlessLessI};
        case BinaryOperator::LessEqual:
            return sense ? JumpCode{Op::JumpIfLessEqual, Op::JumpIfLessEqualI}
                         : JumpCode{Op::JumpUnlessLessEqual, Op::JumpUnlessLessEqualI};
        case BinaryOperator::Greater:
            return sense ? JumpCode{Op::JumpIfGreater, Op::JumpIfGreaterI}
                         : JumpCode{Op::JumpUnlessGreater, Op::JumpUnlessGreaterI};
        case BinaryOperator::GreaterEqual:
            return sense ? JumpCode{Op::JumpIfGreaterEqual, Op::JumpIfGreaterEqualI}
                         : JumpCode{Op::JumpUnlessGreaterEqual, Op::JumpUnlessGreaterEqualI};
        default: break;
    }
    const bool equal = (op == BinaryOperator::Equal) == sense;
    return equal ? JumpCode{Op::JumpIfEqual, Op::JumpIfEqualI}
                 : JumpCode{Op::JumpUnlessEqual, Op::JumpUnlessEqualI};
}

bool is_comparison(BinaryOperator op) {
    return op >= BinaryOperator::Equal && op <= BinaryOperator::GreaterEqual;
}

bool is_logic(BinaryOperator op) { return op == BinaryOperator::And || op == BinaryOperator::Or; }

// A whole number that fits the signed byte of an instruction; -0 is not one.
std::optional<std::int8_t> small_number(const std::optional<Constant>& constant) {
    const auto* number = constant ? std::get_if<double>(&*constant) : nullptr;
    if (number == nullptr || !(*number >= -128 && *number <= 127)) return std::nullopt;
    if (*number != std::trunc(*number) || (*number == 0 && std::signbit(*number)))
        return std::nullopt;
    return static_cast<std::int8_t>(*number);
}

std::optional<Constant> fold(BinaryOperator op, double a, double b) {
    switch (op) {
        case BinaryOperator::Add: return a + b;
        case BinaryOperator::Subtract: return a - b;
        case BinaryOperator::Multiply: return a * b;
        case BinaryOperator::Divide: return a / b;
        case BinaryOperator::Modulo: return std::fmod(a, b);
        case BinaryOperator::Power: return std::pow(a, b);
        default: return std::nullopt;
    }
}

// Sums and differences with a complex literal: `2 + 3i` is one constant.
std::optional<Constant> fold(BinaryOperator op, std::complex<double> a, std::complex<double> b) {
    if (op == BinaryOperator::Add) return a + b;
    if (op == BinaryOperator::Subtract) return a - b;
    return std::nullopt;
}

std::optional<Constant> fold(BinaryOperator op, const std::optional<Constant>& a,
                             const std::optional<Constant>& b) {
    if (!a || !b) return std::nullopt;
    const auto* x = std::get_if<double>(&*a);
    const auto* y = std::get_if<double>(&*b);
    if (x != nullptr && y != nullptr) return fold(op, *x, *y);
    const auto complex = [](const Constant& c) -> std::optional<std::complex<double>> {
        if (const auto* number = std::get_if<double>(&c)) return std::complex<double>(*number, 0);
        if (const auto* z = std::get_if<std::complex<double>>(&c)) return *z;
        return std::nullopt;
    };
    const auto p = complex(*a), q = complex(*b);
    return p && q ? fold(op, *p, *q) : std::nullopt;
}

}  // namespace

// The number that the node is whenever it is evaluated, if that is known.
std::optional<Constant> FunctionCompiler::constant_of(const Node& node, int depth) const {
    if (depth == 0) return std::nullopt;
    switch (node.kind) {
        case NodeKind::Number: return as<NumberNode>(node).value;
        case NodeKind::Complex: return std::complex<double>(0, as<ComplexNode>(node).imaginary);
        case NodeKind::Name: {
            const NameNode& name = as<NameNode>(node);
            if (name.meaning != Meaning::Constant) return std::nullopt;
            if (std::holds_alternative<std::string>(*name.constant)) return std::nullopt;
            return *name.constant;
        }
        case NodeKind::Unary: {
            const UnaryNode& unary = as<UnaryNode>(node);
            if (unary.op != UnaryOperator::Negate) return std::nullopt;
            const std::optional<Constant> value = constant_of(*unary.operand, depth - 1);
            if (!value) return std::nullopt;
            if (const auto* number = std::get_if<double>(&*value)) return -*number;
            return -std::get<std::complex<double>>(*value);
        }
        case NodeKind::Binary: {
            const BinaryNode& binary = as<BinaryNode>(node);
            return fold(binary.op, constant_of(*binary.left, depth - 1),
                        constant_of(*binary.right, depth - 1));
        }
        default: return std::nullopt;
    }
}

void FunctionCompiler::unary(const UnaryNode& node, Reg target) {
    if (const std::optional<Constant> constant = constant_of(node)) {
        return code_.load_constant(target, *constant);
    }
    const Reg value = operand(*node.operand);
    code_.at(node.span);
    code_.emit(node.op == UnaryOperator::Negate ? Op::Negate : Op::Not, target, value);
}

// A chain of operators is computed from its far left end, in a loop; literals at its beginning are
// folded into one.
void FunctionCompiler::binary(const BinaryNode& node, Reg target) {
    if (is_logic(node.op)) return logic(node, target);
    std::vector<const BinaryNode*> spine{&node};
    while (spine.back()->left->kind == NodeKind::Binary &&
           !is_logic(as<BinaryNode>(*spine.back()->left).op)) {
        spine.push_back(&as<BinaryNode>(*spine.back()->left));
    }
    std::optional<Constant> known = constant_of(*spine.back()->left);
    while (known && !spine.empty()) {
        std::optional<Constant> more =
            fold(spine.back()->op, known, constant_of(*spine.back()->right));
        if (!more) break;
        known = std::move(more);
        spine.pop_back();
    }
    if (spine.empty()) return code_.load_constant(target, *known);
    Node& base = *spine.back()->left;
    Node* const later[] = {spine.back()->right};
    Reg left = 0;
    if (known) {
        left = take();
        code_.load_constant(left, *known);
    } else {
        left = operand_before(base, later);
    }
    const Reg partial = spine.size() > 1 ? take() : target;
    for (; !spine.empty(); spine.pop_back()) {
        const BinaryNode& step = *spine.back();
        const Reg result = spine.size() > 1 ? partial : target;
        emit_binary(step.op, step.op_span, result, left, *step.right);
        left = result;
    }
}

void FunctionCompiler::emit_binary(BinaryOperator op, Span span, Reg target, Reg left,
                                   Node& right) {
    const Mark mark(*this);
    const OperatorCode code = code_of(op);
    const std::optional<Constant> constant = constant_of(right);
    const std::optional<std::int8_t> small = small_number(constant);
    if (small && code.small) {
        code_.at(span);
        return code_.emit(*code.small, target, left, static_cast<std::uint8_t>(*small));
    }
    if (constant && code.constant && std::holds_alternative<double>(*constant)) {
        const std::uint32_t index = code_.constant(*constant);
        if (index <= 0xFF) {
            code_.at(span);
            return code_.emit(*code.constant, target, left, index);
        }
    }
    const Reg value = operand(right);
    code_.at(span);
    code_.emit(code.registers, target, left, value);
}

void FunctionCompiler::logic(const BinaryNode& node, Reg target) {
    // Chains of one operator share their end.
    std::vector<const BinaryNode*> spine{&node};
    while (spine.back()->left->kind == NodeKind::Binary &&
           as<BinaryNode>(*spine.back()->left).op == node.op) {
        spine.push_back(&as<BinaryNode>(*spine.back()->left));
    }
    const Op leave = node.op == BinaryOperator::And ? Op::JumpIfFalse : Op::JumpIfTrue;
    const Label end = code_.new_label();
    into(*spine.back()->left, target);
    for (; !spine.empty(); spine.pop_back()) {
        code_.at(spine.back()->op_span);
        code_.jump(leave, target, 0, end);
        into(*spine.back()->right, target);
    }
    code_.bind(end);
}

// Jumps if the truth of the condition is `sense`, and falls through otherwise.
void FunctionCompiler::jump_if(Node& condition, bool sense, Label target) {
    const Mark mark(*this);
    if (condition.kind == NodeKind::Boolean) {
        if (as<BooleanNode>(condition).value == sense) code_.jump(target);
        return;
    }
    if (wants_window(condition)) {
        const Reg value = operand(condition);
        code_.at(condition.span);
        return code_.jump(sense ? Op::JumpIfTrue : Op::JumpIfFalse, value, 0, target);
    }
    if (condition.kind == NodeKind::Unary && as<UnaryNode>(condition).op == UnaryOperator::Not) {
        return jump_if(*as<UnaryNode>(condition).operand, !sense, target);
    }
    if (condition.kind == NodeKind::Binary) {
        const BinaryNode& binary = as<BinaryNode>(condition);
        if (is_logic(binary.op)) return jump_if_logic(binary, sense, target);
        if (is_comparison(binary.op)) return jump_if_comparison(binary, sense, target);
    }
    const Reg value = operand(condition);
    code_.at(condition.span);
    code_.jump(sense ? Op::JumpIfTrue : Op::JumpIfFalse, value, 0, target);
}

void FunctionCompiler::jump_if_logic(const BinaryNode& node, bool sense, Label target) {
    std::vector<Node*> operands{node.right};
    Node* left = node.left;
    for (; left->kind == NodeKind::Binary && as<BinaryNode>(*left).op == node.op;
         left = as<BinaryNode>(*left).left) {
        operands.push_back(as<BinaryNode>(*left).right);
    }
    operands.push_back(left);
    // `a && b` is false as soon as one is, and true only when the last one is; `||` the reverse.
    const bool decides = node.op == BinaryOperator::Or;
    const Label skip = code_.new_label();
    for (std::size_t i = operands.size(); i > 1; --i) {
        jump_if(*operands[i - 1], decides, decides == sense ? target : skip);
    }
    jump_if(*operands[0], sense, target);
    code_.bind(skip);
}

void FunctionCompiler::jump_if_comparison(const BinaryNode& node, bool sense, Label target) {
    Node* const later[] = {node.right};
    const JumpCode code = jump_code_of(node.op, sense);
    const Reg left = operand_before(*node.left, later);
    if (const std::optional<std::int8_t> small = small_number(constant_of(*node.right))) {
        code_.at(node.op_span);
        return code_.jump(code.small, left, static_cast<std::uint8_t>(*small), target);
    }
    const Reg right = operand(*node.right);
    code_.at(node.op_span);
    code_.jump(code.registers, left, right, target);
}

}  // namespace ach::vm::language
