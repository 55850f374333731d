#include "vm/runtime/reading.hpp"

#include "vm/runtime/machine.hpp"
#include "vm/runtime/reactive_graph.hpp"

namespace ach::vm {

namespace {

// The version comes before the value, which is then at least as new. For a computed that nobody
// observes it has to be of the graph's time: a change that has a time must be seen.
bool track(ach_call& call, Source& source) {
    Scope* const scope = call.task->scope;
    if (scope == nullptr || !scope->tracks()) return true;
    return call.machine.reactive_graph().track(call.mutator, *scope, source,
                                               source.settled_version());
}

ach_status result_of(ach_call& call, Value error, Value value, Value& result) {
    if (!error.is_null()) {
        call.mutator.raise(error);
        return ACH_E_RAISED;
    }
    result = value;
    return ACH_OK;
}

}  // namespace

ach_status Reading::read(ach_call& call, Source& source, bool tracks, Value& result) {
    if (source.kind() == Kind::Signal) {
        if (tracks && !track(call, source)) return ACH_E_RAISED;
        result = static_cast<Signal&>(source).value();
        return ACH_OK;
    }
    auto& computed = static_cast<Computed&>(source);
    if (computed.is_valid(call.machine.reactive_graph())) {
        if (tracks && !track(call, computed)) return ACH_E_RAISED;
        return result_of(call, computed.error(), computed.value(), result);
    }
    auto reading = std::make_unique<Reading>(computed, tracks);
    Reading& self = *reading;
    Evaluation::Holder holder = std::move(reading);
    const Evaluation::Progress progress = self.evaluation_.read(call, computed, holder);
    return progress == Evaluation::Progress::Calls ? ACH_CALLING
                                                   : self.answer(call, progress, result);
}

ach_status Reading::answer(ach_call& call, Evaluation::Progress progress, Value& result) {
    if (progress == Evaluation::Progress::Calls) return ACH_CALLING;
    if (progress == Evaluation::Progress::Failed) return ACH_E_RAISED;
    if (tracks_ && !track(call, computed_)) return ACH_E_RAISED;
    return result_of(call, evaluation_.error(computed_), evaluation_.value(computed_), result);
}

ach_status Reading::returned(ach_call& call, Value returned, Value& result) {
    Evaluation::Holder& holder = call.task->natives.back().continuation;
    call.keep(returned);
    return answer(call, evaluation_.returned(call, returned, holder), result);
}

ach_status Reading::raised(ach_call& call, Value error, Value& result) {
    Evaluation::Holder& holder = call.task->natives.back().continuation;
    call.keep(error);
    return answer(call, evaluation_.raised(call, error, holder), result);
}

void Reading::trace(Tracer& tracer) {
    tracer.visit(&computed_);
    evaluation_.trace(tracer);
}

}  // namespace ach::vm
