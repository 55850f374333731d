// A script function as a value: code, what it captured, and for methods the record it belongs to.
#pragma once

#include "vm/runtime/code.hpp"
#include "vm/runtime/mutator.hpp"

#include <cstdint>

namespace ach::vm {

class Closure final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Closure; }

    const Code& code() const { return *code_; }

    // The record that the literal around a method built; null for every other function.
    Value home() const { return home_.load(); }
    void set_home(Mutator& mutator, Value home) { store(mutator, *this, home_, home); }

    // A captured value, or the Cell of a captured variable.
    Slot* captures() { return reinterpret_cast<Slot*>(this + 1); }

    static Closure* make(Mutator& mutator, const Code& code);
    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    explicit Closure(const Code& code) : Object(Kind::Closure), code_(&code) {
        home_.init(Value());
        const std::size_t count = code.function->captures.size();
        for (std::size_t i = 0; i < count; ++i) captures()[i].init(Value());
    }

    const Code* code_;
    Slot home_;
};

}  // namespace ach::vm
