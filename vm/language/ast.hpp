// The program as a tree.
//
// Nodes live in the arena of their Ast and are never destroyed one by one; lists are spans into the
// same arena. A node knows its kind, so passes switch on it and use as<T>(). Every node has the
// span that a message about it should mark.
//
// Members under "resolved" are empty after parsing. The resolver fills them, and the compiler reads
// them; nothing else in the tree changes after parsing.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "vm/bytecode/unit.hpp"
#include "vm/language/symbols.hpp"
#include "vm/support/arena.hpp"
#include "vm/support/span.hpp"

namespace ach::vm::language {

// What the resolver makes of names and functions; see scope.hpp.
struct Variable;
struct FunctionScope;
struct TypeAlias;

enum class NodeKind : std::uint8_t {
    // Expressions.
    Number,
    Complex,
    String,
    Boolean,
    Null,
    Interpolation,
    Name,
    Self,
    Rec,
    Array,
    Record,
    Lambda,
    If,
    While,
    For,
    Match,
    Try,
    Do,
    Generate,
    AsyncDo,
    Call,
    MethodCall,
    Field,
    Index,
    Unary,
    Await,
    Binary,
    Range,
    Return,
    Throw,
    Yield,
    Break,
    Continue,
    Piecewise,
    // Statements that are not expressions.
    Let,
    Assign,
    TypeDefinition,
    Import,
    Export,
    // What a syntax error leaves behind; never reaches the resolver.
    Broken,
};

struct Node {
    NodeKind kind;
    bool parenthesized = false;
    Span span;
};

template <class T>
const T& as(const Node& node) {
    return static_cast<const T&>(node);
}
template <class T>
T& as(Node& node) {
    return static_cast<T&>(node);
}

struct Pattern;
struct Type;

// `{ … }` after do, if, else, while, for, try, catch or generate. The span covers the braces.
struct Block {
    std::span<Node*> statements;
    Span span;
    // resolved
    std::span<Variable*> late_variables{};  // they need their cells when the block is entered
    bool may_obtain = false;  // a guard may come to be in it: it awaits, or says try_lock or
                              // try_acquire, outside of functions written inside it
};

struct Identifier {
    Symbol name;
    Span span;
};

struct NumberNode : Node {
    double value;
};
struct ComplexNode : Node {
    double imaginary;
};
struct StringNode : Node {
    std::string_view value;
};
struct BooleanNode : Node {
    bool value;
};

// Text parts are String nodes.
struct InterpolationNode : Node {
    std::span<Node*> parts;
};

// What a name means where it stands.
enum class Meaning : std::uint8_t {
    Variable,
    CheckedVariable,  // a late name: the variable may not have a value yet
    Recursion,        // the name that a function was declared with, inside that function
    Builtin,
    Constant,
};

struct NameNode : Node {
    Symbol name;
    // resolved
    Meaning meaning = Meaning::Variable;
    Variable* variable = nullptr;        // Variable and CheckedVariable
    const Constant* constant = nullptr;  // Constant
};

struct SelfNode : Node {
    Variable* variable = nullptr;  // resolved: the record being built; empty for a method's self
};

struct ArrayElement {
    Node* value;
    bool spread;
};
struct ArrayNode : Node {
    std::span<ArrayElement> elements;
};

// `key: value`, the shorthand `key` (its value is a Name node), or `...value` (the key is empty).
struct RecordField {
    Symbol key;
    Span key_span;
    Node* value;
    bool spread;
    bool marked_mutable;
};
struct RecordNode : Node {
    std::span<RecordField> fields;
    Variable* self = nullptr;  // resolved: the record being built, if anything in it says `self`
};

struct Parameter {
    Identifier name;
    bool optional;                 // `a?`
    Type* type;                    // may be null
    Node* default_value;           // may be null
    Variable* variable = nullptr;  // resolved
};

struct LambdaNode : Node {
    std::span<Parameter> parameters;
    Type* result;  // may be null
    Node* body;
    bool is_async;
    bool builtin_mark = false;          // stands under `#builtin`
    FunctionScope* function = nullptr;  // resolved
};

// Both forms of `if`. Branches of the block form are Do nodes, or an If node for `else if`.
struct IfNode : Node {
    Node* condition;
    Node* then_branch;
    Node* else_branch;  // null: the value is the number 0
};

struct WhileNode : Node {
    Node* condition;
    Block body;
};

struct ForNode : Node {
    Identifier name;
    Node* iterable;
    Block body;
    Variable* variable = nullptr;  // resolved
};

struct MatchArm {
    Pattern* pattern;
    Node* guard;  // may be null
    Node* body;
};
struct MatchNode : Node {
    Node* scrutinee;
    std::span<MatchArm> arms;
};

struct TryNode : Node {
    Block body;
    Identifier name;
    Block handler;
    Variable* variable = nullptr;  // resolved
};

// Do, Generate and AsyncDo.
struct BlockNode : Node {
    Block block;
    FunctionScope* function = nullptr;  // resolved, except for Do
};

struct CallNode : Node {
    Node* callee;
    std::span<Node*> arguments;
};

struct MethodCallNode : Node {
    Node* receiver;
    Identifier method;
    std::span<Node*> arguments;
};

struct FieldNode : Node {
    Node* object;
    Identifier name;
};

enum class IndexKind : std::uint8_t { Plain, Slice, SliceInclusive };

struct IndexArgument {
    IndexKind kind;
    Node* first;  // the index, or where the slice begins; null: from the start
    Node* last;   // where the slice ends; null: to the end
    Span span;
};
struct IndexNode : Node {
    Node* object;
    std::span<IndexArgument> arguments;
};

enum class UnaryOperator : std::uint8_t { Negate, Not };

// Also the operand of Await.
struct UnaryNode : Node {
    UnaryOperator op;
    Node* operand;
};

struct AwaitNode : Node {
    Node* operand;
};

enum class BinaryOperator : std::uint8_t {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
};

// Chains lean to the left and may be very long: walk down `left` in a loop, not by recursion.
struct BinaryNode : Node {
    BinaryOperator op;
    Node* left;
    Node* right;
    Span op_span;
};

struct RangeNode : Node {
    Node* first;
    Node* last;
    bool inclusive;
};

// Return, Throw, Yield and Break. Only Return and Break may lack an operand.
struct JumpNode : Node {
    Node* operand;
};

// `piecewise(…)` as written; the resolver checks its shape.
struct PiecewiseNode : Node {
    std::span<Node*> arguments;
};

// A declaration of a name, or a destructuring one.
struct LetNode : Node {
    bool is_mutable;
    Pattern* pattern;
    Type* type;  // may be null
    Node* value;
};

// `target = value`, or `target op= value`.
struct AssignNode : Node {
    Node* target;
    bool compound;
    BinaryOperator op;
    Node* value;
    Span op_span;
};

struct TypeDefinitionNode : Node {
    Identifier name;
    Type* type;
    TypeAlias* alias = nullptr;  // resolved
};

// `outer as inner` of an import, `inner as outer` of an export.
struct ModuleItem {
    Identifier name;
    Identifier alias;  // the same as `name` when none is written
    // resolved
    Variable* variable = nullptr;
    TypeAlias* type = nullptr;
    Meaning meaning = Meaning::Variable;  // of an exported name
    const Constant* constant = nullptr;
};
struct ImportNode : Node {
    std::span<ModuleItem> items;
    std::string_view path;
    Span path_span;
};
struct ExportNode : Node {
    std::span<ModuleItem> items;
};

enum class PatternKind : std::uint8_t { Name, Wildcard, Literal, Type, Vector, Record };

struct Pattern {
    PatternKind kind;
    Span span;
};

struct NamePattern : Pattern {
    Symbol name;
    Variable* variable = nullptr;  // resolved
};
// The literal is a Number, String, Boolean or Null node; signs are part of the number.
struct LiteralPattern : Pattern {
    Node* literal;
};
struct TypePattern : Pattern {
    Symbol name;
};
struct VectorPatternElement {
    Pattern* pattern;
    Node* default_value;  // may be null
};
struct VectorPattern : Pattern {
    std::span<VectorPatternElement> elements;
    bool has_rest;
    Identifier rest;                    // `_` and `...name`; empty without rest
    Variable* rest_variable = nullptr;  // resolved
};
struct RecordPatternField {
    Identifier key;
    Pattern* pattern;     // for the shorthand, a Name pattern of the key
    Node* default_value;  // may be null
    bool key_is_reserved_word;
    Variable* key_variable = nullptr;  // resolved: bound although the pattern is no name
};
struct RecordPattern : Pattern {
    std::span<RecordPatternField> fields;
};

template <class T>
const T& as(const Pattern& pattern) {
    return static_cast<const T&>(pattern);
}
template <class T>
T& as(Pattern& pattern) {
    return static_cast<T&>(pattern);
}

enum class TypeKind : std::uint8_t { Name, Null, Optional, Union, Tensor, Record, Function };

struct Type {
    TypeKind kind;
    Span span;
};

struct NameType : Type {
    Symbol name;
    TypeAlias* alias = nullptr;  // resolved; empty for a built-in type
};
struct OptionalType : Type {
    Type* inner;
};
struct UnionType : Type {
    std::span<Type*> members;
};
inline constexpr std::int32_t kAnyDimension = -1;
struct TensorType : Type {
    Type* element;  // null for plain `Tensor`
    bool has_shape;
    std::span<std::int32_t> shape;
};
struct RecordTypeField {
    Symbol key;
    bool is_mutable;  // as written; it asks nothing of the value
    bool optional;
    Type* type;
};
struct RecordType : Type {
    std::span<RecordTypeField> fields;
};
struct FunctionType : Type {
    std::span<Type*> parameters;
    Type* result;
};

template <class T>
const T& as(const Type& type) {
    return static_cast<const T&>(type);
}
template <class T>
T& as(Type& type) {
    return static_cast<T&>(type);
}

// A parsed file: the tree and the memory it lives in.
struct Ast {
    Arena arena;
    SymbolTable symbols;
    Block program;
};

// What a call, method call, field or index is applied to; null for every other node. Chains of them
// lean to the left and may be as long as they like, so they are walked in loops.
inline Node* object_of(const Node& node) {
    switch (node.kind) {
        case NodeKind::Call: return as<CallNode>(node).callee;
        case NodeKind::MethodCall: return as<MethodCallNode>(node).receiver;
        case NodeKind::Field: return as<FieldNode>(node).object;
        case NodeKind::Index: return as<IndexNode>(node).object;
        default: return nullptr;
    }
}

}  // namespace ach::vm::language
