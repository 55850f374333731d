// Frames, variables and closures.
#include <algorithm>
#include <cassert>

#include "vm/language/function_compiler.hpp"

namespace ach::vm::language {

namespace {

// What a closure captures besides variables: their addresses are the keys.
constexpr int kSelfKey = 0;
constexpr int kRecKey = 1;

struct LimitText {
    std::string_view text, hint;
};

LimitText describe(Limit limit) {
    switch (limit) {
        case Limit::Registers: break;
        case Limit::Jump:
            return {"this is too long: a jump reaches 8388607 words of code",
                    "split it into smaller functions"};
        case Limit::Scopes:
            return {"blocks that wait or lock are nested too deeply (more than 255 levels)",
                    "put the inner ones into functions of their own"};
        case Limit::Indices:
            return {"there are more than 120 indices in one pair of brackets",
                    "index in steps: `v[i][j]`"};
        case Limit::Imports:
            return {"there are more than 65536 imports in one file",
                    "import several names at once: `import { a, b } from \"module\"`"};
    }
    return {"this needs more than 250 values at the same time",
            "split it into smaller functions, or name its parts with `let`"};
}

}  // namespace

std::uint32_t UnitContext::builtin(std::string_view name) {
    const auto next = static_cast<std::uint32_t>(unit.builtins.size());
    const auto [entry, is_new] = builtins.try_emplace(std::string(name), next);
    if (is_new) unit.builtins.emplace_back(name);
    return entry->second;
}

void UnitContext::note_method(std::string_view name) {
    const auto next = static_cast<std::uint32_t>(unit.methods.size());
    if (methods.try_emplace(std::string(name), next).second) unit.methods.emplace_back(name);
}

FunctionCompiler::FunctionCompiler(UnitContext& unit, FunctionCompiler* parent,
                                   FunctionScope& scope, bool spills)
    : unit_(unit), parent_(parent), scope_(scope), code_(unit.positions), spills_(spills) {}

// Tries with registers alone, and with a spill object if they do not suffice. The functions inside
// are compiled again with it, so what the first try left in the unit is taken back.
template <class Body>
FunctionCompiler::Child FunctionCompiler::compile_child(UnitContext& unit, FunctionCompiler* parent,
                                                        FunctionScope& scope, Span span,
                                                        Body body) {
    const auto index = static_cast<std::uint32_t>(unit.unit.functions.size());
    unit.unit.functions.emplace_back();
    bool spills = unit.spilling.contains(&scope);
    const std::string_view name = unit.text(scope.name);
    while (true) {
        FunctionCompiler compiler(unit, parent, scope, spills);
        const Position position = unit.positions.at(span.begin);
        compiler.code_.function.line = position.line;
        compiler.code_.function.column = position.column;
        compiler.code_.function.name = name;
        compiler.code_.at(span);
        body(compiler);
        compiler.end_frame();
        const bool fits = !compiler.code_.overflowed();
        if (fits || spills) {
            if (!fits) compiler.report_overflow(name);
            unit.unit.functions[index] = std::move(compiler.code_.function);
            return {index, std::move(compiler.captures_)};
        }
        unit.unit.functions.resize(index + 1);
        unit.spilling.insert(&scope);
        spills = true;
    }
}

void FunctionCompiler::compile_unit(UnitContext& unit, const Block& program, FunctionScope& scope) {
    const Span begin{0, 0};
    compile_child(unit, nullptr, scope, begin, [&](FunctionCompiler& compiler) {
        compiler.code_.function.flags = kIsTopLevel;
        compiler.begin_frame(0);
        compiler.block(program, Dest::ret());
    });
}

void FunctionCompiler::lambda(const LambdaNode& node, Reg target) {
    const Child child =
        compile_child(unit_, this, *node.function, node.span,
                      [&](FunctionCompiler& compiler) { compiler.compile_lambda_body(node); });
    code_.at(node.span);
    make_closure(Op::Closure, Op::ClosureX, target, child);
}

FunctionCompiler::Child FunctionCompiler::compile_block_function(const BlockNode& node) {
    return compile_child(unit_, this, *node.function, node.span, [&](FunctionCompiler& compiler) {
        const bool is_generator = node.kind == NodeKind::Generate;
        compiler.code_.function.flags = is_generator ? kIsGenerator : kIsAsync | kStartsTask;
        compiler.begin_frame(0);
        compiler.open_block(node.block, is_generator ? Dest::discard() : Dest::ret());
        if (is_generator) compiler.code_.emit(Op::ReturnNull);
    });
}

void FunctionCompiler::compile_lambda_body(const LambdaNode& node) {
    Function& function = code_.function;
    if (scope_.is_method && scope_.uses_self) function.flags |= kIsMethod;
    if (node.is_async) function.flags |= kIsAsync;
    if (node.builtin_mark) function.flags |= kIsBuiltin;
    if (scope_.uses_args) function.flags |= kCollectsArguments;
    for (const Parameter& parameter : node.parameters) {
        const bool required = !parameter.optional && parameter.default_value == nullptr;
        function.min_arguments += required ? 1 : 0;
    }
    function.max_arguments = static_cast<std::uint32_t>(node.parameters.size());
    for (const Parameter& parameter : node.parameters) {
        function.parameters.emplace_back(unit_.text(parameter.name.name));
    }
    if (node.result != nullptr && !is_any(*node.result)) result_ = node.result;
    begin_frame(argument_registers(function));
    is_before_task_ = node.is_async;
    compile_parameters(node.parameters);
    is_before_task_ = false;
    if (node.is_async) begin_async(node.parameters);
    expression(*node.body, Dest::ret());
}

// What may fail before the body is the caller's to hear of.
void FunctionCompiler::begin_async(std::span<const Parameter> parameters) {
    const auto has_code = [this](const Parameter& parameter) {
        return parameter.default_value != nullptr ||
               (parameter.type != nullptr && !is_any(*parameter.type));
    };
    if (std::any_of(parameters.begin(), parameters.end(), has_code)) {
        code_.emit(Op::BeginAsync);
    } else {
        code_.function.flags |= kStartsTask;
    }
}

void FunctionCompiler::begin_frame(Reg parameters) {
    take(parameters);
    if (!spills_) return;
    spill_ = take();
    spill_pc_ = code_.here();
    code_.emit_extra(Op::NewSpill, spill_, 0, 0, 0);
}

// A result with which something is still to be done leaves a `try` before, so that the handler does
// not see it fail.
void FunctionCompiler::end_frame() {
    if (spills_) code_.patch_extra(spill_pc_, spill_count_);
    if (early_return_) end_at(*early_return_, true);
    if (checked_return_) end_at(*checked_return_, false);
}

void FunctionCompiler::end_at(Label label, bool begins_task) {
    code_.bind(label);
    const Mark mark(*this);
    take();
    finish_return(0, begins_task);
}

void FunctionCompiler::compile_parameters(std::span<const Parameter> parameters) {
    const std::size_t single = std::min<std::size_t>(parameters.size(), kMaxSingleArguments);
    for (Reg i = 0; i < single; ++i) {
        compile_parameter(parameters[i], i);
        Variable& variable = *parameters[i].variable;
        variable.place = Variable::Place::Register;
        variable.index = i;
        if (variable.needs_cell()) code_.emit(Op::NewCell, i, i);
    }
    gathered_parameters(parameters.subspan(single));
    for (std::uint32_t i = 0; i < parameters.size(); ++i) check_parameter(parameters[i], i + 1);
}

// Its default, if there is one and it is wanted.
void FunctionCompiler::compile_parameter(const Parameter& parameter, Reg value) {
    code_.at(parameter.name.span);
    if (parameter.default_value == nullptr) return;
    const Label given = code_.new_label();
    code_.jump(Op::JumpIfNotNull, value, 0, given);
    into(*parameter.default_value, value);
    code_.bind(given);
    code_.at(parameter.name.span);
}

// Parameters beyond the first ones arrive in a Vector and live in the spill object.
void FunctionCompiler::gathered_parameters(std::span<const Parameter> parameters) {
    if (parameters.empty()) return;
    if (!spills_) code_.overflow(Limit::Registers);
    for (std::uint32_t i = 0; i < parameters.size(); ++i) {
        const Mark mark(*this);
        const Reg value = take();
        load_item(value, kMaxSingleArguments, i);
        compile_parameter(parameters[i], value);
        Variable& variable = *parameters[i].variable;
        variable.place = Variable::Place::Spill;
        variable.index = spill_count_++;
        finish_definition(variable, value);
    }
}

void FunctionCompiler::check_parameter(const Parameter& parameter, std::uint32_t number) {
    if (parameter.type == nullptr || is_any(*parameter.type)) return;
    const Mark mark(*this);
    const Variable& variable = *parameter.variable;
    code_.at(parameter.name.span);
    const bool in_place = variable.place == Variable::Place::Register && !variable.needs_cell();
    const Reg value = in_place ? variable.index : take();
    load(variable, false, value);
    // An optional parameter that was not given is null, whatever its type says.
    const Label missing = code_.new_label();
    if (parameter.optional) code_.jump(Op::JumpIfNull, value, 0, missing);
    check_type(value, parameter.type, TypeCheck::Where::Argument, unit_.text(variable.name),
               number);
    store(variable, value);
    code_.bind(missing);
}

Reg FunctionCompiler::take(std::uint32_t count) {
    const Reg first = next_;
    next_ += count;
    if (next_ > kMaxRegisters) code_.overflow(Limit::Registers);
    code_.function.registers = std::max(code_.function.registers, next_);
    return first;
}

void FunctionCompiler::report_overflow(std::string_view name) {
    const auto [limit, at] = *code_.overflowed();
    const bool is_top = scope_.kind == FunctionScope::Kind::TopLevel;
    const std::string_view shown = is_top         ? "top level"
                                   : name.empty() ? "anonymous function"
                                                  : name;
    const auto [text, hint] = describe(limit);
    Diagnostic made = diagnostic<diag::TooLarge>({at, at + 1}, shown, text);
    made.hint = hint;
    unit_.diagnostics.push_back(std::move(made));
}

bool FunctionCompiler::has_own_self() const {
    if (scope_.is_method) return true;
    return scope_.kind == FunctionScope::Kind::Generator && parent_->has_own_self();
}

bool FunctionCompiler::is_async() const { return (code_.function.flags & kIsAsync) != 0; }

bool FunctionCompiler::may_tail_call() const {
    return scope_.kind == FunctionScope::Kind::Lambda && !is_async() && tries_ == 0;
}

// The result of an async function that gives another Future is what that one comes to.
void FunctionCompiler::check_result(Reg value) {
    if (is_async()) code_.emit(Op::Await, value, value, static_cast<Reg>(AwaitMode::Result));
    check_type(value, result_, TypeCheck::Where::Return, {});
}

void FunctionCompiler::emit_return(Reg value) {
    if (tries_ == 0 || returns_plainly()) return finish_return(value, is_before_task_);
    std::optional<Label>& end = is_before_task_ ? early_return_ : checked_return_;
    if (!end) end = code_.new_label();
    if (value != 0) code_.emit(Op::Move, 0, value);
    code_.jump(*end);
}

// An async function that returns in a default has a Future of it, too.
void FunctionCompiler::finish_return(Reg value, bool begins_task) {
    if (begins_task) code_.emit(Op::BeginAsync);
    if (result_ != nullptr) check_result(value);
    code_.emit(Op::Return, value);
}

bool FunctionCompiler::returns_plainly() const { return result_ == nullptr && !is_before_task_; }

// A register for the value of `variable`, which is the variable's own if it lives in one.
Reg FunctionCompiler::begin_definition(Variable& variable) {
    const bool placed = variable.is_late && !variable.is_global;
    if (variable.is_global || placed) return take();
    const Reg reg = take();
    const bool spilled = spills_ && reg >= kFirstSpilled;
    variable.place = spilled ? Variable::Place::Spill : Variable::Place::Register;
    variable.index = spilled ? spill_count_++ : reg;
    return reg;
}

void FunctionCompiler::finish_definition(Variable& variable, Reg value) {
    if (variable.is_global) {
        return code_.emit_number(Op::SetGlobal, Op::SetGlobalX, value, variable.global);
    }
    if (variable.is_late) {
        const Mark mark(*this);
        return code_.emit(Op::SetCell, cell_of(variable), value);
    }
    if (variable.needs_cell()) code_.emit(Op::NewCell, value, value);
    if (variable.place == Variable::Place::Spill) {
        code_.emit_extra(Op::StoreSpill, value, spill_, 0, variable.index);
    }
}

// Their cells exist before their declarations, for the closures that are made meanwhile.
void FunctionCompiler::place_late_variables(std::span<Variable* const> variables) {
    for (Variable* variable : variables) {
        if (variable->is_global) continue;
        const Reg reg = take();
        const bool spilled = spills_ && reg >= kFirstSpilled;
        variable->place = spilled ? Variable::Place::Spill : Variable::Place::Register;
        variable->index = spilled ? spill_count_++ : reg;
        code_.emit(Op::NewEmptyCell, reg);
        if (!spilled) continue;
        code_.emit_extra(Op::StoreSpill, reg, spill_, 0, variable->index);
        --next_;
    }
}

// A variable whose register can be read in place.
bool FunctionCompiler::is_plain_local(const Node& node) const {
    if (node.kind != NodeKind::Name || as<NameNode>(node).meaning != Meaning::Variable)
        return false;
    const Variable& variable = *as<NameNode>(node).variable;
    return !variable.is_global && variable.function == &scope_ && !variable.needs_cell() &&
           variable.place == Variable::Place::Register;
}

// The register with the cell of an own variable.
Reg FunctionCompiler::cell_of(const Variable& variable) {
    if (variable.place == Variable::Place::Register) return variable.index;
    const Reg cell = take();
    code_.emit_extra(Op::LoadSpill, cell, spill_, 0, variable.index);
    return cell;
}

void FunctionCompiler::load(const Variable& variable, bool checked, Reg target) {
    const auto name = [&] { return code_.constant(std::string(unit_.text(variable.name))); };
    if (variable.is_global) {
        if (!checked) {
            return code_.emit_number(Op::GetGlobal, Op::GetGlobalX, target, variable.global);
        }
        if (variable.global <= 0xFFFF) {
            return code_.emit_wide_extra(Op::GetGlobalChecked, target, variable.global, name());
        }
        const Mark mark(*this);
        const Reg value = take();
        code_.emit_extra(Op::GetGlobalX, value, 0, 0, variable.global);
        code_.emit_extra(Op::CheckInitialised, value, 0, 0, name());
        return code_.emit(Op::Move, target, value);
    }
    if (variable.function != &scope_) {
        if (!variable.needs_cell()) return load_capture(target, &variable);
        const std::uint32_t index = capture(&variable);
        if (index > 0xFFFF) {
            const Mark mark(*this);
            const Reg cell = take();
            load_capture(cell, &variable);
            if (!checked) return code_.emit(Op::GetCell, target, cell);
            return code_.emit_extra(Op::GetCellChecked, target, cell, 0, name());
        }
        if (!checked) return code_.emit_wide(Op::GetCaptureCell, target, index);
        return code_.emit_wide_extra(Op::GetCaptureCellChecked, target, index, name());
    }
    assert(variable.place != Variable::Place::None && "a variable is used where it has no place");
    if (variable.needs_cell()) {
        const Mark mark(*this);
        const Reg cell = cell_of(variable);
        if (checked) return code_.emit_extra(Op::GetCellChecked, target, cell, 0, name());
        return code_.emit(Op::GetCell, target, cell);
    }
    if (variable.place == Variable::Place::Spill) {
        return code_.emit_extra(Op::LoadSpill, target, spill_, 0, variable.index);
    }
    if (target != variable.index) code_.emit(Op::Move, target, variable.index);
}

void FunctionCompiler::store(const Variable& variable, Reg value) {
    if (variable.is_global) {
        return code_.emit_number(Op::SetGlobal, Op::SetGlobalX, value, variable.global);
    }
    if (variable.function != &scope_) {
        const std::uint32_t index = capture(&variable);
        if (index <= 0xFFFF) return code_.emit_wide(Op::SetCaptureCell, value, index);
        const Mark mark(*this);
        const Reg cell = take();
        load_capture(cell, &variable);
        return code_.emit(Op::SetCell, cell, value);
    }
    if (variable.needs_cell()) {
        const Mark mark(*this);
        return code_.emit(Op::SetCell, cell_of(variable), value);
    }
    if (variable.place == Variable::Place::Spill) {
        return code_.emit_extra(Op::StoreSpill, value, spill_, 0, variable.index);
    }
    if (value != variable.index) code_.emit(Op::Move, variable.index, value);
}

// Assigning to a late name too early is an error like reading it.
void FunctionCompiler::check_initialised(const NameNode& node) {
    if (node.meaning != Meaning::CheckedVariable) return;
    const Mark mark(*this);
    load(*node.variable, true, take());
}

std::uint32_t FunctionCompiler::capture(const void* key) {
    const auto next = static_cast<std::uint32_t>(captures_.size());
    const auto [entry, is_new] = capture_indices_.try_emplace(key, next);
    if (is_new) captures_.push_back(key);
    return entry->second;
}

void FunctionCompiler::load_capture(Reg target, const void* key) {
    code_.emit_number(Op::GetCapture, Op::GetCaptureX, target, capture(key));
}

void FunctionCompiler::make_closure(Op op, Op wide, Reg target, const Child& child) {
    const Mark mark(*this);
    std::vector<CaptureSource> sources;
    for (const void* key : child.captures) sources.push_back(source_of(key));
    unit_.unit.functions[child.index].captures = std::move(sources);
    code_.function.children.push_back(child.index);
    const std::size_t number = code_.function.children.size() - 1;
    code_.emit_number(op, wide, target, static_cast<std::uint32_t>(number));
}

// Where this function, which makes the closure, has what the closure captures.
CaptureSource FunctionCompiler::source_of(const void* key) {
    using From = CaptureSource::From;
    const auto captured = [&] { return CaptureSource{From::Capture, capture(key)}; };
    if (key == &kSelfKey) return has_own_self() ? CaptureSource{From::Self, 0} : captured();
    if (key == &kRecKey) {
        if (scope_.kind == FunctionScope::Kind::Generator) return captured();
        const Reg rec = take();
        code_.emit(Op::GetRec, rec);
        return {From::Register, rec};
    }
    const auto& variable = *static_cast<const Variable*>(key);
    if (variable.function != &scope_) return captured();
    assert(variable.place != Variable::Place::None && "a captured variable has no place");
    if (variable.place == Variable::Place::Register) {
        return {From::Register, variable.index};
    }
    return {From::Spilled, variable.index};
}

void FunctionCompiler::load_self(const SelfNode& node, Reg target) {
    if (node.variable != nullptr) return load(*node.variable, false, target);
    if (has_own_self()) return code_.emit(Op::GetSelf, target);
    load_capture(target, &kSelfKey);
}

void FunctionCompiler::load_rec(Reg target) {
    if (scope_.kind != FunctionScope::Kind::Generator) return code_.emit(Op::GetRec, target);
    load_capture(target, &kRecKey);
}

bool FunctionCompiler::is_any(const Type& type) const {
    if (type.kind != TypeKind::Name || as<NameType>(type).alias != nullptr) return false;
    return unit_.text(as<NameType>(type).name) == "Any";
}

void FunctionCompiler::check_type(Reg reg, const Type* type, TypeCheck::Where where,
                                  std::string_view name, std::uint32_t argument) {
    if (type == nullptr || is_any(*type)) return;
    auto& checks = code_.function.checks;
    checks.push_back({unit_.types.index_of(*type), where, argument, std::string(name)});
    code_.emit_extra(Op::CheckType, reg, 0, 0, static_cast<Word>(checks.size() - 1));
}

}  // namespace ach::vm::language
