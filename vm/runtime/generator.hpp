// A suspended `generate` body. `yield` stands only in the body itself, so what must be kept between
// two calls of next() is one frame: its registers, and where it goes on.
#pragma once

#include "vm/runtime/cells.hpp"
#include "vm/runtime/closure.hpp"

#include <cstdint>

namespace ach::vm {

class Generator final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Generator; }

    enum class State : std::uint8_t { Suspended, Running, Finished };

    State state() const { return state_.load(std::memory_order_acquire); }
    // True for the one caller that may run the body.
    bool start_running() {
        State expected = State::Suspended;
        return state_.compare_exchange_strong(expected, State::Running, std::memory_order_acq_rel);
    }
    void suspend_at(const Word* pc) {
        pc_ = pc;
        state_.store(State::Suspended, std::memory_order_release);
    }
    // `result` is what every later next() gives.
    void finish(Mutator& mutator, Value result) {
        store(mutator, *this, result_, result);
        state_.store(State::Finished, std::memory_order_release);
    }

    Closure& body() const { return *static_cast<Closure*>(body_.load().as_object()); }
    Value self() const { return self_.load(); }
    Value result() const { return result_.load(); }
    Spill& registers() const { return *static_cast<Spill*>(registers_.load().as_object()); }
    const Word* pc() const { return pc_; }

    // Guards and marked blocks of the frame while it is suspended (GuardScopes::set_aside), or
    // null.
    Value scopes() const { return scopes_.load(); }
    void set_scopes(Mutator& mutator, Value scopes) { store(mutator, *this, scopes_, scopes); }

    // `body` and `self` are rooted.
    static Generator* make(Mutator& mutator, Closure& body, Value self);
    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    Generator(Closure& body, Value self, Spill& registers)
        : Object(Kind::Generator), pc_(body.code().words) {
        body_.init(Value::object(&body));
        self_.init(self);
        registers_.init(Value::object(&registers));
        result_.init(Value());
        scopes_.init(Value());
    }

    const Word* pc_;
    Slot body_, self_, registers_, result_, scopes_;
    std::atomic<State> state_ = State::Suspended;
};

}  // namespace ach::vm
