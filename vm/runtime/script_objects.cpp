#include "vm/runtime/closure.hpp"
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
    tracer.visit(generator.scopes_);
}

}  // namespace ach::vm
