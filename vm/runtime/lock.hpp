// AsyncMutex and Semaphore: things that only so many tasks hold at a time, and the guards that say
// who does.
//
// Both are one kind of object: a number of permits, a line of guards that wait for one, and for the
// mutex the value it protects. Whoever asks gets a guard, which joins the line at the call; release
// hands the permit to the first in line, so a lock that somebody waits for is never free for
// others. The one-word lock of the container guards counts and line; futures are settled after it
// is given back.
//
// A guard that was handed over and that no task has taken yet is in transit: the outcome of a
// future. Should that become unreachable, the permit would be lost; so Orphans watches it.
#pragma once

#include "vm/runtime/future.hpp"
#include "vm/runtime/mutator.hpp"

#include <atomic>
#include <cstdint>

namespace ach::vm {

class Guard;
class Machine;
class Task;

class Lock final : public Container {
public:
    static bool is(Kind kind) { return kind == Kind::Lock; }

    // Null: an error is pending. `initial` is rooted.
    static Lock* make_mutex(Mutator& mutator, Machine& machine, Value initial);
    static Lock* make_semaphore(Mutator& mutator, Machine& machine, std::uint32_t permits);

    bool is_semaphore() const { return is_semaphore_; }

    // A future of the guard, whose place in line is taken now. Null: an error is pending.
    Future* acquire(Mutator& mutator);
    // A guard that `task` holds, or null: nothing is free, or an error is pending.
    Guard* try_acquire(Mutator& mutator, Task& task);

    // Permits that nobody holds.
    std::uint32_t available() const { return available_.load(std::memory_order_acquire); }

    // What the mutex protects.
    Value value() const { return value_.load(); }
    void set_value(Mutator& mutator, Value v) { store(mutator, *this, value_, v); }

    // The task that obtained the mutex last and has not given it back; null when there is none.
    Value holder() const { return holder_.load(); }

    // Gives back one permit: to the first in line, if there is one.
    void give_back(Mutator& mutator);

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    friend class Guard;
    Lock(Machine& machine, bool is_semaphore, std::uint32_t permits, Value value);

    bool take();
    void set_holder(Mutator& mutator, Task* task);
    Guard* dequeue(Mutator& mutator);
    void hand_over(Mutator& mutator, Guard& guard);
    static void withdraw(Machine& machine, Mutator& mutator, Future& future, Object& source);

    Machine& machine_;
    const bool is_semaphore_;
    std::atomic<std::uint32_t> available_;
    Slot value_, holder_;
    Line<Guard> line_;
};

// The right to what a lock protects: MutexGuard or Permit.
class Guard final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Guard; }

    enum class State : std::uint8_t {
        Waiting,   // in line
        Transit,   // held, the outcome of a future that no task has taken
        Scoped,    // held, and a scope of a task will release it
        Kept,      // held, until release() or the end of the task
        Released,  // or withdrawn while it waited
    };

    Lock& lock() const { return *as<Lock>(lock_.load()); }
    bool is_held() const {
        const State s = state();
        return s == State::Transit || s == State::Scoped || s == State::Kept;
    }
    bool is_kept() const { return state() == State::Kept; }

    // From transit to the task. False: it is no longer, or not only, there.
    bool take(Mutator& mutator, Task& task);
    // From the task into transit: it is the task's result.
    void send(Mutator& mutator);
    void keep();
    // Gives the permit back, once. `release_scoped` leaves a kept guard alone and says so.
    void release(Mutator& mutator);
    [[nodiscard]] bool release_scoped(Mutator& mutator);

    // The task that holds the mutex this guard waits for; null when there is none.
    Value blocked_by() const { return state() == State::Waiting ? lock().holder() : Value(); }
    // Of a guard that waits: whether `task` holds the mutex itself, so that it would wait for ever.
    bool waits_for(const Task& task) const;
    // Takes it out of line. False: its turn has come meanwhile.
    bool withdraw(Mutator& mutator);

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    friend class Lock;
    friend class Line<Guard>;
    Guard(Lock& lock, State state);

    State state() const { return state_.load(std::memory_order_acquire); }
    bool leave_state(State from, State to) {
        return state_.compare_exchange_strong(from, to, std::memory_order_acq_rel);
    }

    std::atomic<State> state_;
    std::uint32_t ticket_ = 0;  // of Orphans, while in transit
    Slot lock_, future_;
    PlaceInLine place_;
};

}  // namespace ach::vm
