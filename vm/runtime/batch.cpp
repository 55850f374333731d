#include "vm/runtime/batch.hpp"

#include "vm/runtime/flush.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/native_call.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <utility>

namespace ach::vm {

namespace {

bool is_scalar(Value v) {
    return !v.is_object() || is_kind(v, Kind::String) || is_kind(v, Kind::Complex);
}

}  // namespace

ach_status Batch::call(ach_call& call, Value function) {
    auto batch = std::make_unique<Batch>();
    Reactions& reactions = call.task->strand->reactions();
    if (reactions.batch == nullptr) {
        reactions.batch = batch.get();
        batch->changes_.reserve(reactions.batched);
    }
    call.call_then(function, {}, std::move(batch));
    return ACH_CALLING;
}

BatchedChange& Batch::about_to_change(Signal& signal, Value before, std::uint64_t version) {
    const std::uint32_t place = signal.place_in_batch();
    if (place < changes_.size() && changes_[place].signal == &signal) return changes_[place];
    signal.set_place_in_batch(static_cast<std::uint32_t>(changes_.size()));
    return changes_.emplace_back(BatchedChange{&signal, before, version});
}

// What was noted first of a signal tells what it was before.
void Batch::drop_repetitions() {
    const auto knows_its_place = [this](const BatchedChange& change) {
        return change.signal->place_in_batch() ==
               static_cast<std::size_t>(&change - changes_.data());
    };
    if (std::ranges::all_of(changes_, knows_its_place)) return;
    boost::unordered_flat_map<const Signal*, std::size_t> first;
    std::size_t kept = 0;
    for (const BatchedChange& change : changes_) {
        const auto [place, is_first] = first.try_emplace(change.signal, kept);
        if (is_first) {
            changes_[kept++] = change;
        } else {
            changes_[place->second].has_changed |= change.has_changed;
            changes_[place->second].has_been_touched |= change.has_been_touched;
        }
    }
    changes_.resize(kept);
}

// Nothing is held back any more.
void Batch::end(ach_call& call) {
    Reactions& reactions = call.task->strand->reactions();
    if (reactions.batch != this) return;
    reactions.batch = nullptr;
    reactions.batched = changes_.size();
    drop_repetitions();
    ReactiveGraph& graph = call.machine.reactive_graph();
    for (const BatchedChange& change : changes_) {
        if (!change.has_changed) continue;
        Signal* const signal = change.signal;
        const std::uint64_t version = signal->version();
        const bool is_back = !change.has_been_touched && is_scalar(change.before) &&
                             !is_change(call.mutator, change.before, signal->value());
        if (is_back) {
            const GraphLock lock(call.mutator, graph);
            graph.see_again(*signal, change.version, version);
        } else if (signal->is_bound() && graph.change_sink() != nullptr) {
            graph.change_sink()->changed(call.mutator, *signal);
        }
    }
    Writer writer(graph, nullptr);
    {
        const GraphLock lock(call.mutator, graph);
        for (Observer* observer : held_) graph.make_due(*observer, writer);
    }
    held_.clear();
    writer.send();
}

ach_status Batch::returned(ach_call& call, Value returned, Value& result) {
    end(call);
    return Flush::after(call, returned, result);
}

ach_status Batch::raised(ach_call& call, Value error, Value& result) {
    end(call);
    return Flush::after_error(call, error, result);
}

void Batch::trace(Tracer& tracer) {
    for (const BatchedChange& change : changes_) {
        tracer.visit(change.signal);
        tracer.visit(change.before);
    }
    for (Observer* observer : held_) tracer.visit(observer);
}

}  // namespace ach::vm
