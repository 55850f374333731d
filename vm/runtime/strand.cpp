#include "vm/runtime/strand.hpp"

#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/machine.hpp"

namespace ach::vm {

Strand::Strand(Machine& machine) : machine_(machine) { machine_.heap().add_roots(*this); }

Strand::~Strand() { machine_.heap().remove_roots(*this); }

bool Strand::settle(Mutator& mutator, Future& future, Future::State state, Value outcome) {
    if (auto inner = try_as<Future>(outcome);
        inner != nullptr && state == Future::State::Fulfilled) {
        if (inner->is_pending()) return inner->add_waiter(mutator, future);
        state = inner->state();
        outcome = inner->outcome();
    }
    // Those that follow each other are settled one after the other, however long the chain.
    HandleScope open(mutator);
    open.push(Value::object(&future));
    while (!open.is_empty()) {
        Future& settled = *as<Future>(open.pop());
        settled.settle(mutator, state, outcome);
        const Value waiters = settled.take_waiters(mutator);
        if (waiters.is_null()) continue;
        const Vector& list = *as<Vector>(waiters);
        for (std::size_t i = 0; i < list.length(); ++i) {
            const Value waiter = list.get(i);
            if (auto task = try_as<Task>(waiter)) {
                make_ready(*task);
            } else {
                open.push(waiter);
            }
        }
    }
    return true;
}

std::uint64_t Strand::expect(Task& task) {
    expected_[next_token_] = {&task, nullptr};
    return next_token_++;
}

std::uint64_t Strand::expect(Future& future, std::unique_ptr<NativeContinuation> continuation) {
    expected_[next_token_] = {&future, std::move(continuation)};
    return next_token_++;
}

void Strand::complete(std::uint64_t token, std::unique_ptr<Completion> completion) {
    bool was_empty;
    {
        std::lock_guard lock(mutex_);
        was_empty = inbox_.empty();
        inbox_.push_back({token, std::move(completion)});
        arrived_.notify_all();
    }
    if (was_empty && waker_) waker_();
}

void Strand::wait(Mutator& mutator) {
    Outside outside(mutator);
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return !inbox_.empty(); });
}

void Strand::take_inbox(Mutator& mutator) {
    std::vector<Arrived> arrived;
    {
        std::lock_guard lock(mutex_);
        arrived.swap(inbox_);
    }
    for (Arrived& one : arrived) {
        const auto found = expected_.find(one.token);
        if (found == expected_.end()) continue;
        Expected expected = std::move(found->second);
        expected_.erase(found);
        if (expected.target->kind() == Kind::Task) {
            Task& task = *static_cast<Task*>(expected.target);
            task.completion = std::move(one.completion);
            make_ready(task);
        } else {
            Root<Future> future(mutator, static_cast<Future*>(expected.target));
            settle_native(mutator, *future, *expected.continuation, *one.completion);
        }
    }
}

void Strand::settle_native(Mutator& mutator, Future& future, NativeContinuation& continuation,
                           Completion& completion) {
    // The continuation runs for nobody's task in particular.
    Root<Task> task(mutator, Task::make(mutator, this, ExecutionContext::main_script(),
                                        machine_.options().max_frames));
    Value result = Value::null();
    ach_status status = ACH_E_RAISED;
    ach_call call(machine_, mutator, task.get());
    if (task) status = continuation.resume(call, completion, result);
    if (status == ACH_OK) {
        call.keep(result);
        if (settle(mutator, future, Future::State::Fulfilled, result)) return;
    } else if (!mutator.has_error()) {
        mutator.raise("AsyncError", "the continuation of a Future must give a value or raise");
    }
    const Value error = call.keep(mutator.take_error());
    if (!settle(mutator, future, Future::State::Failed, error)) mutator.take_error();
}

Strand::Progress Strand::run(Mutator& mutator, const std::uint32_t* preempt) {
    for (;;) {
        take_inbox(mutator);
        Task* task = std::exchange(current_, nullptr);
        if (task == nullptr) {
            if (ready_.empty()) return Progress::Idle;
            task = ready_.front();
            ready_.pop_front();
        }
        Interpreter interpreter(machine_, mutator, *task, preempt);
        if (interpreter.run() == RunResult::Yielded) {
            current_ = &interpreter.current_task();
            return Progress::More;
        }
    }
}

void Strand::trace_roots(Tracer& tracer) {
    tracer.visit(current_);
    for (Task* task : ready_) tracer.visit(task);
    for (const auto& [token, expected] : expected_) {
        tracer.visit(expected.target);
        if (expected.continuation != nullptr) expected.continuation->trace(tracer);
    }
}

}  // namespace ach::vm
