#include "tests/vm/language/tree_text.hpp"

#include <charconv>

#include "vm/language/parser.hpp"

namespace ach::vm::language {

namespace {

constexpr std::string_view kOperators[] = {
    "+", "-", "*", "/", "%", "^", "==", "!=", "<", "<=", ">", ">=", "&&", "||"};

class Printer {
public:
    explicit Printer(const Ast& ast) : ast_(ast) {}

    std::string program() const { return list(ast_.program.statements); }

private:
    std::string name(Symbol symbol) const { return std::string(ast_.symbols.text(symbol)); }

    static std::string number(double value) {
        char text[64];
        return {text, std::to_chars(text, text + sizeof text, value).ptr};
    }

    static std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

    static std::string form(std::string_view head, std::initializer_list<std::string> parts) {
        std::string out = "(" + std::string(head);
        for (const std::string& part : parts) out += part.empty() ? "" : " " + part;
        return out + ")";
    }

    std::string list(std::span<Node* const> nodes) const {
        std::string out;
        for (const Node* node : nodes) out += (out.empty() ? "" : " ") + text(node);
        return out;
    }

    std::string block(const Block& block) const { return "{" + list(block.statements) + "}"; }

    std::string text(const Node* node) const {
        if (node == nullptr) return "";
        switch (node->kind) {
            case NodeKind::Number: return number(as<NumberNode>(*node).value);
            case NodeKind::Complex: return number(as<ComplexNode>(*node).imaginary) + "i";
            case NodeKind::String: return quoted(as<StringNode>(*node).value);
            case NodeKind::Boolean: return as<BooleanNode>(*node).value ? "true" : "false";
            case NodeKind::Null: return "null";
            case NodeKind::Self: return "self";
            case NodeKind::Rec: return "rec";
            case NodeKind::Name: return name(as<NameNode>(*node).name);
            case NodeKind::Interpolation:
                return form("interpolate", {list(as<InterpolationNode>(*node).parts)});
            case NodeKind::Array: return array(as<ArrayNode>(*node));
            case NodeKind::Record: return record(as<RecordNode>(*node));
            case NodeKind::Lambda: return lambda(as<LambdaNode>(*node));
            case NodeKind::If: {
                const auto& n = as<IfNode>(*node);
                return form("if", {text(n.condition), text(n.then_branch), text(n.else_branch)});
            }
            case NodeKind::While: {
                const auto& n = as<WhileNode>(*node);
                return form("while", {text(n.condition), block(n.body)});
            }
            case NodeKind::For: {
                const auto& n = as<ForNode>(*node);
                return form("for", {name(n.name.name), text(n.iterable), block(n.body)});
            }
            case NodeKind::Match: return match(as<MatchNode>(*node));
            case NodeKind::Try: {
                const auto& n = as<TryNode>(*node);
                return form("try", {block(n.body), name(n.name.name), block(n.handler)});
            }
            case NodeKind::Do: return block(as<BlockNode>(*node).block);
            case NodeKind::Generate: return "generate" + block(as<BlockNode>(*node).block);
            case NodeKind::AsyncDo: return "async" + block(as<BlockNode>(*node).block);
            case NodeKind::Call: {
                const auto& n = as<CallNode>(*node);
                return form("call", {text(n.callee), list(n.arguments)});
            }
            case NodeKind::MethodCall: {
                const auto& n = as<MethodCallNode>(*node);
                return form("method", {text(n.receiver), name(n.method.name), list(n.arguments)});
            }
            case NodeKind::Field:
                return form(
                    ".", {text(as<FieldNode>(*node).object), name(as<FieldNode>(*node).name.name)});
            case NodeKind::Index: return index(as<IndexNode>(*node));
            case NodeKind::Unary: {
                const auto& n = as<UnaryNode>(*node);
                return form(n.op == UnaryOperator::Not ? "!" : "-", {text(n.operand)});
            }
            case NodeKind::Await: return form("await", {text(as<AwaitNode>(*node).operand)});
            case NodeKind::Binary: {
                const auto& n = as<BinaryNode>(*node);
                return form(kOperators[static_cast<int>(n.op)], {text(n.left), text(n.right)});
            }
            case NodeKind::Range: {
                const auto& n = as<RangeNode>(*node);
                return form(n.inclusive ? "..=" : "..", {text(n.first), text(n.last)});
            }
            case NodeKind::Return: return form("return", {text(as<JumpNode>(*node).operand)});
            case NodeKind::Throw: return form("throw", {text(as<JumpNode>(*node).operand)});
            case NodeKind::Yield: return form("yield", {text(as<JumpNode>(*node).operand)});
            case NodeKind::Break: return form("break", {text(as<JumpNode>(*node).operand)});
            case NodeKind::Continue: return "(continue)";
            case NodeKind::Piecewise:
                return form("piecewise", {list(as<PiecewiseNode>(*node).arguments)});
            case NodeKind::Let: {
                const auto& n = as<LetNode>(*node);
                const std::string type_text = n.type == nullptr ? "" : ":" + text(*n.type);
                return form(n.is_mutable ? "mut" : "let",
                            {text(*n.pattern) + type_text, text(n.value)});
            }
            case NodeKind::Assign: {
                const auto& n = as<AssignNode>(*node);
                const std::string op =
                    n.compound ? std::string(kOperators[static_cast<int>(n.op)]) : "";
                return form(op + "=", {text(n.target), text(n.value)});
            }
            case NodeKind::TypeDefinition: {
                const auto& n = as<TypeDefinitionNode>(*node);
                return form("type", {name(n.name.name), text(*n.type)});
            }
            case NodeKind::Import: {
                const auto& n = as<ImportNode>(*node);
                return form("import", {items(n.items), quoted(n.path)});
            }
            case NodeKind::Export: return form("export", {items(as<ExportNode>(*node).items)});
            case NodeKind::Broken: return "(broken)";
        }
        return "(?)";
    }

    std::string items(std::span<const ModuleItem> all) const {
        std::string out;
        for (const ModuleItem& item : all) {
            out += (out.empty() ? "" : " ") + name(item.name.name);
            if (item.alias.name != item.name.name) out += "/" + name(item.alias.name);
        }
        return out;
    }

    std::string array(const ArrayNode& node) const {
        std::string out = "[";
        for (const ArrayElement& element : node.elements) {
            out += (out.size() > 1 ? " " : "") + std::string(element.spread ? "..." : "") +
                   text(element.value);
        }
        return out + "]";
    }

    std::string record(const RecordNode& node) const {
        std::string out = "(record";
        for (const RecordField& field : node.fields) {
            const std::string mut = field.marked_mutable ? "mut " : "";
            out += " " + (field.spread ? "..." : mut + name(field.key) + ":") + text(field.value);
        }
        return out + ")";
    }

    std::string lambda(const LambdaNode& node) const {
        std::string parameters;
        for (const Parameter& p : node.parameters) {
            parameters +=
                (parameters.empty() ? "" : " ") + name(p.name.name) + (p.optional ? "?" : "");
            if (p.type != nullptr) parameters += ":" + text(*p.type);
            if (p.default_value != nullptr) parameters += "=" + text(p.default_value);
        }
        const std::string result = node.result == nullptr ? "" : ":" + text(*node.result);
        return form(node.is_async ? "async-lambda" : "lambda",
                    {"(" + parameters + ")" + result, text(node.body)});
    }

    std::string match(const MatchNode& node) const {
        std::string out = "(match " + text(node.scrutinee);
        for (const MatchArm& arm : node.arms) {
            const std::string guard = arm.guard == nullptr ? "" : " if " + text(arm.guard);
            out += " (" + text(*arm.pattern) + guard + " => " + text(arm.body) + ")";
        }
        return out + ")";
    }

    std::string index(const IndexNode& node) const {
        std::string out = "(index " + text(node.object);
        for (const IndexArgument& a : node.arguments) {
            constexpr std::string_view kMarks[] = {"", "..", "..="};
            out +=
                " " + text(a.first) + std::string(kMarks[static_cast<int>(a.kind)]) + text(a.last);
        }
        return out + ")";
    }

    std::string text(const Pattern& pattern) const {
        switch (pattern.kind) {
            case PatternKind::Name: return name(as<NamePattern>(pattern).name);
            case PatternKind::Wildcard: return "_";
            case PatternKind::Literal: return text(as<LiteralPattern>(pattern).literal);
            case PatternKind::Type: return "<" + name(as<TypePattern>(pattern).name) + ">";
            case PatternKind::Vector: {
                const auto& p = as<VectorPattern>(pattern);
                std::string out;
                for (const auto& e : p.elements) {
                    out += (out.empty() ? "" : " ") + text(*e.pattern);
                    if (e.default_value != nullptr) out += "=" + text(e.default_value);
                }
                if (p.has_rest) out += (out.empty() ? "..." : " ...") + name(p.rest.name);
                return "[" + out + "]";
            }
            case PatternKind::Record: {
                std::string out;
                for (const auto& f : as<RecordPattern>(pattern).fields) {
                    out += (out.empty() ? "" : " ") + name(f.key.name) + ":" + text(*f.pattern);
                    if (f.default_value != nullptr) out += "=" + text(f.default_value);
                }
                return "{" + out + "}";
            }
        }
        return "?";
    }

    std::string text(const Type& type) const {
        switch (type.kind) {
            case TypeKind::Name: return name(as<NameType>(type).name);
            case TypeKind::Null: return "null";
            case TypeKind::Optional: return text(*as<OptionalType>(type).inner) + "?";
            case TypeKind::Union: return "(" + types(as<UnionType>(type).members, "|") + ")";
            case TypeKind::Tensor: {
                const auto& t = as<TensorType>(type);
                if (t.element == nullptr) return "Tensor";
                std::string out = "Tensor<" + text(*t.element);
                if (t.has_shape) out += ",";
                for (const std::int32_t size : t.shape) {
                    out += " " + (size == kAnyDimension ? "_" : std::to_string(size));
                }
                return out + ">";
            }
            case TypeKind::Record: {
                std::string out;
                for (const auto& f : as<RecordType>(type).fields) {
                    out += (out.empty() ? "" : ",") + name(f.key) + (f.optional ? "?:" : ":") +
                           text(*f.type);
                }
                return "{" + out + "}";
            }
            case TypeKind::Function: {
                const auto& t = as<FunctionType>(type);
                return "((" + types(t.parameters, ",") + "):" + text(*t.result) + ")";
            }
        }
        return "?";
    }

    std::string types(std::span<Type* const> all, std::string_view separator) const {
        std::string out;
        for (const Type* type : all)
            out += (out.empty() ? "" : std::string(separator)) + text(*type);
        return out;
    }

    const Ast& ast_;
};

}  // namespace

std::string tree_text(const Ast& ast) { return Printer(ast).program(); }

std::string messages_of(const SourceFile& file, const std::vector<Diagnostic>& diagnostics) {
    std::string out;
    for (const Diagnostic& d : diagnostics) {
        const Position at = file.position(d.span.begin);
        if (!out.empty()) out += "\n";
        out += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + d.text;
    }
    return out;
}

std::string parsed(std::string source) {
    const SourceFile file("t.soc", std::move(source));
    Ast ast;
    std::vector<Diagnostic> diagnostics;
    parse(file, {}, ast, diagnostics);
    return diagnostics.empty() ? tree_text(ast) : messages_of(file, diagnostics);
}

std::vector<Diagnostic> parse_diagnostics(std::string source) {
    const SourceFile file("t.soc", std::move(source));
    Ast ast;
    std::vector<Diagnostic> diagnostics;
    parse(file, {}, ast, diagnostics);
    return diagnostics;
}

}  // namespace ach::vm::language
