#include "vm/runtime/future.hpp"

#include "vm/runtime/error.hpp"
#include "vm/runtime/operation.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/task.hpp"
#include "vm/runtime/waits.hpp"

namespace ach::vm {

Future* Future::make(Mutator& mutator) { return mutator.create<Future>(sizeof(Future)); }

void Future::set_source(Mutator& mutator, Object& source, Withdraw withdraw) {
    store(mutator, *this, source_, Value::object(&source));
    withdraw_ = withdraw;
}

void Future::set_operation(Mutator& mutator, Operation* operation) {
    WriteLock lock(mutator, *this);
    operation_ = operation;
}

void Future::trace(Object& object, Tracer& tracer) {
    auto& future = static_cast<Future&>(object);
    future.trace_place(tracer);
    tracer.visit(future.outcome_);
    future.waiters_.trace(tracer);
    tracer.visit(future.source_);
}

// --- the queue

bool Future::add_waiter(Mutator& mutator, Waiter& waiter) {
    observe();
    WriteLock lock(mutator, *this);
    if (!is_pending()) return false;
    store(mutator, waiter, waiter.awaited_, Value::object(this));
    waiters_.append(mutator, *this, waiter);
    return true;
}

bool Future::remove_waiter(Mutator& mutator, Waiter& waiter) {
    const Value awaited = waiter.awaited_.load();
    if (awaited.is_null()) return false;
    Future& future = *as<Future>(awaited);
    WriteLock lock(mutator, future);
    if (!future.is_pending() || !waiter.awaited_.load().is_same(awaited)) return false;
    future.waiters_.remove(mutator, future, waiter);
    store(mutator, waiter, waiter.awaited_, Value());
    return true;
}

// --- settling

// True for the one caller who may decide what becomes of it.
bool Future::resolve(Mutator& mutator) {
    WriteLock lock(mutator, *this);
    return is_pending() && !std::exchange(is_resolved_, true);
}

// The first of the queue, which now belongs to the caller. Null also if it was settled before.
Waiter* Future::close(Mutator& mutator, State state, Value outcome) {
    WriteLock lock(mutator, *this);
    if (!is_pending()) return nullptr;
    store(mutator, *this, outcome_, outcome);
    is_resolved_ = true;
    Waiter* const first = waiters_.take_all(mutator, *this);
    store(mutator, *this, source_, Value());
    state_.store(state, std::memory_order_release);
    return first;
}

// Only for who resolved it, or took it out of the queue it stood in. Passes no safepoint: what is
// taken out of queues is held by nothing else. Those that follow each other are settled one after
// the other, however long the chain; they are strung together by the places that they do not need
// any more.
void Future::finish(Mutator& mutator, State state, Value outcome) {
    Future* open = this;
    Future* last = this;
    while (open != nullptr) {
        Waiter* waiter = open->close(mutator, state, outcome);
        while (waiter != nullptr) {
            Waiter* const next = Line<Waiter>::leave(mutator, *waiter);
            store(mutator, *waiter, waiter->awaited_, Value());
            if (waiter->kind() == Kind::Task) {
                auto& task = static_cast<Task&>(*waiter);
                task.strand->wake(mutator, task);
            } else {
                Line<Waiter>::set_next(mutator, *last, waiter);
                last = static_cast<Future*>(waiter);
            }
            waiter = next;
        }
        open = static_cast<Future*>(Line<Waiter>::leave(mutator, *open));
    }
}

bool settle(Mutator& mutator, Future& future, Future::State state, Value outcome) {
    Root<Future> kept(mutator, &future);
    if (!future.resolve(mutator)) return true;
    auto inner = try_as<Future>(outcome);
    if (inner == nullptr || state != Future::State::Fulfilled) {
        future.finish(mutator, state, outcome);
        return true;
    }
    if (inner == &future) {
        mutator.raise("DeadlockError", "a Future cannot wait for itself");
        Root<Value> error(mutator, mutator.take_error());
        future.finish(mutator, Future::State::Failed, error);
        return true;
    }
    if (!inner->add_waiter(mutator, future)) {
        future.finish(mutator, inner->state(), inner->outcome());
    } else if (waits_for_itself(future) && Future::remove_waiter(mutator, future)) {
        mutator.raise("DeadlockError", "Futures wait for each other");
        Root<Value> error(mutator, mutator.take_error());
        future.finish(mutator, Future::State::Failed, error);
    }
    return true;
}

void fulfil(Mutator& mutator, Future& future, Value value) {
    if (future.resolve(mutator)) future.finish(mutator, Future::State::Fulfilled, value);
}

bool settle_cancelled(Mutator& mutator, Future& future) {
    Root<Future> kept(mutator, &future);
    mutator.raise("CancelledError", "cancelled");
    Root<Value> error(mutator, mutator.take_error());
    return settle(mutator, future, Future::State::Cancelled, error);
}

bool is_cancellation(Value error) {
    auto object = try_as<Error>(error);
    if (object == nullptr) return false;
    auto kind = try_as<String>(object->kind_name());
    return kind != nullptr && kind->view() == "CancelledError";
}

void settle_with_error(Mutator& mutator, Future& future) {
    Root<Future> kept(mutator, &future);
    Root<Value> error(mutator, mutator.take_error());
    const auto state = is_cancellation(error) ? Future::State::Cancelled : Future::State::Failed;
    static_cast<void>(settle(mutator, future, state, error));  // allocates nothing for an Error
}

// --- cancelling

bool Future::cancel(Machine& machine, Mutator& mutator) {
    if (!is_pending()) return false;
    Root<Future> kept(mutator, this);
    Root<Value> source(mutator, source_.load());
    if (remove_waiter(mutator, *this)) {
        mutator.raise("CancelledError", "cancelled");
        Root<Value> error(mutator, mutator.take_error());
        finish(mutator, State::Cancelled, error);
        return true;
    }
    OperationRef operation;
    {
        WriteLock lock(mutator, *this);
        operation = operation_;
    }
    if (operation != nullptr) {
        if (!settle_cancelled(mutator, *this)) mutator.take_error();
        operation->cancel();
    } else if (!source.get().is_null()) {
        withdraw_(machine, mutator, *this, *source.get().as_object());
    }
    return true;
}

}  // namespace ach::vm
