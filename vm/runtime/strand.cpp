#include "vm/runtime/strand.hpp"

#include "vm/runtime/failures.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/reactive_graph.hpp"
#include "vm/runtime/waits.hpp"

#include <utility>

namespace ach::vm {

namespace {

// Asks another thread's strand to let one of its tasks hear of its cancellation.
struct CancelRequest : StrandMessage {
    explicit CancelRequest(Task& whom) : StrandMessage(Kind::Cancel), task(whom) {}
    Task& task;
};

}  // namespace

Operation::Operation(StrandRef strand, Object& target,
                     std::unique_ptr<NativeContinuation> continuation)
    : StrandMessage(Kind::Completed),
      strand_(std::move(strand)),
      target_(&target),
      continuation_(std::move(continuation)) {}

void Operation::complete(std::unique_ptr<Completion> completion) {
    if (is_complete_.exchange(true, std::memory_order_acq_rel)) return;
    completion_ = std::move(completion);
    intrusive_ptr_add_ref(this);  // the message's
    const StrandRef strand = strand_;
    if (strand->put(*this)) strand->scheduled_by_->schedule();
}

void intrusive_ptr_add_ref(Strand* strand) {
    strand->references_.fetch_add(1, std::memory_order_relaxed);
}

void intrusive_ptr_release(Strand* strand) {
    if (strand->references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete strand;
}

Strand::Strand(Machine& machine, StrandClass strand_class)
    : machine_(machine), class_(strand_class) {
    machine_.strands().born(*this);
}

StrandRef Strand::if_alive() {
    std::uint32_t count = references_.load(std::memory_order_relaxed);
    while (count != 0) {
        if (references_.compare_exchange_weak(count, count + 1, std::memory_order_acq_rel)) {
            return {this, false};
        }
    }
    return nullptr;
}

Strand::~Strand() {
    if (!is_closed_) machine_.strands().died(*this);
    if (scheduled_by_ != nullptr) scheduled_by_->retire();
}

// --- what arrives

// [any thread] True: the inbox was empty, so the strand must be scheduled.
bool Strand::put(StrandMessage& message) {
    StrandMessage* newest = inbox_.load(std::memory_order_relaxed);
    do {
        message.next = newest;
    } while (!inbox_.compare_exchange_weak(newest, &message, std::memory_order_acq_rel,
                                           std::memory_order_relaxed));
    return newest == nullptr;
}

void Strand::wake(Mutator& mutator, Task& task) {
    if (is_run_by(mutator)) {
        append(task.wake_up);
        return;
    }
    send(mutator, task.wake_up);
}

// What lies in the inbox of an idle strand must be found by the collector before this mutator
// reaches its next safepoint.
void Strand::send(Mutator&, StrandMessage& message) { ask_for(message); }

void Strand::cancel(Mutator& mutator, Task& task) {
    if (is_run_by(mutator)) {
        cancel_here(mutator, task);
        return;
    }
    send(mutator, *new CancelRequest(task));
    if (is_cancelled_anywhere()) poke(Mutator::kCancel);
}

bool Strand::is_cancelled_anywhere() const {
    return class_ == StrandClass::Parallel || class_ == StrandClass::Background ||
           machine_.is_ending() ||
           (class_ == StrandClass::Main && machine_.options().is_interruptible);
}

void Strand::append(StrandMessage& message) {
    message.next = nullptr;
    (ready_ == nullptr ? ready_ : last_ready_->next) = &message;
    last_ready_ = &message;
}

// What has arrived, the oldest first.
StrandMessage* Strand::take_inbox() {
    StrandMessage* newest = inbox_.exchange(nullptr, std::memory_order_acq_rel);
    StrandMessage* oldest = nullptr;
    while (newest != nullptr) {
        StrandMessage* const message = newest;
        newest = message->next;
        message->next = oldest;
        oldest = message;
    }
    return oldest;
}

void Strand::receive(Mutator& mutator) {
    for (arrived_ = take_inbox(); arrived_ != nullptr;) {
        StrandMessage& message = *arrived_;
        arrived_ = message.next;
        switch (message.kind) {
            case StrandMessage::Kind::Wake: append(message); break;
            case StrandMessage::Kind::Cancel: {
                const std::unique_ptr<CancelRequest> request(static_cast<CancelRequest*>(&message));
                cancel_here(mutator, request->task);
                break;
            }
            case StrandMessage::Kind::Flush: begin_flush(mutator); break;
            case StrandMessage::Kind::CancelAll: deliver_cancellation_to_all(mutator); break;
            case StrandMessage::Kind::Completed: {
                const OperationRef operation(static_cast<Operation*>(&message), false);
                end(mutator, *operation);
                break;
            }
        }
    }
}

// In the queue: what was sent before comes before it, and what was sent after it after.
void Strand::begin_flush(Mutator& mutator) {
    reactions_->has_been_asked();
    if (Task* flush = machine_.reactive_graph().make_flush(mutator, *this)) {
        append(flush->wake_up);
    } else {
        mutator.take_error();
        reactions_->request();
    }
}

void Strand::ask_for(StrandMessage& message) {
    const StrandRef kept(this);
    if (!put(message)) return;
    machine_.strands().add_if_waiting(*this);
    scheduled_by_->schedule();
}

Reactions& Strand::reactions() {
    if (reactions_ == nullptr) reactions_ = std::make_unique<Reactions>(*this);
    return *reactions_;
}

// --- cancelling

// Its place in a line goes at once: what comes next is not for it any more.
void Strand::cancel_here(Mutator& mutator, Task& task) {
    Root<Task> kept(mutator, &task);
    Root<Future> awaited(mutator, try_as<Future>(task.awaited()));
    deliver_cancellation(mutator, task);
    const bool has_left = awaited && task.awaited().is_null() && task.state == Task::State::Waiting;
    if (has_left && give_up_place(machine_, mutator, *awaited)) {
        task.wait_end = Task::WaitEnd::GaveUpPlace;
    }
}

// A task that waits for a future leaves the queue and goes on with the error; an operation is
// advised to stop, and its end wakes the task. Whatever else it does, it hears of it when it waits
// next.
void Strand::deliver_cancellation(Mutator& mutator, Task& task) {
    if (task.state == Task::State::Waiting) {
        if (Future::remove_waiter(mutator, task)) append(task.wake_up);
    } else if (task.state == Task::State::Suspended && !task.natives.empty()) {
        task.natives.back().continuation->cancel();
    }
}

bool Strand::give_up_wait(Mutator& mutator, Task& task) {
    if (task.state != Task::State::Waiting || !Future::remove_waiter(mutator, task)) return false;
    task.wait_end = Task::WaitEnd::InVain;
    append(task.wake_up);
    return true;
}

void Strand::deliver_cancellation_to_all(Mutator& mutator) {
    for (Task* task = begun_; task != nullptr; task = task->later_) {
        task->request_cancellation();
        deliver_cancellation(mutator, *task);
    }
}

void Strand::has_begun(Task& task) {
    task.is_listed_ = true;
    task.earlier_ = nullptr;
    task.later_ = begun_;
    if (begun_ != nullptr) begun_->earlier_ = &task;
    begun_ = &task;
    machine_.task_has_begun();
}

void Strand::no_longer_begun(Task& task) {
    task.is_listed_ = false;
    (task.earlier_ == nullptr ? begun_ : task.earlier_->later_) = task.later_;
    if (task.later_ != nullptr) task.later_->earlier_ = task.earlier_;
    if (!is_closed_) machine_.task_has_ended();
}

// --- operations

OperationRef Strand::expect(Object& target, std::unique_ptr<NativeContinuation> continuation) {
    const OperationRef made(new Operation(StrandRef(this), target, std::move(continuation)));
    intrusive_ptr_add_ref(made.get());  // the list's
    made->later_ = expected_;
    if (expected_ != nullptr) expected_->earlier_ = made.get();
    expected_ = made.get();
    return made;
}

OperationRef Strand::expect(Task& task) { return expect(task, nullptr); }

OperationRef Strand::expect(Mutator& mutator, Future& future,
                            std::unique_ptr<NativeContinuation> continuation, CodePlace place) {
    OperationRef made = expect(static_cast<Object&>(future), std::move(continuation));
    made->place_ = place;
    future.set_operation(mutator, made.get());
    return made;
}

void Strand::forget(Operation& operation) {
    Object* const target = std::exchange(operation.target_, nullptr);
    if (target == nullptr) return;
    if (target == stands_still_for_) stands_still_for_ = nullptr;
    // Who completes it from here on finds no strand.
    if (!operation.is_complete_.exchange(true, std::memory_order_acq_rel)) {
        operation.strand_.reset();
    }
    Operation* const later = std::exchange(operation.later_, nullptr);
    Operation* const earlier = std::exchange(operation.earlier_, nullptr);
    (earlier == nullptr ? expected_ : earlier->later_) = later;
    if (later != nullptr) later->earlier_ = earlier;
    intrusive_ptr_release(&operation);
}

void Strand::end(Mutator& mutator, Operation& operation) {
    if (operation.target_ == nullptr) return;
    if (operation.target_->kind() == Kind::Task) {
        Task& task = *static_cast<Task*>(operation.target_);
        const bool goes_first = stands_still_for_ == &task;
        forget(operation);
        task.completion = std::move(operation.completion_);
        if (goes_first) {
            current_ = &task;
        } else {
            append(task.wake_up);
        }
        return;
    }
    // It stays among the expected ones, where the collector finds what the continuation holds.
    Root<Future> future(mutator, static_cast<Future*>(operation.target_));
    future->set_operation(mutator, nullptr);
    settle_native(mutator, *future, operation);
    forget(operation);
}

void Strand::settle_native(Mutator& mutator, Future& future, Operation& operation) {
    // The continuation runs for nobody's task in particular.
    Root<Task> task(mutator, Task::make(mutator, StrandRef(this), ExecutionContext::main_script(),
                                        machine_.options().max_frames));
    Value result = Value::null();
    ach_status status = ACH_E_RAISED;
    ach_call call(machine_, mutator, task.get());
    if (task) {
        status = operation.continuation_->resume(call, *operation.completion_, result);
    }
    if (call.operation != nullptr) forget(*call.operation);
    if (task) task->strand.reset();
    if (status == ACH_OK) {
        call.keep(result);
        if (settle(mutator, future, Future::State::Fulfilled, result)) return;
    } else if (!mutator.has_error()) {
        mutator.raise("AsyncError", "the continuation of a Future must give a value or raise");
    }
    machine_.failures().watch(future, nullptr, operation.place_);
    settle_with_error(mutator, future);
}

// --- running

// Who pokes either finds the mutator here or is found in `poked_`: both orders are total.
void Strand::begin_to_run(Mutator& mutator) {
    machine_.strands().add(*this);
    runner_.store(&mutator);
    if (poked_.load() == 0) return;
    const std::uint32_t reasons = poked_.exchange(0);
    for (const auto why : {Mutator::kPreempt, Mutator::kCancel, Mutator::kOther}) {
        if ((reasons & why) != 0) mutator.request(why);
    }
}

Strand::Progress Strand::run(Mutator& mutator, Slice slice) {
    const StrandRef kept(this);
    begin_to_run(mutator);
    const Progress progress = run_tasks(mutator, slice);
    runner_.store(nullptr, std::memory_order_relaxed);
    if (progress == Progress::Idle) machine_.strands().remove_if_idle(*this);
    return progress;
}

void Strand::begin_visit(Mutator& mutator) {
    scheduled_by_->hold();
    begin_to_run(mutator);
}

void Strand::end_visit(StrandRef strand) {
    strand->runner_.store(nullptr, std::memory_order_relaxed);
    strand->machine_.strands().remove_if_idle(*strand);
    StrandRunner* const runner = strand->scheduled_by_;
    if (strand->is_busy()) runner->schedule();  // heard when it is let go
    strand.reset();
    runner->let_go();
}

Strand::Progress Strand::run_tasks(Mutator& mutator, Slice& slice) {
    machine_.serve_orphans(mutator);
    machine_.failures().serve(mutator);
    const bool is_counted = slice.polls != 0;  // then it ends within a task
    for (;;) {
        receive(mutator);
        if (machine_.is_stopped() || stands_still()) return Progress::Idle;
        Task* task = std::exchange(current_, nullptr);
        if (task == nullptr) {
            if (ready_ == nullptr) return Progress::Idle;
            task = &static_cast<WakeUp&>(*ready_).task;
            ready_ = ready_->next;
        }
        Interpreter interpreter(machine_, mutator, *task, slice);
        if (interpreter.run() == RunResult::Yielded) {
            current_ = &interpreter.current_task();
            return Progress::More;
        }
        if (!is_counted && slice.is_over() && ready_ != nullptr) return Progress::More;
    }
}

bool Strand::is_busy() const {
    return current_ != nullptr || ready_ != nullptr || expected_ != nullptr ||
           inbox_.load(std::memory_order_acquire) != nullptr;
}

// Operations of a future hold what settles it; those of a task are found through the task.
void Strand::trace(Tracer& tracer) {
    tracer.visit(current_);
    const auto visit_all = [&](const StrandMessage* message) {
        for (; message != nullptr; message = message->next) {
            if (message->kind == StrandMessage::Kind::Wake) {
                tracer.visit(&static_cast<const WakeUp*>(message)->task);
            } else if (message->kind == StrandMessage::Kind::Cancel) {
                tracer.visit(&static_cast<const CancelRequest*>(message)->task);
            }
        }
    };
    visit_all(inbox_.load(std::memory_order_acquire));
    visit_all(arrived_);
    visit_all(ready_);
    for (Operation* operation = expected_; operation != nullptr; operation = operation->later_) {
        tracer.visit(operation->target_);
        if (operation->continuation_ != nullptr) operation->continuation_->trace(tracer);
    }
}

// What it still expects will not come: operations that end later find no strand.
void Strand::close() {
    for (StrandMessage* message = take_inbox(); message != nullptr;) {
        StrandMessage* const next = message->next;
        if (message->kind == StrandMessage::Kind::Completed) {
            intrusive_ptr_release(static_cast<Operation*>(message));
        } else if (message->kind == StrandMessage::Kind::Cancel) {
            delete static_cast<CancelRequest*>(message);
        }
        message = next;
    }
    while (expected_ != nullptr) {
        const OperationRef operation(expected_);
        Object* const target = operation->target_;
        forget(*operation);
        if (target->kind() == Kind::Future) {
            operation->cancel();
        } else if (auto& task = static_cast<Task&>(*target); !task.natives.empty()) {
            task.natives.back().continuation->cancel();
        }
        operation->continuation_.reset();
    }
}

}  // namespace ach::vm
