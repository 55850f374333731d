// A value that will be there later: the result of a task, or of an operation that a native started.
//
// A future leaves Pending once, whichever thread settles it; later attempts are ignored. Whoever
// waits for it stands in its queue, in the order in which they came: tasks, which are woken on
// their strands, and futures that follow it and take over its outcome. The state and the queue
// change together under the future's one-word lock, so nobody queues up too late to be told.
//
// Waiting allocates nothing: a task waits for one future and a future follows one, so each has room
// for its place in a queue, and leaves it in one step when it is cancelled.
#pragma once

#include "vm/runtime/line.hpp"
#include "vm/runtime/mutator.hpp"

#include <cstdint>

namespace ach::vm {

class Future;
class Machine;
class Operation;

// What can stand in a future's queue: a Task or a Future.
class Waiter : public Container {
public:
    static bool is(Kind kind) { return kind == Kind::Task || kind == Kind::Future; }

    // The Future in whose queue it stands; null when it stands in none.
    Value awaited() const { return awaited_.load(); }

protected:
    explicit Waiter(Kind kind) : Container(kind) { awaited_.init(Value()); }
    void trace_place(Tracer& tracer) {
        place_.trace(tracer);
        tracer.visit(awaited_);
    }

private:
    friend class Future;
    friend class Line<Waiter>;

    // Changed under the lock of the awaited future, or by whoever took the whole queue from it.
    PlaceInLine place_;
    Slot awaited_;
};

// What cancelling a future means for the object behind it: a task is asked to stop, a place in a
// queue given up. It settles the future itself, at once (settle_cancelled) or when the object has
// come to an end. Called by any mutator, without a lock.
using Withdraw = void (*)(Machine& machine, Mutator& mutator, Future& future, Object& source);

class Future final : public Waiter {
public:
    static bool is(Kind kind) { return kind == Kind::Future; }

    enum class State : std::uint8_t { Pending, Fulfilled, Failed, Cancelled };

    State state() const { return state_.load(std::memory_order_acquire); }
    bool is_pending() const { return state() == State::Pending; }
    // The value, or the Error of a failed or cancelled future.
    Value outcome() const { return outcome_.load(); }

    static Future* make(Mutator& mutator);

    // Who will settle it, for cancel(). Before others see the future.
    void set_source(Mutator& mutator, Object& source, Withdraw withdraw);
    // Null when there is none, or it is settled.
    Value source() const { return source_.load(); }

    // Asks whoever will settle it to stop. False: it is settled already. What follows another one
    // stops following and is cancelled; the other one goes on.
    bool cancel(Machine& machine, Mutator& mutator);

    // Somebody has looked at the outcome, or will: a failure is not reported as unhandled.
    void observe() { is_observed_.store(true, std::memory_order_relaxed); }
    bool is_observed() const { return is_observed_.load(std::memory_order_relaxed); }

    bool has_waiters() const { return !waiters_.is_empty(); }

    // --- for tasks and strands

    // Puts a waiter at the end of the queue. False: the future is settled.
    [[nodiscard]] bool add_waiter(Mutator& mutator, Waiter& waiter);
    // Takes it out of the queue it stands in. False: it stands in none, or is about to be told.
    static bool remove_waiter(Mutator& mutator, Waiter& waiter);

    // The operation that will settle it, while there is one.
    void set_operation(Mutator& mutator, Operation* operation);

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    friend bool settle(Mutator& mutator, Future& future, State state, Value outcome);
    friend void fulfil(Mutator& mutator, Future& future, Value value);

    Future() : Waiter(Kind::Future) {
        outcome_.init(Value());
        source_.init(Value());
    }
    bool resolve(Mutator& mutator);
    void finish(Mutator& mutator, State state, Value outcome);
    Waiter* close(Mutator& mutator, State state, Value outcome);

    Slot outcome_, source_;
    Line<Waiter> waiters_;
    Withdraw withdraw_ = nullptr;
    Operation* operation_ = nullptr;  // under the lock; not owned, it takes itself away
    std::atomic<State> state_ = State::Pending;
    bool is_resolved_ = false;  // under the lock: it follows another one, or is settled
    std::atomic<bool> is_observed_ = false;
};

// Settles a future and those that follow it, and wakes the tasks that wait, on whatever strands
// they are. A future that is fulfilled with a future follows it. One that is settled, or follows
// another, stays as it is. `outcome` is rooted. False: out of memory, an error is pending.
[[nodiscard]] bool settle(Mutator& mutator, Future& future, Future::State state, Value outcome);

// Fulfils it with the value as it is: a Future is not followed. The value is rooted.
void fulfil(Mutator& mutator, Future& future, Value value);

// Settles it Cancelled, with a CancelledError. False: out of memory, an error is pending.
[[nodiscard]] bool settle_cancelled(Mutator& mutator, Future& future);

// Is that the Error of a task that was cancelled?
bool is_cancellation(Value error);

// Settles it with the error that is pending: Cancelled if that is a CancelledError, else Failed.
void settle_with_error(Mutator& mutator, Future& future);

}  // namespace ach::vm
