// Tasks that start tasks, wait, and end.

#include "vm/runtime/error.hpp"
#include "vm/runtime/failures.hpp"
#include "vm/runtime/flush.hpp"
#include "vm/runtime/guard_scopes.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/job.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/reactions.hpp"
#include "vm/runtime/scope.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"
#include "vm/runtime/waits.hpp"

#include <algorithm>

namespace ach::vm {

namespace {

// Makes every poll look closer: for slices that are counted in polls.
constexpr std::uint32_t kAlways = 1;

// What the Await instruction is about where the frame stands.
Future& awaited_at(const Frame& frame) {
    const Value awaited = frame.base[b_of(*frame.pc)];
    auto job = try_as<Job>(awaited);
    return *as<Future>(job == nullptr ? awaited : job->future());
}

}  // namespace

Interpreter::Interpreter(Machine& machine, Mutator& mutator, Task& task, Slice& slice)
    : machine_(machine),
      mutator_(mutator),
      slice_(slice),
      preempt_(slice.polls != 0 ? &kAlways : slice.preempt),
      task_(&task),
      current_task_(mutator, &task),
      call_(machine, mutator, &task) {}

void Interpreter::switch_to(Task& task) {
    task_ = &task;
    current_task_ = &task;
    call_.task = &task;
}

// What a request to stop becomes in the task.
Step Interpreter::cancelled() {
    mutator_.raise("CancelledError", "cancelled");
    return Step::Raise;
}

RunResult Interpreter::run() {
    if (task_->is_cancelled() && task_->strand->is_cancelled_anywhere()) {
        mutator_.request(Mutator::kCancel);
    }
    Step step = Step::Reload;
    switch (task_->state) {
        case Task::State::Created: step = begin(); break;
        case Task::State::Suspended: step = resume_native(); break;
        case Task::State::Waiting:
            task_->state = Task::State::Runnable;
            step = end_wait(std::exchange(task_->wait_end, Task::WaitEnd::None));
            break;
        default: break;
    }
    while (step == Step::Raise) step = unwind();
    return step == Step::Leave ? left_with_ : loop();
}

Step Interpreter::end_wait(Task::WaitEnd why) {
    if (why == Task::WaitEnd::GaveUpPlace) {
        task_->take_cancellation();
        ++top().pc;  // past the Await
        return cancelled();
    }
    if (task_->is_cancelled()) return abandon_wait();
    return why == Task::WaitEnd::InVain ? give_up_wait() : Step::Reload;
}

// The task was asked to stop where it waits. If what it waits for has come meanwhile it has that,
// and hears of the request when it waits next. A place in a line that nobody else waits for is
// given up.
Step Interpreter::abandon_wait() {
    Frame& frame = top();
    if (op_of(*frame.pc) == Op::Import) {
        if (!task_->take_cancellation()) return Step::Reload;
        ++frame.pc;
        return cancelled();
    }
    Future& future = awaited_at(frame);
    if (!future.is_pending() || !task_->take_cancellation()) return Step::Reload;
    ++frame.pc;  // past the Await
    give_up_place(machine_, mutator_, future);
    return cancelled();
}

// Nothing is left that could end the wait.
Step Interpreter::give_up_wait() {
    constexpr std::string_view kWhy = "all tasks are waiting: nothing is left that could end this";
    Frame& frame = top();
    if (op_of(*frame.pc) == Op::Import) {
        ++frame.pc;
        mutator_.raise("DeadlockError", kWhy);
        return Step::Raise;
    }
    return refuse_wait(awaited_at(frame), kWhy);
}

// The task has left the queue of a future that will never be settled. [its pc is at the Await]
Step Interpreter::refuse_wait(Future& future, std::string_view why) {
    ++top().pc;
    give_up_place(machine_, mutator_, future);
    mutator_.raise("DeadlockError", why);
    return Step::Raise;
}

// The first call of a task that was made with a function and arguments.
Step Interpreter::begin() {
    Root<Vector> all(mutator_, as<Vector>(task_->outcome()));
    task_->set_outcome(mutator_, Value());
    task_->state = Task::State::Runnable;
    // One that was cancelled before it began never begins.
    if (!task_->context->is_no_suspend() && (task_->take_cancellation() || machine_.is_ending())) {
        return cancelled();
    }
    if (auto closure = try_as<Closure>(all->get(0))) task_->entry = &closure->code();
    task_->strand->has_begun(*task_);
    auto count = static_cast<std::uint32_t>(all->length() - 1);
    Value* arguments = place_arguments(count);
    if (arguments == nullptr) return Step::Raise;
    for (std::uint32_t i = 0; i < count; ++i) arguments[i] = all->get(i + 1);
    const CallSite site{0, ReturnTo::Entry};
    auto closure = try_as<Closure>(all->get(0));
    if (closure == nullptr || !closure->code().has(kStartsTask) || task_->future().is_null()) {
        return call_placed(all->get(0), arguments, count, site);
    }
    // The task is the async call: another one would have nothing to add.
    Step step = Step::Raise;
    Value self = closure->home();
    if (accepts(closure->code(), count, site) &&
        gather_arguments(*closure, self, arguments, count)) {
        step = enter_body(*as<Closure>(all->get(0)), self, arguments, count, site);
    }
    stack().pending = 0;
    return step;
}

// --- async

// The callee runs at once, in a task of its own; this one goes on when the callee first waits.
Step Interpreter::start_async(Closure& closure, Value self, const Value* arguments,
                              std::uint32_t count, CallSite site) {
    Root<Closure> body(mutator_, &closure);
    Root<Value> receiver(mutator_, self);
    Value* base = nullptr;
    Root<Task> child(mutator_, make_async_task(closure.code().registers, base));
    if (!child) return Step::Raise;
    std::copy_n(arguments, count, base);
    // Whatever the call is for gets the Future, and then the caller stands aside.
    const Step step = settle(ACH_OK, child->future(), site);
    if (step != Step::Reload) return step;
    switch_to(*child);
    child->entry = &body->code();
    child->strand->has_begun(*child);
    push_frame(*body, receiver, base, {0, ReturnTo::Entry});
    child->stack.pending = 0;
    return Step::Reload;
}

// The running frame is that of an async function whose defaults and checks are the caller's. They
// are done: it moves to a task of its own, and the call gives the Future. A task that began with
// the call has it to itself already.
Step Interpreter::begin_async() {
    if (top().returns_to() == ReturnTo::Entry && !task_->future().is_null()) return Step::Reload;
    Value* base = nullptr;
    Root<Task> child(mutator_, make_async_task(top().code->registers, base));
    if (!child) return Step::Raise;
    const Frame moved = top();
    Root<Closure> body(mutator_, moved.closure);
    Root<Value> self(mutator_, moved.self);
    std::copy_n(moved.base, moved.code->registers, base);
    const Step step = return_slow(child->future());
    if (step != Step::Reload) return step;
    switch_to(*child);
    child->entry = &body->code();
    child->strand->has_begun(*child);
    push_frame(*body, self, base, {0, ReturnTo::Entry});
    top().pc = moved.pc;
    child->stack.pending = 0;
    return Step::Reload;
}

// A task that the running one starts, and its Future; its first frame's registers are at `base`.
// Null: an error is pending.
Task* Interpreter::make_async_task(std::uint32_t registers, Value*& base) {
    if (task_->async_nesting >= Machine::kMaxAsyncNesting) {
        mutator_.raise_stack_overflow();
        return nullptr;
    }
    Root<Future> future(mutator_, Future::make(mutator_));
    if (!future) return nullptr;
    Root<Task> child(mutator_, Task::make(mutator_, task_->strand, task_->context->for_async_call(),
                                          machine_.options().max_frames));
    if (!child) return nullptr;
    if (!child->stack.grow(mutator_, base, registers)) return nullptr;
    child->stack.pending = registers;
    child->set_future(mutator_, *future);
    future->set_source(mutator_, *child, &cancel_task);
    child->set_starter(mutator_, Value::object(task_));
    child->async_nesting = task_->async_nesting + 1;
    child->native_nesting = task_->native_nesting;
    if (task_->scope != nullptr && std::exchange(task_->scope->is_for_async_call, false)) {
        child->scope = task_->scope;
    }
    child->state = Task::State::Runnable;
    return child.get();
}

// `pc` is the Await instruction, which runs again when the future has settled.
Step Interpreter::await(Value* base, Word word, const Word* pc) {
    const Value v = base[b_of(word)];
    const auto mode = static_cast<AwaitMode>(c_of(word));
    auto job = mode == AwaitMode::Result ? nullptr : try_as<Job>(v);
    auto future = try_as<Future>(job == nullptr ? v : job->future());
    if (future == nullptr) {
        if (mode == AwaitMode::FutureOrValue || mode == AwaitMode::Result) {
            base[a_of(word)] = v;
            return Step::Next;
        }
        raise_type_error(mutator_, "await", "Future", v);
        return Step::Raise;
    }
    if (!future->is_pending()) {
        if (!must_flush_first()) return take_outcome(*future, base[a_of(word)], mode);
        static const NativeBinding kAwait{.name = "await"};
        call_.native = &kAwait;
        top().pc = pc;
        Value same;
        const ach_status status = Flush::requested(call_, v, same);
        return settle(status, same, {b_of(word)});
    }
    if (auto guard = try_as<Guard>(future->source());
        guard != nullptr && guard->waits_for(*task_)) {
        top().pc = pc;
        return refuse_self_lock(*future, *guard);
    }
    if (!task_->may_suspend()) {
        mutator_.raise("AsyncError", "cannot suspend inside a call that must not wait");
        return Step::Raise;
    }
    if (task_->take_cancellation() || machine_.is_ending()) return cancelled();
    top().pc = pc;
    if (!future->add_waiter(mutator_, *task_)) return Step::Reload;  // settled just now: once more
    if (waits_for_itself(*task_)) {
        const bool is_own = task_->future().is_same(Value::object(future));
        const std::string why = is_own ? "the task waits for its own end: " + task_->name()
                                       : "tasks wait for each other: " + told_ring_of(*task_);
        if (Future::remove_waiter(mutator_, *task_)) return refuse_wait(*future, why);
    }
    task_->state = Task::State::Waiting;
    return park();
}

// Effects that others have made due before the future was settled run before the task goes on, also
// when it need not wait. Once: what comes meanwhile comes later.
bool Interpreter::must_flush_first() {
    Reactions* const reactions = task_->strand->own_reactions();
    if (reactions == nullptr || !task_->may_suspend()) return false;
    const bool has_flushed = std::exchange(reactions->has_flushed_for_await, false);
    if (has_flushed || !reactions->has_arrivals()) return false;
    reactions->has_flushed_for_await = true;
    return true;
}

// A future is settled.
Step Interpreter::take_outcome(Future& future, Value& target, AwaitMode mode) {
    future.observe();
    const Value outcome = future.outcome();
    if (mode == AwaitMode::EndOnly) {
        target = Value();
        return Step::Next;
    }
    if (future.state() != Future::State::Fulfilled) {
        mutator_.raise(outcome);
        return Step::Raise;
    }
    target = outcome;
    take_guard(mutator_, *task_, outcome);
    return Step::Next;
}

// The task waits for a mutex that it holds.
Step Interpreter::refuse_self_lock(Future& future, Guard& guard) {
    Root<Future> kept(mutator_, &future);
    if (!guard.withdraw(mutator_)) return Step::Reload;
    mutator_.raise("DeadlockError", "the task holds the mutex that it waits for");
    settle_with_error(mutator_, future);
    return Step::Reload;
}

// The running task waits. Whoever called it as an async function goes on first.
Step Interpreter::park() {
    const Value starter = task_->starter();
    if (starter.is_null()) return leave(RunResult::Parked);
    task_->set_starter(mutator_, Value());
    task_->scope = nullptr;  // it was the starter's
    task_->async_nesting = 0;
    task_->native_nesting = 0;
    switch_to(*as<Task>(starter));
    return Step::Reload;
}

Step Interpreter::end_task(RunResult how, Value outcome) {
    task_->set_outcome(mutator_, outcome);
    task_->state = how == RunResult::Finished ? Task::State::Finished : Task::State::Failed;
    task_->stack.release(mutator_.heap());
    task_->guards.end_task(mutator_, how == RunResult::Finished ? outcome : Value());
    if (!task_->future().is_null()) {
        Future& future = *as<Future>(task_->future());
        Future::State state = Future::State::Fulfilled;
        if (how == RunResult::Failed) {
            state = is_cancellation(outcome) ? Future::State::Cancelled : Future::State::Failed;
        }
        if (state == Future::State::Failed || is_kind(outcome, Kind::Future)) {
            machine_.failures().watch(future, task_->context);
        }
        if (!vm::settle(mutator_, future, state, outcome)) mutator_.take_error();
    }
    leave_strand();
    if (task_->starter().is_null()) return leave(how);
    return park();
}

// An ended task holds its strand no longer. Who cancels it meanwhile has taken a reference.
void Interpreter::leave_strand() {
    StrandRef strand;
    if (task_->has_been_listed()) task_->strand->no_longer_begun(*task_);
    const WriteLock lock(mutator_, *task_);
    strand.swap(task_->strand);
}

// --- safepoints

Step Interpreter::poll() {
    mutator_.safepoint();
    const std::uint32_t wanted = mutator_.poll();
    if ((wanted & Mutator::kCancel) != 0) {
        mutator_.clear(Mutator::kCancel);
        if (task_->strand->is_cancelled_anywhere() && task_->take_cancellation()) {
            return cancelled();
        }
        // What the strand was sent for its tasks is read when this one makes room.
        if (machine_.is_ending() && !task_->context->is_no_suspend()) {
            return leave(RunResult::Yielded);
        }
    }
    if (machine_.is_stopped()) {
        // Below a native that waits on the machine's own stack there is no other way out.
        const bool is_nested = task_->context->is_no_suspend() && task_->native_nesting != 0;
        if (!is_nested) return leave(RunResult::Yielded);
        mutator_.raise("CancelledError", "the program is over");
        return Step::Raise;
    }
    if ((wanted & Mutator::kOther) != 0) mutator_.clear(Mutator::kOther);
    const bool preempted = slice_.polls != 0 ? --slice_.polls == 0 : slice_.is_over();
    if ((wanted & Mutator::kPreempt) != 0 || preempted) {
        mutator_.clear(Mutator::kPreempt);
        if (!task_->context->is_no_suspend()) return leave(RunResult::Yielded);
    }
    return Step::Reload;
}

}  // namespace ach::vm
