// A value that will be there later: the result of an async call, or of an operation that a native
// started. It leaves Pending once. Tasks that wait, and futures that follow it, stand in a list in
// the order in which they came. All of it belongs to the strand whose task or operation it is.
#pragma once

#include "vm/runtime/mutator.hpp"
#include "vm/runtime/vector.hpp"

#include <cstdint>

namespace ach::vm {

class Future final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Future; }

    enum class State : std::uint8_t { Pending, Fulfilled, Failed, Cancelled };

    State state() const { return state_.load(std::memory_order_acquire); }
    bool is_pending() const { return state() == State::Pending; }
    // The value, or the Error of a failed or cancelled future.
    Value outcome() const { return outcome_.load(); }

    void settle(Mutator& mutator, State state, Value outcome) {
        store(mutator, *this, outcome_, outcome);
        state_.store(state, std::memory_order_release);
    }

    // A Task or a Future that wants to know. False: out of memory, an error is pending.
    [[nodiscard]] bool add_waiter(Mutator& mutator, Object& waiter);
    // The Vector of waiters, or null; there are none afterwards.
    Value take_waiters(Mutator& mutator);

    static Future* make(Mutator& mutator);
    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    Future() : Object(Kind::Future) {
        outcome_.init(Value());
        waiters_.init(Value());
    }

    Slot outcome_, waiters_;
    std::atomic<State> state_ = State::Pending;
};

}  // namespace ach::vm
