#include "vm/runtime/computed.hpp"

#include "vm/runtime/reactive_graph.hpp"

namespace ach::vm {

Computed* Computed::make(Mutator& mutator, ReactiveGraph& graph, Value function) {
    return mutator.create<Computed>(sizeof(Computed), graph.next_id(), function);
}

bool Computed::is_valid(const ReactiveGraph& graph) const {
    const std::uint64_t valid = valid_.load(std::memory_order_acquire);
    if (has_met_itself_.load(std::memory_order_relaxed)) return false;
    return valid == kUntilMarked || (valid != kStale && graph.is_now(valid));
}

void Computed::trace(Object& object, Tracer& tracer) {
    auto& computed = static_cast<Computed&>(object);
    computed.trace_source(tracer);
    tracer.visit(computed.function_);
    tracer.visit(computed.error_);
    tracer.visit(computed.first_);
}

}  // namespace ach::vm
