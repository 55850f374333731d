#include <algorithm>

#include "vm/language/resolver_rules.hpp"

namespace ach::vm::language {

void Resolver::resolve_all(std::span<Node* const> nodes) {
    for (Node* node : nodes) resolve(*node);
}

void Resolver::resolve(Node& node) {
    stop_.look();
    if (node.kind != NodeKind::Lambda) name_hint_ = kNoName;
    switch (node.kind) {
        case NodeKind::Number:
        case NodeKind::Complex:
        case NodeKind::String:
        case NodeKind::Boolean:
        case NodeKind::Null:
        case NodeKind::Broken: return;
        case NodeKind::Interpolation: return resolve_all(as<InterpolationNode>(node).parts);
        case NodeKind::Name: return use_name(as<NameNode>(node), false);
        case NodeKind::Self: return resolve_self(as<SelfNode>(node));
        case NodeKind::Rec: return resolve_rec(node);
        case NodeKind::Array:
            for (const ArrayElement& e : as<ArrayNode>(node).elements) resolve(*e.value);
            return;
        case NodeKind::Record: return resolve_record(as<RecordNode>(node));
        case NodeKind::Lambda: return resolve_lambda(as<LambdaNode>(node), false);
        case NodeKind::If: return resolve_if(as<IfNode>(node));
        case NodeKind::While:
            resolve(*as<WhileNode>(node).condition);
            return resolve_loop_body(as<WhileNode>(node).body);
        case NodeKind::For: return resolve_for(as<ForNode>(node));
        case NodeKind::Match: return resolve_match(as<MatchNode>(node));
        case NodeKind::Try: return resolve_try(as<TryNode>(node));
        case NodeKind::Do: return resolve_block(as<BlockNode>(node).block);
        case NodeKind::Generate:
            return resolve_function_block(as<BlockNode>(node), FunctionScope::Kind::Generator);
        case NodeKind::AsyncDo:
            return resolve_function_block(as<BlockNode>(node), FunctionScope::Kind::AsyncDo);
        case NodeKind::Call:
        case NodeKind::MethodCall:
        case NodeKind::Field:
        case NodeKind::Index: return resolve_chain(node);
        case NodeKind::Unary: return resolve(*as<UnaryNode>(node).operand);
        case NodeKind::Await: ++function_->obtains; return resolve(*as<AwaitNode>(node).operand);
        case NodeKind::Binary: return resolve_binary(as<BinaryNode>(node));
        case NodeKind::Range:
            resolve(*as<RangeNode>(node).first);
            return resolve(*as<RangeNode>(node).last);
        case NodeKind::Return:
        case NodeKind::Throw:
        case NodeKind::Yield:
        case NodeKind::Break:
        case NodeKind::Continue: return resolve_jump(node);
        case NodeKind::Piecewise: return resolve_piecewise(as<PiecewiseNode>(node));
        case NodeKind::Let:
        case NodeKind::Assign:
        case NodeKind::TypeDefinition:
        case NodeKind::Import:
        case NodeKind::Export: return resolve_statement(node);
    }
}

void Resolver::resolve_self(SelfNode& node) {
    if (self_.record != nullptr) {
        Variable*& self = self_.record->self;
        if (self == nullptr) {
            self = ast_.arena.make<Variable>(kNoName, self_.record->span, self_.function, false,
                                             false);
        }
        node.variable = self;
        use(*self, false);
    } else if (self_.method != nullptr) {
        self_.method->uses_self = true;
    } else {
        report<diag::SelfOutsideMethod>(node.span);
    }
}

void Resolver::resolve_rec(const Node& node) {
    const FunctionScope* function = function_;
    while (function->kind == FunctionScope::Kind::Generator) function = function->parent;
    if (function->kind == FunctionScope::Kind::TopLevel) {
        report<diag::RecOutsideFunction>(node.span);
    }
}

void Resolver::resolve_record(RecordNode& node) {
    const SelfContext outer = std::exchange(self_, {&node, nullptr, function_});
    const Around around = around_;
    around_.record = &node;
    around_.is_in_method = false;
    for (const RecordField& field : node.fields) {
        if (field.value->kind == NodeKind::Lambda && !field.spread) {
            name_hint_ = field.key;
            resolve_lambda(as<LambdaNode>(*field.value), true);
        } else {
            resolve(*field.value);
        }
    }
    self_ = outer;
    around_ = around;
}

void Resolver::resolve_lambda(LambdaNode& node, bool is_method) {
    check_parameters(node);
    const Symbol name = std::exchange(name_hint_, kNoName);
    FunctionScope* outer = function_;
    const SelfContext outer_self = self_;
    const Around around = around_;
    around_.declaration = nullptr;
    around_.is_in_method = around_.is_in_method || is_method;
    node.function = ast_.arena.make<FunctionScope>(FunctionScope::Kind::Lambda, outer, name);
    node.function->is_method = is_method;
    function_ = node.function;
    if (is_method) self_ = {nullptr, node.function, node.function};
    {
        Open open(*this, function_, false);
        for (Parameter& parameter : node.parameters) {
            resolve_type(parameter.type);
            if (parameter.default_value != nullptr) resolve(*parameter.default_value);
            parameter.variable = new_variable(parameter.name.name, parameter.name.span, true);
            declare(parameter.variable);
        }
        note_checks(node);
        resolve_type(node.result);
        if (node.is_async && node.body->kind == NodeKind::Generate) {
            report<diag::AsyncGenerator>(node.body->span);
        }
        resolve(*node.body);
    }
    function_ = outer;
    self_ = outer_self;
    around_ = around;
}

// A check comes after the defaults, and may put a Tensor in the place of a Vector: that is an
// assignment to whoever captured the parameter in a default (§11.3, §11.4).
void Resolver::note_checks(const LambdaNode& node) {
    for (const Parameter& parameter : node.parameters) {
        Variable& variable = *parameter.variable;
        if (parameter.type != nullptr && variable.is_captured) variable.is_assigned = true;
    }
}

void Resolver::check_parameters(const LambdaNode& node) {
    std::unordered_set<Symbol> seen;
    bool optional = false;
    for (const Parameter& parameter : node.parameters) {
        const Identifier& name = parameter.name;
        if (name.name != kWildcard && !seen.insert(name.name).second) {
            report<diag::DuplicateParameter>(name.span, text(name.name));
        }
        const bool required = !parameter.optional && parameter.default_value == nullptr;
        if (required && optional) report<diag::RequiredAfterOptional>(name.span, text(name.name));
        optional = optional || !required;
    }
}

void Resolver::resolve_function_block(BlockNode& node, FunctionScope::Kind kind) {
    FunctionScope* outer = function_;
    node.function = ast_.arena.make<FunctionScope>(kind, outer, kNoName);
    function_ = node.function;
    resolve_block(node.block);
    function_ = outer;
}

void Resolver::resolve_if(IfNode& node) {
    IfNode* link = &node;
    while (true) {
        resolve(*link->condition);
        resolve(*link->then_branch);
        if (link->else_branch == nullptr) return;
        if (link->else_branch->kind != NodeKind::If) return resolve(*link->else_branch);
        link = &as<IfNode>(*link->else_branch);
    }
}

void Resolver::resolve_for(ForNode& node) {
    resolve(*node.iterable);
    Open open(*this, function_, false);
    node.variable = new_variable(node.name.name, node.name.span, true);
    declare(node.variable);
    resolve_loop_body(node.body);
}

void Resolver::resolve_loop_body(Block& body) {
    ++function_->loops;
    resolve_block(body);
    --function_->loops;
}

void Resolver::resolve_match(MatchNode& node) {
    resolve(*node.scrutinee);
    for (const MatchArm& arm : node.arms) {
        Open open(*this, function_, false);
        std::vector<Variable*> bound;
        resolve_pattern(*arm.pattern, {true, true}, bound);
        for (Variable* variable : bound) declare(variable);
        if (arm.guard != nullptr) resolve(*arm.guard);
        resolve(*arm.body);
    }
}

void Resolver::resolve_try(TryNode& node) {
    resolve_block(node.body);
    Open open(*this, function_, false);
    node.variable = new_variable(node.name.name, node.name.span, true);
    declare(node.variable);
    resolve_block(node.handler);
}

void Resolver::resolve_chain(Node& node) {
    std::vector<Node*> links;
    Node* base = &node;
    for (; object_of(*base) != nullptr; base = object_of(*base)) links.push_back(base);
    resolve(*base);
    for (std::size_t i = links.size(); i > 0; --i) {
        Node& link = *links[i - 1];
        if (link.kind == NodeKind::Call) resolve_call(as<CallNode>(link));
        if (link.kind == NodeKind::MethodCall) resolve_method_call(as<MethodCallNode>(link));
        if (link.kind == NodeKind::Index) resolve_index(as<IndexNode>(link));
    }
}

// What is called, and what the others are applied to, is resolved already.
void Resolver::resolve_call(CallNode& node) {
    resolve_all(node.arguments);
    if (options_.kind != UnitKind::Prelude || node.callee->kind != NodeKind::Name) return;
    const NameNode& callee = as<NameNode>(*node.callee);
    if (callee.meaning == Meaning::Builtin && text(callee.name) == "__args") {
        function_->uses_args = true;
    }
}

void Resolver::resolve_method_call(const MethodCallNode& node) {
    const std::string_view method = text(node.method.name);
    if (method == "try_lock" || method == "try_acquire") ++function_->obtains;
    resolve_all(node.arguments);
}

void Resolver::resolve_index(const IndexNode& node) {
    for (const IndexArgument& argument : node.arguments) {
        if (argument.first != nullptr) resolve(*argument.first);
        if (argument.last != nullptr) resolve(*argument.last);
    }
}

// Chains of operators lean to the left and may be long, so the spine is walked in a loop.
void Resolver::resolve_binary(BinaryNode& node) {
    std::vector<BinaryNode*> spine{&node};
    while (spine.back()->left->kind == NodeKind::Binary) {
        spine.push_back(&as<BinaryNode>(*spine.back()->left));
    }
    resolve(*spine.back()->left);
    for (std::size_t i = spine.size(); i > 0; --i) resolve(*spine[i - 1]->right);
}

void Resolver::resolve_piecewise(PiecewiseNode& node) {
    resolve_all(node.arguments);
    if (node.arguments.empty()) report<diag::PiecewiseEmpty>(node.span);
    for (Node* const& argument : node.arguments) {
        const bool is_case = argument->kind == NodeKind::Array && !argument->parenthesized;
        if (!is_case) {
            if (&argument != &node.arguments.back()) {
                report<diag::PiecewiseDefaultNotLast>(argument->span);
            }
            continue;
        }
        const auto elements = as<ArrayNode>(*argument).elements;
        const bool spread = std::any_of(elements.begin(), elements.end(),
                                        [](const ArrayElement& e) { return e.spread; });
        if (elements.size() != 2 || spread) {
            report<diag::PiecewiseCase>(argument->span).hint =
                "put a default that is an array in parentheses";
        }
    }
}

void Resolver::resolve_jump(Node& node) {
    const bool loop_jump = node.kind == NodeKind::Break || node.kind == NodeKind::Continue;
    if (loop_jump && function_->loops == 0) {
        report<diag::OutsideLoop>(node.span, node.kind == NodeKind::Break ? "break" : "continue");
    }
    if (node.kind == NodeKind::Yield && function_->kind != FunctionScope::Kind::Generator) {
        report<diag::YieldOutsideGenerator>(node.span);
    }
    if (node.kind == NodeKind::Continue) return;
    Node* operand = as<JumpNode>(node).operand;
    if (operand != nullptr) resolve(*operand);
}

}  // namespace ach::vm::language
