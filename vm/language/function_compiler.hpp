// Makes the code of one function from its resolved tree.
//
// Every rule is told where its value goes (Dest): nowhere, into a register, or out of the function.
// So nothing is computed that is not wanted, results land where they are needed, and what stands in
// tail position is known to be there. Registers are a stack: temporaries and the variables of a
// block are taken above what is live and given back together (Mark).
//
// A function whose variables do not fit into registers is compiled again with the later ones in a
// spill object. Such a function may run out of registers for what is computed, too: where little
// room is left, the registers in use are put into the spill object while a part is computed in
// their place (Window).
//
// Rules are defined in compile_function.cpp (frames, variables, closures), compile_statements.cpp,
// compile_windows.cpp, compile_expressions.cpp, compile_operators.cpp, compile_calls.cpp,
// compile_control.cpp and compile_patterns.cpp.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "vm/language/ast.hpp"
#include "vm/language/code_builder.hpp"
#include "vm/language/compile.hpp"
#include "vm/language/resolver.hpp"
#include "vm/language/scope.hpp"
#include "vm/language/stop_check.hpp"
#include "vm/language/type_table.hpp"
#include "vm/support/diagnostics.hpp"

namespace ach::vm::language {

// What the functions of one unit share while it is compiled.
struct UnitContext {
    Unit& unit;
    const Ast& ast;
    TypeTable& types;
    PositionCursor& positions;
    std::vector<Diagnostic>& diagnostics;
    const StopCheck stop;
    std::unordered_map<std::string, std::uint32_t> builtins;  // indices in unit.builtins
    std::unordered_map<std::string, std::uint32_t> methods;   // in unit.methods
    std::unordered_set<const FunctionScope*> spilling;        // functions known not to fit

    std::uint32_t builtin(std::string_view name);
    void note_method(std::string_view name);
    std::string_view text(Symbol symbol) const { return ast.symbols.text(symbol); }
};

// Where the value of an expression goes.
struct Dest {
    enum class Kind : std::uint8_t { Discard, Register, Return };
    Kind kind;
    Reg reg = 0;

    static Dest discard() { return {Kind::Discard}; }
    static Dest into(Reg reg) { return {Kind::Register, reg}; }
    static Dest ret() { return {Kind::Return}; }
    bool is_discard() const { return kind == Kind::Discard; }
};

// Variables beyond this register go to the spill object, once a function has one; windows begin
// here.
inline constexpr Reg kFirstSpilled = 120;

// In one pair of brackets; both ends of a slice count.
inline constexpr std::size_t kMaxIndices = 120;

class FunctionCompiler {
public:
    // Compiles the top level of the unit as its function 0.
    static void compile_unit(UnitContext& unit, const Block& program, FunctionScope& scope);

private:
    FunctionCompiler(UnitContext& unit, FunctionCompiler* parent, FunctionScope& scope,
                     bool spills);

    // Gives back the registers taken since it was made.
    class Mark {
    public:
        explicit Mark(FunctionCompiler& compiler) : compiler_(compiler), next_(compiler.next_) {}
        ~Mark() { compiler_.next_ = next_; }
        Mark(const Mark&) = delete;
        Mark& operator=(const Mark&) = delete;

    private:
        FunctionCompiler& compiler_;
        Reg next_;
    };

    // A function that has been compiled, and what its closures capture: variables, or the keys of
    // `self` and `rec`.
    struct Child {
        std::uint32_t index;
        std::vector<const void*> captures;
    };

    struct Loop {
        Label next;
        Label end;
        Dest value;
        std::uint32_t scopes;  // that are open around it
        std::size_t windows;   // likewise
    };

    // Registers from kFirstSpilled to `end` are in the spill object, from slot `slots` on, and are
    // used anew.
    struct Window {
        Reg end;
        std::uint32_t slots;
    };

    // Patterns: a mismatch jumps to `mismatch`, or raises if there is none (a declaration).
    struct Binding {
        Variable* variable;
        bool is_spilled;  // `index` is a slot of the spill object, and otherwise a register
        std::uint32_t index;
    };
    struct PatternContext {
        std::optional<Label> mismatch;
        std::vector<Binding> bound;
    };

    // Frames.
    void begin_frame(Reg parameters);
    void end_frame();
    void compile_lambda_body(const LambdaNode& node);
    void compile_parameters(std::span<const Parameter> parameters);
    void begin_async(std::span<const Parameter> parameters);
    void compile_parameter(const Parameter& parameter, Reg value);
    void gathered_parameters(std::span<const Parameter> parameters);
    void check_parameter(const Parameter& parameter, std::uint32_t number);
    Child compile_block_function(const BlockNode& node);
    template <class Body>
    static Child compile_child(UnitContext& unit, FunctionCompiler* parent, FunctionScope& scope,
                               Span span, Body body);
    Reg take(std::uint32_t count = 1);
    void report_overflow(std::string_view name);
    bool has_own_self() const;
    bool is_async() const;
    bool may_tail_call() const;
    void check_result(Reg value);
    bool returns_plainly() const;
    void finish_return(Reg value, bool begins_task);
    void end_at(Label label, bool begins_task);
    void emit_return(Reg value);

    // Windows.
    bool wants_window() const;
    bool wants_window(const Node& node) const;
    bool wants_window_for_indices(const Node& node) const;
    void compile_in_window(Dest dest, const std::function<void(Dest)>& body);
    void open_window();
    void restore_window(const Window& window);
    void put_back(const Window& window, Reg reg, Reg value);
    void test_in_window(const Pattern& pattern, Reg value, PatternContext& context);
    void leave_windows(const Loop& loop, Node* value);

    // Variables.
    Reg begin_definition(Variable& variable);
    void finish_definition(Variable& variable, Reg value);
    void place_late_variables(std::span<Variable* const> variables);
    bool is_plain_local(const Node& node) const;
    void load(const Variable& variable, bool checked, Reg target);
    void store(const Variable& variable, Reg value);
    void check_initialised(const NameNode& node);
    Reg cell_of(const Variable& variable);
    std::uint32_t capture(const void* key);
    void load_capture(Reg target, const void* key);
    void make_closure(Op op, Op wide, Reg target, const Child& child);
    CaptureSource source_of(const void* key);
    void load_self(const SelfNode& node, Reg target);
    void load_rec(Reg target);
    bool is_any(const Type& type) const;
    void check_type(Reg reg, const Type* type, TypeCheck::Where where, std::string_view name,
                    std::uint32_t argument = 0);

    // Statements.
    void block(const Block& block, Dest dest);
    void open_block(const Block& block, Dest dest);
    void leave_scopes(std::uint32_t remaining, Dest value);
    void statements(std::span<Node* const> nodes, Dest dest);
    void statement(Node& node, Dest dest);
    void let(LetNode& node, Dest dest);
    void let_name(LetNode& node, Variable& variable, Dest dest);
    void assign(AssignNode& node, Dest dest);
    void assign_name(AssignNode& node, Dest dest);
    void assign_field(AssignNode& node, Dest dest);
    void assign_index(AssignNode& node, Dest dest);
    void assign_indices(AssignNode& node, Dest dest);
    Reg assigned_value(const AssignNode& node, Reg old_value);
    void import(const ImportNode& node);
    static Span place_of_range(const RangeNode& node);
    void export_values(const ExportNode& node);

    // Expressions.
    void expression(Node& node, Dest dest);
    void into(Node& node, Reg target);
    void discard(Node& node);
    void tail(Node& node);
    void yield(const JumpNode& node);
    Reg operand(Node& node);
    Reg operand_before(Node& node, std::span<Node* const> later);
    void deliver(Reg value, Dest dest);
    void deliver_null(Dest dest);
    void deliver_number(double value, Dest dest);
    void name(const NameNode& node, Reg target);
    void interpolation(const InterpolationNode& node, Reg target);
    void array(const ArrayNode& node, Reg target);
    void items(std::span<Node* const> nodes, Reg target);
    void record(const RecordNode& node, Reg target);
    void record_field(const RecordField& field, Reg record);
    void lambda(const LambdaNode& node, Reg target);
    void chain(Node& node, Reg target);
    void link(const Node& node, std::optional<Reg> object, Reg target);
    void field(const FieldNode& node, std::optional<Reg> known, Reg target);
    void index(const IndexNode& node, std::optional<Reg> known, Reg target);
    void index_slices(const IndexNode& node, std::optional<Reg> known, Reg target);
    Reg index_arguments(const IndexNode& node, std::optional<Reg> known, IndexSpec& spec);

    // Operators.
    std::optional<Constant> constant_of(const Node& node, int depth = 16) const;
    void unary(const UnaryNode& node, Reg target);
    void binary(const BinaryNode& node, Reg target);
    void logic(const BinaryNode& node, Reg target);
    void emit_binary(BinaryOperator op, Span span, Reg target, Reg left, Node& right);
    void jump_if(Node& condition, bool sense, Label target);
    void jump_if_logic(const BinaryNode& node, bool sense, Label target);
    void jump_if_comparison(const BinaryNode& node, bool sense, Label target);

    // Calls.
    bool fit(std::span<Node* const> arguments) const;
    void call(const CallNode& node, std::optional<Reg> known, Reg target);
    void tail_call(const CallNode& node);
    void method_call(const MethodCallNode& node, std::optional<Reg> known, Reg target);
    void tail_method_call(const MethodCallNode& node);
    bool is_recursion(const Node& callee) const;
    bool is_recursion_around(const Node& callee) const;
    std::string_view builtin_name(const Node& callee) const;
    bool is_special(const CallNode& node) const;
    void special_call(const CallNode& node, std::optional<Reg> known, Reg target);
    void constant_call(const CallNode& node, std::string_view name, Reg target);
    Reg prepare_call(const CallNode& node, std::optional<Reg> known);
    Reg prepare_method_call(const MethodCallNode& node, std::optional<Reg> known);
    void apply_method(const MethodCallNode& node, std::optional<Reg> known, Reg target);
    void call_with_vector(const CallNode& node, Reg target);
    void start_async(const BlockNode& node, Reg target);

    // Control.
    void branch(IfNode& node, Dest dest);
    bool branch_out_of_loop(const IfNode& node, Dest dest);
    void piecewise(const PiecewiseNode& node, Dest dest);
    void while_loop(const WhileNode& node, Dest value);
    void for_loop(const ForNode& node, Dest value);
    void for_range(const ForNode& node, Dest value);
    void for_items(const ForNode& node, Dest value);
    void for_body(const ForNode& node, Reg item, const Loop& loop);
    void loop_body(const Block& body, const Loop& loop);
    void try_catch(const TryNode& node, Dest dest);
    void try_in_place(const TryNode& node, Dest dest);
    void match(const MatchNode& node, Dest dest);
    void break_loop(const JumpNode& node);
    void continue_loop();
    void return_value(const JumpNode& node);
    // Runs `body` with a place for the loop's value that is not the function's result.
    template <class Body>
    void with_loop_value(Dest dest, Body body);

    // Patterns.
    void bind_registers(const Pattern& pattern, PatternContext& context);
    void add_binding(Variable* variable, PatternContext& context);
    void bind(const Variable& variable, Reg value, const PatternContext& context);
    Reg bound_register(const Variable& variable, const PatternContext& context);
    void finish_bindings(const PatternContext& context);
    void test(const Pattern& pattern, Reg value, PatternContext& context);
    void test_literal(const LiteralPattern& pattern, Reg value, PatternContext& context);
    void test_type(const TypePattern& pattern, Reg value, PatternContext& context);
    void test_vector(const VectorPattern& pattern, Reg value, PatternContext& context);
    void test_length(const VectorPattern& pattern, std::uint32_t required, Reg length, Reg value,
                     PatternContext& context);
    void test_element(const VectorPatternElement& element, std::uint32_t index, bool may_be_missing,
                      Reg length, Reg value, PatternContext& context);
    void load_item(Reg target, Reg value, std::uint32_t index);
    void test_record(const RecordPattern& pattern, Reg value, PatternContext& context);
    void test_field(const RecordPatternField& field, Reg value, PatternContext& context);
    void fail_unless(Reg condition, Reg value, PatternFailure failure, const Constant& detail,
                     PatternContext& context);
    void fail(Reg value, PatternFailure failure, const Constant& detail,
              const PatternContext& context);

    UnitContext& unit_;
    FunctionCompiler* parent_;
    FunctionScope& scope_;
    CodeBuilder code_;
    Reg next_ = 0;
    bool spills_;
    Reg spill_ = 0;
    std::uint32_t spill_count_ = 0;
    std::uint32_t spill_pc_ = 0;
    std::vector<const void*> captures_;
    std::unordered_map<const void*, std::uint32_t> capture_indices_;
    std::vector<Loop> loops_;
    std::vector<Window> windows_;              // open ones
    std::vector<std::uint32_t> window_slots_;  // of windows inside each other, by depth
    std::uint32_t tries_ = 0;                  // open `try` bodies around the place being compiled
    std::uint32_t scopes_ = 0;                 // open marked blocks
    const Type* result_ = nullptr;             // declared result type that needs a check
    bool is_before_task_ = false;              // in the defaults of an async function
    std::optional<Label> checked_return_;
    std::optional<Label> early_return_;  // of an async function that has no task yet
};

}  // namespace ach::vm::language
