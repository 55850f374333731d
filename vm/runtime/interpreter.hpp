// Runs a task.
//
// The loop (interpreter_loop.cpp) holds the fast paths; everything else is a member function here,
// grouped by file. Functions that work for one instruction get the registers of the running frame
// and the instruction word: operands and results stay in registers, where the collector sees them.
//
// A Step says how the loop goes on. Whatever may push or pop a frame, grow the stack or switch to
// another task answers Reload, and the loop reads its state again from the task; so Frame::pc must
// be right before such a call.
#pragma once

#include "vm/runtime/closure.hpp"
#include "vm/runtime/generator.hpp"
#include "vm/runtime/native_call.hpp"
#include "vm/runtime/slice.hpp"
#include "vm/runtime/task.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ach::vm {

class Machine;
struct LoadedModule;

enum class RunResult : std::uint8_t {
    Finished,  // the task has its outcome
    Failed,    // …, an Error
    Parked,    // it waits; whoever wakes it puts it into its strand
    Yielded,   // the slice is used up: run it again
};

enum class Step : std::uint8_t { Next, Reload, Raise, Leave };

class Interpreter {
public:
    // `task` is rooted while this object exists. What it uses of the slice is taken off.
    Interpreter(Machine& machine, Mutator& mutator, Task& task, Slice& slice);

    // Goes on with the task until it ends, waits, or the slice is over. A task that it started on
    // the way (an async call) runs in between, up to its first suspension.
    RunResult run();

    // The task that run() left off with: after Yielded, the one to go on with.
    Task& current_task() const { return *task_; }

private:
    RunResult loop();

    // --- calls.cpp
    Step call_instruction(Value* base, Word word);
    Step tail_call_instruction(Value* base, Word word);
    Step tail_call_rec_instruction(Value* base, Word word);
    Step call_with_self(Value* base, Word word);
    Step apply(Value* base, Word word);
    Step apply_method(Value* base, Word word, SiteState& where);
    Step call(Value callee, Value* arguments, std::uint32_t count, CallSite site);
    Step enter(Closure& closure, Value self, Value* arguments, std::uint32_t count, CallSite site);
    bool gather_arguments(Closure& closure, Value& self, Value*& arguments, std::uint32_t& count);
    Step enter_body(Closure& closure, Value self, Value* arguments, std::uint32_t count,
                    CallSite site);
    Step replace_frame(Closure& closure, Value self, Value* arguments, std::uint32_t count,
                       CallSite site);
    bool accepts(const Code& code, std::uint32_t count, CallSite site);
    Step invoke(NativeFunction& function, const Value* arguments, std::uint32_t count,
                CallSite site);
    Value* place_arguments(std::uint32_t count);
    Step call_placed(Value callee, Value* arguments, std::uint32_t count, CallSite site);
    bool enter_at_once(Closure& closure, std::uint32_t count, CallSite site);
    Step call_requested(CallSite site);
    void leave_pending(CallSite site);
    Step deliver(Value result, CallSite site);
    Step settle(ach_status status, Value result, CallSite site);
    Step resume_native();
    void push_frame(Closure& closure, Value self, Value* base, CallSite site);
    void pop_frame();
    Step return_slow(Value result);
    void end_scopes(Value result);
    bool set_scopes_aside(Generator& generator);
    Step not_callable(Value callee);

    // --- methods.cpp
    Step call_method(Value* base, Word word, SiteState& site);
    Step tail_call_method(Value* base, Word word, SiteState& site);
    Step call_found_method(const MethodEntry& method, Value* receiver, std::uint32_t count,
                           CallSite site);
    const MethodEntry* find_method(SiteState& site, Value receiver);
    Step call_method_at(Value* receiver, std::uint32_t count, CallSite site, SiteState& where);
    Value own_field(Value object, SiteState& site);
    Value get_field(Value object, SiteState& site);
    bool set_field(Value object, Value value, SiteState& site);
    bool is_source_value(Value object, const SiteState& site) const;
    Step read_source(Value source, std::uint8_t target);
    Value read_source_here(Value source);

    // --- iteration.cpp
    bool range_prep(Value* base, Word word);
    bool range_goes_on(Value* base, Word word);
    bool iter_prep(Value* base, Word word);
    Step iter_next(Value* base, Word word, const Word* pc);
    Step vector_spread(Value* base, Word word, const Word* pc);
    Step spread_step(Value result);
    Step call_next(Record& record, CallSite site);
    Value unwrap_iteration(Value answer, bool& done);
    Step resume_generator(Generator& generator, CallSite site, ReturnTo kind);
    Step yield(Value value);
    Step generator_ends(Value result);
    Step generator_gives(Value value, bool done, CallSite site, ReturnTo kind);

    // --- tasks.cpp
    Step begin();
    Step start_async(Closure& closure, Value self, const Value* arguments, std::uint32_t count,
                     CallSite site);
    Step begin_async();
    Task* make_async_task(std::uint32_t registers, Value*& base);
    Step await(Value* base, Word word, const Word* pc);
    bool must_flush_first();
    Step end_wait(Task::WaitEnd why);
    Step abandon_wait();
    Step give_up_wait();
    Step refuse_wait(Future& future, std::string_view why);
    Step take_outcome(Future& future, Value& target, AwaitMode mode);
    Step refuse_self_lock(Future& future, Guard& guard);
    Step park();
    Step cancelled();
    void leave_strand();
    Step end_task(RunResult how, Value outcome);
    Step poll();

    // --- modules.cpp
    Step wait_for_module(LoadedModule& module, const std::string& path, const Word* pc);
    Step module_ends();
    Step import(Word word, const Word* pc);
    bool import_builtins(UnitInstance& importer, const Import& import);
    bool bind_imports(UnitInstance& importer, const Import& import, UnitInstance& module);

    // --- patterns.cpp
    static Value pattern_length(Value v);
    bool pattern_rest(Value* base, Word word, std::uint32_t first);
    bool pattern_field(Value* base, Word word, SiteState& site);
    void pattern_fail(Value value, PatternFailure failure, Value detail);
    bool check_type(Value& value, const TypeCheck& check);

    // --- errors.cpp
    Step unwind();
    std::optional<Step> raise_into_native(Root<Value>& error);
    void abandon_frame();
    void attach_trace(Value error);
    void throw_value(Value thrown);

    // --- instructions.cpp
    bool make_closure(Value* base, std::uint8_t target, std::uint32_t function);
    bool new_generator(Value* base, std::uint8_t target, std::uint32_t function);
    bool collected_arguments(Value* base, Word word);
    bool spread_record(Value* base, Word word);
    void raise_uninitialised(Value name);
    void raise_constant(RaisedKind kind, Value text);

    TaskStack& stack() { return task_->stack; }
    Frame& top() { return *task_->stack.top; }
    void switch_to(Task& task);
    Step leave(RunResult result) {
        left_with_ = result;
        return Step::Leave;
    }

    Machine& machine_;
    Mutator& mutator_;
    Slice& slice_;
    const std::uint32_t* preempt_;
    Task* task_;
    Root<Task> current_task_;
    ach_call call_;
    RunResult left_with_ = RunResult::Finished;
};

}  // namespace ach::vm
