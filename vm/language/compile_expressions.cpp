#include <algorithm>

#include "vm/language/function_compiler.hpp"

namespace ach::vm::language {

namespace {

// How many registers a literal fills before it hands them over.
constexpr std::size_t kBatch = 32;

constexpr std::size_t kShortChain = 16;  // links

bool may_assign(const Node& node);

// The same of what a link of a chain has besides the object it is applied to.
bool link_may_assign(const Node& link) {
    const auto any = [](std::span<Node* const> nodes) {
        return std::any_of(nodes.begin(), nodes.end(),
                           [](const Node* n) { return may_assign(*n); });
    };
    if (link.kind == NodeKind::Call) return any(as<CallNode>(link).arguments);
    if (link.kind == NodeKind::MethodCall) return any(as<MethodCallNode>(link).arguments);
    if (link.kind != NodeKind::Index) return false;
    for (const IndexArgument& a : as<IndexNode>(link).arguments) {
        if (a.first != nullptr && may_assign(*a.first)) return true;
        if (a.last != nullptr && may_assign(*a.last)) return true;
    }
    return false;
}

// Whether evaluating the node may assign to a variable of the function around it: whatever holds
// statements may. A function that assigns to one has it in a cell.
bool may_assign(const Node& node) {
    const auto any = [](std::span<Node* const> nodes) {
        return std::any_of(nodes.begin(), nodes.end(),
                           [](const Node* n) { return may_assign(*n); });
    };
    switch (node.kind) {
        case NodeKind::If:
        case NodeKind::While:
        case NodeKind::For:
        case NodeKind::Match:
        case NodeKind::Try:
        case NodeKind::Do: return true;
        case NodeKind::Interpolation: return any(as<InterpolationNode>(node).parts);
        case NodeKind::Array:
            for (const ArrayElement& e : as<ArrayNode>(node).elements) {
                if (may_assign(*e.value)) return true;
            }
            return false;
        case NodeKind::Record:
            for (const RecordField& f : as<RecordNode>(node).fields) {
                if (may_assign(*f.value)) return true;
            }
            return false;
        case NodeKind::Call:
        case NodeKind::MethodCall:
        case NodeKind::Field:
        case NodeKind::Index: {
            const Node* link = &node;
            for (; object_of(*link) != nullptr; link = object_of(*link)) {
                if (link_may_assign(*link)) return true;
            }
            return may_assign(*link);
        }
        case NodeKind::Unary: return may_assign(*as<UnaryNode>(node).operand);
        case NodeKind::Await: return may_assign(*as<AwaitNode>(node).operand);
        case NodeKind::Binary: {
            const Node* left = &node;
            for (; left->kind == NodeKind::Binary; left = as<BinaryNode>(*left).left) {
                if (may_assign(*as<BinaryNode>(*left).right)) return true;
            }
            return may_assign(*left);
        }
        case NodeKind::Range:
            return may_assign(*as<RangeNode>(node).first) || may_assign(*as<RangeNode>(node).last);
        case NodeKind::Return:
        case NodeKind::Throw:
        case NodeKind::Yield:
        case NodeKind::Break: {
            const Node* operand = as<JumpNode>(node).operand;
            return operand != nullptr && may_assign(*operand);
        }
        case NodeKind::Piecewise: return any(as<PiecewiseNode>(node).arguments);
        default: return false;
    }
}

}  // namespace

// Where its bounds are refused. A number that is written there is none of those.
Span FunctionCompiler::place_of_range(const RangeNode& node) {
    return node.first->kind == NodeKind::Number ? node.last->span : node.span;
}

// A loop that is the function's result keeps its value in a register until it ends.
template <class Body>
void FunctionCompiler::with_loop_value(Dest dest, Body body) {
    if (dest.kind != Dest::Kind::Return) return body(dest);
    const Mark mark(*this);
    const Reg value = take();
    body(Dest::into(value));
    emit_return(value);
}

void FunctionCompiler::expression(Node& node, Dest dest) {
    unit_.stop.look();
    if (wants_window(node)) {
        return compile_in_window(dest, [&](Dest inner) { expression(node, inner); });
    }
    switch (node.kind) {
        case NodeKind::If: return branch(as<IfNode>(node), dest);
        case NodeKind::While:
            return with_loop_value(dest, [&](Dest d) { while_loop(as<WhileNode>(node), d); });
        case NodeKind::For:
            return with_loop_value(dest, [&](Dest d) { for_loop(as<ForNode>(node), d); });
        case NodeKind::Match: return match(as<MatchNode>(node), dest);
        case NodeKind::Try: return try_catch(as<TryNode>(node), dest);
        case NodeKind::Do: return block(as<BlockNode>(node).block, dest);
        case NodeKind::Piecewise: return piecewise(as<PiecewiseNode>(node), dest);
        case NodeKind::Return: return return_value(as<JumpNode>(node));
        case NodeKind::Break: return break_loop(as<JumpNode>(node));
        case NodeKind::Continue: return continue_loop();
        default: break;
    }
    switch (dest.kind) {
        case Dest::Kind::Discard: return discard(node);
        case Dest::Kind::Register: return into(node, dest.reg);
        case Dest::Kind::Return: return tail(node);
    }
}

void FunctionCompiler::discard(Node& node) {
    switch (node.kind) {
        case NodeKind::Number:
        case NodeKind::Complex:
        case NodeKind::String:
        case NodeKind::Boolean:
        case NodeKind::Null:
        case NodeKind::Lambda: return;
        case NodeKind::Name:
            if (as<NameNode>(node).meaning != Meaning::CheckedVariable) return;
            break;
        case NodeKind::Yield: return yield(as<JumpNode>(node));
        default: break;
    }
    const Mark mark(*this);
    into(node, take());
}

// The value leaves the function; a call hands its frame over.
void FunctionCompiler::tail(Node& node) {
    const Mark mark(*this);
    if (node.kind == NodeKind::Call && may_tail_call()) {
        const CallNode& call = as<CallNode>(node);
        const bool same_check = result_ == nullptr || is_recursion(*call.callee);
        if (same_check && !is_special(call)) return tail_call(call);
    }
    if (node.kind == NodeKind::MethodCall && may_tail_call() && result_ == nullptr) {
        const MethodCallNode& call = as<MethodCallNode>(node);
        if (fit(call.arguments)) return tail_method_call(call);
    }
    if (node.kind == NodeKind::Throw) return discard(node);
    if (node.kind == NodeKind::Null && returns_plainly()) return code_.emit(Op::ReturnNull);
    const Reg value = operand(node);
    code_.at(node.span);
    emit_return(value);
}

void FunctionCompiler::into(Node& node, Reg target) {
    if (wants_window(node) || wants_window_for_indices(node)) {
        return compile_in_window(Dest::into(target), [&](Dest inner) { into(node, inner.reg); });
    }
    const Mark mark(*this);
    code_.at(node.span);
    switch (node.kind) {
        case NodeKind::Number: return code_.load_number(target, as<NumberNode>(node).value);
        case NodeKind::Complex:
            return code_.load_constant(target,
                                       std::complex<double>(0, as<ComplexNode>(node).imaginary));
        case NodeKind::String:
            return code_.load_constant(target, std::string(as<StringNode>(node).value));
        case NodeKind::Boolean:
            return code_.emit(Op::LoadBool, target, as<BooleanNode>(node).value ? 1 : 0);
        case NodeKind::Null: return code_.emit(Op::LoadNull, target);
        case NodeKind::Interpolation: return interpolation(as<InterpolationNode>(node), target);
        case NodeKind::Name: return name(as<NameNode>(node), target);
        case NodeKind::Self: return load_self(as<SelfNode>(node), target);
        case NodeKind::Rec: return load_rec(target);
        case NodeKind::Array: return array(as<ArrayNode>(node), target);
        case NodeKind::Record: return record(as<RecordNode>(node), target);
        case NodeKind::Lambda: return lambda(as<LambdaNode>(node), target);
        case NodeKind::Generate: {
            const Child child = compile_block_function(as<BlockNode>(node));
            code_.at(node.span);
            return make_closure(Op::NewGenerator, Op::NewGeneratorX, target, child);
        }
        case NodeKind::AsyncDo: return start_async(as<BlockNode>(node), target);
        case NodeKind::Call:
        case NodeKind::MethodCall:
        case NodeKind::Field:
        case NodeKind::Index: return chain(node, target);
        case NodeKind::Unary: return unary(as<UnaryNode>(node), target);
        case NodeKind::Binary: return binary(as<BinaryNode>(node), target);
        case NodeKind::Await: {
            const Reg value = operand(*as<AwaitNode>(node).operand);
            code_.at(node.span);
            return code_.emit(Op::Await, target, value);
        }
        case NodeKind::Range: {
            const RangeNode& range = as<RangeNode>(node);
            Node* const later[] = {range.last};
            const Reg first = operand_before(*range.first, later);
            const Reg last = operand(*range.last);
            code_.at(place_of_range(range));
            return code_.emit(range.inclusive ? Op::RangeInclusive : Op::Range, target, first,
                              last);
        }
        case NodeKind::Throw: {
            const Reg value = operand(*as<JumpNode>(node).operand);
            code_.at(node.span);
            return code_.emit(Op::Throw, value);
        }
        case NodeKind::Yield: yield(as<JumpNode>(node)); return code_.emit(Op::LoadNull, target);
        default: return expression(node, Dest::into(target));
    }
}

void FunctionCompiler::yield(const JumpNode& node) {
    const Mark mark(*this);
    const Reg value = operand(*node.operand);
    code_.at(node.span);
    code_.emit(Op::Yield, value);
}

// A register with the value: the variable's own, or a temporary.
Reg FunctionCompiler::operand(Node& node) {
    if (is_plain_local(node)) return as<NameNode>(node).variable->index;
    const Reg reg = take();
    into(node, reg);
    return reg;
}

// The same for a value that is used after `later` has been evaluated, which must not change it.
Reg FunctionCompiler::operand_before(Node& node, std::span<Node* const> later) {
    const bool in_place = is_plain_local(node);
    const bool changes =
        in_place && as<NameNode>(node).variable->is_assigned &&
        std::any_of(later.begin(), later.end(), [](const Node* n) { return may_assign(*n); });
    if (!changes) return operand(node);
    const Reg reg = take();
    into(node, reg);
    return reg;
}

void FunctionCompiler::deliver(Reg value, Dest dest) {
    switch (dest.kind) {
        case Dest::Kind::Discard: return;
        case Dest::Kind::Register:
            if (dest.reg != value) code_.emit(Op::Move, dest.reg, value);
            return;
        case Dest::Kind::Return: return emit_return(value);
    }
}

void FunctionCompiler::deliver_null(Dest dest) {
    switch (dest.kind) {
        case Dest::Kind::Discard: return;
        case Dest::Kind::Register: return code_.emit(Op::LoadNull, dest.reg);
        case Dest::Kind::Return: break;
    }
    if (returns_plainly()) return code_.emit(Op::ReturnNull);
    const Mark mark(*this);
    const Reg value = take();
    code_.emit(Op::LoadNull, value);
    emit_return(value);
}

void FunctionCompiler::deliver_number(double value, Dest dest) {
    if (dest.is_discard()) return;
    const Mark mark(*this);
    const Reg reg = dest.kind == Dest::Kind::Register ? dest.reg : take();
    code_.load_number(reg, value);
    deliver(reg, dest);
}

void FunctionCompiler::name(const NameNode& node, Reg target) {
    switch (node.meaning) {
        case Meaning::Variable: return load(*node.variable, false, target);
        case Meaning::CheckedVariable: return load(*node.variable, true, target);
        case Meaning::Recursion: return load_rec(target);
        case Meaning::Builtin:
            return code_.emit_wide(Op::GetBuiltin, target, unit_.builtin(unit_.text(node.name)));
        case Meaning::Constant: return code_.load_constant(target, *node.constant);
    }
}

void FunctionCompiler::interpolation(const InterpolationNode& node, Reg target) {
    if (node.parts.empty()) return code_.load_constant(target, std::string());
    if (node.parts.size() == 1 && node.parts[0]->kind == NodeKind::String) {
        return into(*node.parts[0], target);
    }
    // Long strings are joined batch by batch; each batch begins with what is joined already.
    const Reg first = next_;
    std::uint32_t filled = 0;
    for (Node* part : node.parts) {
        if (filled == kBatch) {
            code_.at(node.span);
            code_.emit(Op::Concat, first, first, filled);
            next_ = first + 1;
            filled = 1;
        }
        into(*part, take());
        ++filled;
    }
    code_.at(node.span);
    code_.emit(Op::Concat, target, first, filled);
}

void FunctionCompiler::array(const ArrayNode& node, Reg target) {
    const auto elements = node.elements;
    std::size_t plain = 0;
    while (plain < elements.size() && plain < kBatch && !elements[plain].spread) ++plain;
    const Reg first = next_;
    for (std::size_t i = 0; i < plain; ++i) into(*elements[i].value, take());
    code_.at(node.span);
    code_.emit(Op::NewVector, target, first, static_cast<Reg>(plain));
    next_ = first;
    for (std::size_t i = plain; i < elements.size();) {
        const Mark mark(*this);
        if (elements[i].spread) {
            const Reg spread = operand(*elements[i].value);
            code_.at(elements[i].value->span);
            code_.emit(Op::VectorSpread, target, spread);
            ++i;
            continue;
        }
        const Reg batch = next_;
        std::uint32_t filled = 0;
        for (; i < elements.size() && filled < kBatch && !elements[i].spread; ++i, ++filled) {
            into(*elements[i].value, take());
        }
        code_.at(node.span);
        code_.emit(Op::VectorExtend, target, batch, filled);
    }
}

// The nodes' values as a new Vector.
void FunctionCompiler::items(std::span<Node* const> nodes, Reg target) {
    code_.emit(Op::NewVector, target, next_, 0);
    for (std::size_t i = 0; i < nodes.size();) {
        const Mark mark(*this);
        const Reg batch = next_;
        std::uint32_t filled = 0;
        for (; i < nodes.size() && filled < kBatch; ++i, ++filled) into(*nodes[i], take());
        code_.emit(Op::VectorExtend, target, batch, filled);
    }
}

void FunctionCompiler::record(const RecordNode& node, Reg target) {
    const auto expected =
        static_cast<std::uint32_t>(std::min<std::size_t>(node.fields.size(), 0xFFFF));
    code_.emit_wide(Op::NewRecord, target, expected);
    if (node.self != nullptr) {
        const bool spilled = spills_ && target >= kFirstSpilled;
        node.self->place = spilled ? Variable::Place::Spill : Variable::Place::Register;
        node.self->index = spilled ? spill_count_++ : target;
        if (spilled) code_.emit_extra(Op::StoreSpill, target, spill_, 0, node.self->index);
    }
    for (const RecordField& field : node.fields) record_field(field, target);
}

void FunctionCompiler::record_field(const RecordField& field, Reg record) {
    const Mark mark(*this);
    if (field.spread) {
        const Reg spread = operand(*field.value);
        code_.at(field.value->span);
        return code_.emit(Op::RecordSpread, record, spread);
    }
    const Reg value = operand(*field.value);
    code_.at(field.key_span);
    if (field.value->kind == NodeKind::Lambda) {
        const FunctionScope& function = *as<LambdaNode>(*field.value).function;
        if (function.is_method && function.uses_self) code_.emit(Op::SetHome, value, record);
    }
    code_.emit_extra(Op::InitField, record, value, 0, code_.site(unit_.text(field.key)));
}

// A long chain is computed from its beginning on, in one register. In a short one every link has
// its own, and so what was on the way lives until the end.
void FunctionCompiler::chain(Node& node, Reg target) {
    std::vector<const Node*> links{&node};
    while (object_of(*object_of(*links.back())) != nullptr)
        links.push_back(object_of(*links.back()));
    if (links.size() <= kShortChain) return link(node, std::nullopt, target);
    const Reg value = take();
    link(*links.back(), std::nullopt, value);
    for (std::size_t i = links.size() - 1; i > 0; --i) {
        link(*links[i - 1], value, i == 1 ? target : value);
    }
}

// The object may be in a register already, with nothing above it.
void FunctionCompiler::link(const Node& node, std::optional<Reg> object, Reg target) {
    switch (node.kind) {
        case NodeKind::Call: return call(as<CallNode>(node), object, target);
        case NodeKind::MethodCall: return method_call(as<MethodCallNode>(node), object, target);
        case NodeKind::Field: return field(as<FieldNode>(node), object, target);
        default: return index(as<IndexNode>(node), object, target);
    }
}

void FunctionCompiler::field(const FieldNode& node, std::optional<Reg> known, Reg target) {
    const Mark mark(*this);
    const Reg object = known ? *known : operand(*node.object);
    const std::string_view name = unit_.text(node.name.name);
    unit_.note_method(name);
    code_.at(node.name.span);
    code_.emit_extra(Op::GetField, target, object, 0, code_.site(name));
}

void FunctionCompiler::index(const IndexNode& node, std::optional<Reg> known, Reg target) {
    const Mark mark(*this);
    const IndexArgument& first = node.arguments[0];
    if (node.arguments.size() > 1 || first.kind != IndexKind::Plain)
        return index_slices(node, known, target);
    Node* const later[] = {first.first};
    const Reg object = known ? *known : operand_before(*node.object, later);
    if (first.first->kind == NodeKind::Number) {
        const double value = as<NumberNode>(*first.first).value;
        if (value >= 0 && value <= 255 && value == static_cast<double>(static_cast<int>(value))) {
            code_.at(first.span);
            return code_.emit(Op::GetIndexI, target, object, static_cast<Reg>(value));
        }
    }
    const Reg index = operand(*first.first);
    code_.at(first.span);
    code_.emit(Op::GetIndex, target, object, index);
}

void FunctionCompiler::index_slices(const IndexNode& node, std::optional<Reg> known, Reg target) {
    IndexSpec spec;
    const Reg object = index_arguments(node, known, spec);
    code_.function.index_specs.push_back(std::move(spec));
    const auto number = static_cast<Word>(code_.function.index_specs.size() - 1);
    code_.at(node.arguments[0].span);
    code_.emit_extra(Op::GetIndices, target, object, 0, number);
}

// The object in a register and the values of the indices in those behind it.
Reg FunctionCompiler::index_arguments(const IndexNode& node, std::optional<Reg> known,
                                      IndexSpec& spec) {
    const Reg object = known ? *known : take();
    if (!known) into(*node.object, object);
    std::size_t values = 0;
    for (const IndexArgument& argument : node.arguments) {
        values += (argument.first != nullptr ? 1u : 0u) + (argument.last != nullptr ? 1u : 0u);
    }
    if (values > kMaxIndices) code_.overflow(Limit::Indices);
    for (const IndexArgument& argument : node.arguments) {
        if (argument.first != nullptr) into(*argument.first, take());
        if (argument.last != nullptr) into(*argument.last, take());
        const bool is_slice = argument.kind != IndexKind::Plain;
        spec.push_back({is_slice, is_slice && argument.first != nullptr, argument.last != nullptr,
                        argument.kind == IndexKind::SliceInclusive});
    }
    return object;
}

}  // namespace ach::vm::language
