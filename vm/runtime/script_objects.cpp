#include "vm/runtime/closure.hpp"
#include "vm/runtime/future.hpp"
#include "vm/runtime/generator.hpp"

namespace ach::vm {

Closure* Closure::make(Mutator& mutator, const Code& code) {
    const std::size_t bytes = sizeof(Closure) + code.function->captures.size() * sizeof(Slot);
    return mutator.create<Closure>(bytes, code);
}

void Closure::trace(Object& object, Tracer& tracer) {
    auto& closure = static_cast<Closure&>(object);
    tracer.visit(closure.home_);
    tracer.visit(closure.captures(), closure.code().function->captures.size());
}

Generator* Generator::make(Mutator& mutator, Closure& body, Value self) {
    Root<Spill> registers(mutator, make_spill(mutator, body.code().registers));
    if (!registers) return nullptr;
    return mutator.create<Generator>(sizeof(Generator), body, self, *registers);
}

void Generator::trace(Object& object, Tracer& tracer) {
    auto& generator = static_cast<Generator&>(object);
    tracer.visit(generator.body_);
    tracer.visit(generator.self_);
    tracer.visit(generator.registers_);
    tracer.visit(generator.result_);
}

Future* Future::make(Mutator& mutator) { return mutator.create<Future>(sizeof(Future)); }

bool Future::add_waiter(Mutator& mutator, Object& waiter) {
    if (waiters_.load().is_null()) {
        Vector* list = make_vector(mutator, 1);
        if (list == nullptr) return false;
        store(mutator, *this, waiters_, Value::object(list));
    }
    return push(mutator, *as<Vector>(waiters_.load()), Value::object(&waiter));
}

Value Future::take_waiters(Mutator& mutator) {
    Value list = waiters_.load();
    store(mutator, *this, waiters_, Value());
    return list;
}

void Future::trace(Object& object, Tracer& tracer) {
    auto& future = static_cast<Future&>(object);
    tracer.visit(future.outcome_);
    tracer.visit(future.waiters_);
}

}  // namespace ach::vm
