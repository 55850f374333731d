#include "vm/runtime/lock.hpp"

#include "vm/runtime/error.hpp"
#include "vm/runtime/guard_scopes.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/orphans.hpp"
#include "vm/runtime/task.hpp"

namespace ach::vm {

// --- Lock

Lock::Lock(Machine& machine, bool is_semaphore, std::uint32_t permits, Value value)
    : Container(Kind::Lock), machine_(machine), is_semaphore_(is_semaphore), available_(permits) {
    value_.init(value);
    holder_.init(Value());
}

Lock* Lock::make_mutex(Mutator& mutator, Machine& machine, Value initial) {
    return mutator.create<Lock>(sizeof(Lock), machine, false, 1u, initial);
}

Lock* Lock::make_semaphore(Mutator& mutator, Machine& machine, std::uint32_t permits) {
    return mutator.create<Lock>(sizeof(Lock), machine, true, permits, Value());
}

void Lock::trace(Object& object, Tracer& tracer) {
    auto& lock = static_cast<Lock&>(object);
    tracer.visit(lock.value_);
    tracer.visit(lock.holder_);
    lock.line_.trace(tracer);
}

// take() and dequeue() are called under the one-word lock.

bool Lock::take() {
    const std::uint32_t free = available_.load(std::memory_order_relaxed);
    if (free == 0) return false;
    available_.store(free - 1, std::memory_order_release);
    return true;
}

Guard* Lock::dequeue(Mutator& mutator) {
    Guard* const first = line_.take_first(mutator, *this);
    if (first != nullptr) first->state_.store(Guard::State::Transit, std::memory_order_release);
    return first;
}

Future* Lock::acquire(Mutator& mutator) {
    Root<Lock> self(mutator, this);
    Root<Future> future(mutator, Future::make(mutator));
    if (!future) return nullptr;
    Root<Guard> guard(mutator, mutator.create<Guard>(sizeof(Guard), *this, Guard::State::Waiting));
    if (!guard) return nullptr;
    store(mutator, *guard, guard->future_, Value::object(future.get()));
    future->set_source(mutator, *guard, &Lock::withdraw);
    bool is_free;
    {
        WriteLock lock(mutator, *this);
        is_free = take();
        if (is_free) {
            guard->state_.store(Guard::State::Transit, std::memory_order_release);
        } else {
            line_.append(mutator, *this, *guard);
        }
    }
    if (is_free) hand_over(mutator, *guard);
    return future.get();
}

Guard* Lock::try_acquire(Mutator& mutator, Task& task) {
    if (available() == 0) return nullptr;
    Root<Lock> self(mutator, this);
    Guard* guard = mutator.create<Guard>(sizeof(Guard), *this, Guard::State::Released);
    if (guard == nullptr) return nullptr;
    {
        WriteLock lock(mutator, *this);
        if (!take()) return nullptr;
    }
    guard->state_.store(Guard::State::Scoped, std::memory_order_release);
    set_holder(mutator, &task);
    own_guard(task, *guard);
    return guard;
}

// Whoever holds one of several permits is not told apart.
void Lock::set_holder(Mutator& mutator, Task* task) {
    if (is_semaphore_) return;
    store(mutator, *this, holder_, task == nullptr ? Value() : Value::object(task));
}

void Lock::give_back(Mutator& mutator) {
    Guard* next;
    set_holder(mutator, nullptr);
    {
        WriteLock lock(mutator, *this);
        next = dequeue(mutator);
        if (next == nullptr) {
            available_.store(available_.load(std::memory_order_relaxed) + 1,
                             std::memory_order_release);
        }
    }
    if (next != nullptr) hand_over(mutator, *next);
}

// The guard has its permit: its future completes.
void Lock::hand_over(Mutator& mutator, Guard& guard) {
    Root<Guard> kept(mutator, &guard);
    guard.ticket_ = machine_.orphans().watch(guard, *this);
    Root<Value> future(mutator, guard.future_.load());
    store(mutator, guard, guard.future_, Value());
    fulfil(mutator, *as<Future>(future), Value::object(&guard));
}

void Lock::withdraw(Machine&, Mutator& mutator, Future& future, Object& source) {
    if (!static_cast<Guard&>(source).withdraw(mutator)) return;
    if (!settle_cancelled(mutator, future)) mutator.take_error();
}

// --- Guard

Guard::Guard(Lock& lock, State state) : Object(Kind::Guard), state_(state) {
    lock_.init(Value::object(&lock));
    future_.init(Value());
}

void Guard::trace(Object& object, Tracer& tracer) {
    auto& guard = static_cast<Guard&>(object);
    tracer.visit(guard.lock_);
    tracer.visit(guard.future_);
    guard.place_.trace(tracer);
}

bool Guard::take(Mutator& mutator, Task& task) {
    if (!leave_state(State::Transit, State::Scoped)) return false;
    lock().machine_.orphans().forget(ticket_);
    lock().set_holder(mutator, &task);
    return true;
}

// The ticket is there before anybody can see that it is in transit.
void Guard::send(Mutator&) {
    Orphans& orphans = lock().machine_.orphans();
    ticket_ = orphans.watch(*this, lock());
    if (leave_state(State::Scoped, State::Transit) || leave_state(State::Kept, State::Transit)) {
        return;
    }
    orphans.forget(ticket_);
}

void Guard::keep() { leave_state(State::Scoped, State::Kept); }

void Guard::release(Mutator& mutator) {
    const State before = state_.exchange(State::Released, std::memory_order_acq_rel);
    if (before == State::Transit) lock().machine_.orphans().forget(ticket_);
    if (before != State::Released) lock().give_back(mutator);
}

bool Guard::release_scoped(Mutator& mutator) {
    if (leave_state(State::Scoped, State::Released)) lock().give_back(mutator);
    return state() != State::Kept;
}

bool Guard::waits_for(const Task& task) const {
    return state() == State::Waiting && lock().holder().is_same(Value::object(&task));
}

bool Guard::withdraw(Mutator& mutator) {
    Lock& of = lock();
    WriteLock lock(mutator, of);
    if (!leave_state(State::Waiting, State::Released)) return false;
    of.line_.remove(mutator, of, *this);
    return true;
}

}  // namespace ach::vm
