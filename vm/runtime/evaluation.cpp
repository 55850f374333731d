#include "vm/runtime/evaluation.hpp"

#include "vm/runtime/future.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/reactive_graph.hpp"

#include <algorithm>

namespace ach::vm {

namespace {

// How often a result is thrown away because something changed meanwhile. That must end some time,
// even if others change things faster than they can be read.
constexpr std::uint32_t kTries = 1000;

ReactiveGraph& graph_of(ach_call& call) { return call.machine.reactive_graph(); }

std::uint64_t version_of(const Source& source) {
    return source.kind() == Kind::Signal ? source.settled_version() : source.version();
}

// Whoever asks is one of those that are waiting for each other.
void note_cycle(const Task& task) {
    Object* const reader = task.scope == nullptr ? nullptr : task.scope->reader;
    if (reader == nullptr || reader->kind() != Kind::Computed) return;
    static_cast<Computed*>(reader)->has_met_itself();
}

bool is_as_seen(const ReactiveGraph& graph, const Source& source, std::uint64_t seen) {
    if (version_of(source) != seen) return false;
    return source.kind() == Kind::Signal || static_cast<const Computed&>(source).is_valid(graph);
}

}  // namespace

// --- claims

Evaluation::Claim Evaluation::claim(ach_call& call, Computed& computed) {
    ReactiveGraph& graph = graph_of(call);
    const Strand* const strand = call.task->strand.get();
    const GraphLock lock(call.mutator, graph);
    if (computed.claim_ == strand) return Claim::Own;
    if (computed.claim_ != nullptr) {
        computed.was_wanted_by_others_ = true;
        return Claim::Others;
    }
    computed.claim_ = strand;
    computed.was_wanted_by_others_ = false;
    steps_.push_back({&computed, computed.first(), nullptr, graph.now(), computed.marks_});
    return Claim::Mine;
}

// The call is being cancelled: others will have to do it.
void Evaluation::abandon(ach_call& call) {
    ReactiveGraph& graph = graph_of(call);
    Writer writer(graph, &call.task->strand->reactions());
    {
        const GraphLock lock(call.mutator, graph);
        for (const Step& step : steps_) {
            step.computed->claim_ = nullptr;
            graph.mark(*step.computed, writer);
        }
    }
    writer.send();
    steps_.clear();
    private_ = nullptr;
}

// --- looking

Evaluation::Progress Evaluation::read(ach_call& call, Computed& computed, Holder& holder) {
    switch (claim(call, computed)) {
        case Claim::Mine: return go(call, holder);
        case Claim::Own:
            note_cycle(*call.task);
            call.raise("CycleError", "a computed reads itself");
            return Progress::Failed;
        case Claim::Others: break;
    }
    private_ = &computed;
    is_private_ = true;
    run_privately(call, holder);
    return Progress::Calls;
}

bool Evaluation::begin(ach_call& call, Computed& computed) {
    return claim(call, computed) == Claim::Mine;
}

Evaluation::Verdict Evaluation::look(ach_call& call, Step& step) {
    if (!step.has_run && step.computed->must_run()) return Verdict::Changed;
    const ReactiveGraph& graph = graph_of(call);
    for (; step.at != nullptr; step.at = step.at->next()) {
        Source& source = step.at->source();
        if (source.kind() == Kind::Computed && step.asked != step.at) {
            auto& computed = static_cast<Computed&>(source);
            if (!computed.is_valid(graph)) {
                step.asked = step.at;
                return begin(call, computed) ? Verdict::Waits : Verdict::Changed;
            }
        }
        if (version_of(source) != step.at->version()) return Verdict::Changed;
    }
    return Verdict::Same;
}

Evaluation::Progress Evaluation::go(ach_call& call, Holder& holder) {
    while (!steps_.empty()) {
        Step& step = steps_.back();
        switch (look(call, step)) {
            case Verdict::Waits: break;  // for the one that is last now
            case Verdict::Changed: run(call, step, holder); return Progress::Calls;
            case Verdict::Same:
                if (settle(call, step)) steps_.pop_back();
                break;
        }
    }
    return Progress::Done;
}

// --- running

void Evaluation::run(ach_call& call, Step& step, Holder& holder) {
    ReactiveGraph& graph = graph_of(call);
    {
        const GraphLock lock(call.mutator, graph);
        step.marks = step.computed->marks_;
        step.time = graph.now();
    }
    step.computed->begins();
    step.has_run = false;
    scope_ = Scope{};
    scope_.reader = step.computed;
    scope_.run = graph.next_run();
    scope_.is_pure = true;
    scope_.enter(*call.task);
    call.call_then(step.computed->function(), {}, std::move(holder));
}

void Evaluation::run_privately(ach_call& call, Holder& holder) {
    ReactiveGraph& graph = graph_of(call);
    reads_.clear();
    private_time_ = graph.now();
    scope_ = Scope{};
    scope_.reads = &reads_;
    scope_.run = graph.next_run();
    scope_.is_pure = true;
    scope_.enter(*call.task);
    call.call_then(private_->function(), {}, std::move(holder));
}

Evaluation::Progress Evaluation::returned(ach_call& call, Value result, Holder& holder) {
    scope_.leave(*call.task);
    if (private_ != nullptr) {
        if (!reads_are_current(graph_of(call)) && ++tries_ < kTries) {
            run_privately(call, holder);
            return Progress::Calls;
        }
        private_ = nullptr;
        private_value_ = result;
        return Progress::Done;
    }
    graph_of(call).trim(call.mutator, scope_);
    return has_run(call, Value(), result, holder);
}

Evaluation::Progress Evaluation::raised(ach_call& call, Value error, Holder& holder) {
    scope_.leave(*call.task);
    if (private_ == nullptr) graph_of(call).trim(call.mutator, scope_);
    if (is_cancellation(error)) {
        abandon(call);
        call.mutator.raise(error);
        return Progress::Failed;
    }
    if (private_ != nullptr) {
        private_ = nullptr;
        private_error_ = error;
        return Progress::Done;
    }
    return has_run(call, error, Value(), holder);
}

Evaluation::Progress Evaluation::has_run(ach_call& call, Value error, Value value, Holder& holder) {
    Step& step = steps_.back();
    step.has_run = true;
    step.error = error;
    step.value = value;
    if (settle(call, step)) steps_.pop_back();
    return go(call, holder);
}

// --- keeping

bool Evaluation::is_current(ReactiveGraph& graph, const Computed& computed) const {
    for (Link* link = computed.first(); link != nullptr; link = link->next()) {
        if (!is_as_seen(graph, link->source(), link->version())) return false;
    }
    return true;
}

bool Evaluation::reads_are_current(const ReactiveGraph& graph) const {
    return graph.is_now(private_time_) || std::ranges::all_of(reads_, [&](const Scope::Read& read) {
               return is_as_seen(graph, *read.source, read.version);
           });
}

// The claim is given back. False: something has changed meanwhile, so the step looks again; what
// its function came to is good if the sources turn out to be what that has read.
bool Evaluation::settle(ach_call& call, Step& step) {
    ReactiveGraph& graph = graph_of(call);
    Computed& computed = *step.computed;
    const Value error = step.error, value = step.value;
    const bool failed = !error.is_null();
    const bool differs =
        step.has_run && (computed.version() == 0 || failed || !computed.error().is_null() ||
                         is_another_result(call.mutator, computed.value(), value));
    std::uint64_t changed_at = 0;
    for (Link* link = computed.first(); link != nullptr; link = link->next()) {
        changed_at = std::max(changed_at, link->source().changed_at());
    }
    Writer writer(graph, &call.task->strand->reactions());
    {
        const GraphLock lock(call.mutator, graph);
        const bool is_observed = computed.is_observed();
        const bool has_moved = is_observed
                                   ? computed.marks_ != step.marks
                                   : !graph.is_now(step.time) && !is_current(graph, computed);
        if (has_moved && ++step.tries < kTries) {
            step.at = computed.first();
            step.asked = nullptr;
            step.marks = computed.marks_;
            step.time = graph.now();
            return false;
        }
        if (differs) {
            // Readers on other strands look at the error first.
            if (!failed) store(call.mutator, computed, computed.value_, value);
            store(call.mutator, computed, computed.error_, error);
            computed.changed_at_.store(changed_at, std::memory_order_relaxed);
            computed.version_.store(computed.version() + 1, std::memory_order_release);
        }
        const std::uint64_t valid = is_observed ? Computed::kUntilMarked : step.time;
        computed.valid_.store(has_moved ? Computed::kStale : valid, std::memory_order_release);
        computed.claim_ = nullptr;
        if (has_moved || computed.was_wanted_by_others_) graph.mark(computed, writer);
    }
    writer.send();
    return true;
}

// --- results

Value Evaluation::error(const Computed& computed) const {
    return is_private_ ? private_error_ : computed.error();
}

Value Evaluation::value(const Computed& computed) const {
    return is_private_ ? private_value_ : computed.value();
}

void Evaluation::trace(Tracer& tracer) {
    for (const Step& step : steps_) {
        tracer.visit(step.computed);
        tracer.visit(step.error);
        tracer.visit(step.value);
    }
    tracer.visit(private_);
    for (const Scope::Read& read : reads_) tracer.visit(read.source);
    tracer.visit(private_error_);
    tracer.visit(private_value_);
}

}  // namespace ach::vm
