#include "vm/runtime/signal.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/compare.hpp"
#include "vm/runtime/reactive_graph.hpp"
#include "vm/runtime/tensor.hpp"

#include <algorithm>

namespace ach::vm {

// --- what counts as a change

namespace {

bool is_container(Value v) { return is_kind(v, Kind::Vector) || is_kind(v, Kind::Record); }

bool same_number(double a, double b) { return a == b || (a != a && b != b); }

bool same_tensor(const Tensor& a, const Tensor& b) {
    if (!std::ranges::equal(a.shape(), b.shape())) return false;
    const std::size_t count = a.size() * (a.is_complex() ? 2 : 1);
    return a.doubles() == b.doubles() ||
           std::equal(a.doubles(), a.doubles() + count, b.doubles(), same_number);
}

bool same_content(Mutator& mutator, Value a, Value b) {
    switch (a.as_object()->kind()) {
        case Kind::Complex: {
            const auto x = as<Complex>(a)->value(), y = as<Complex>(b)->value();
            return same_number(x.real(), y.real()) && same_number(x.imag(), y.imag());
        }
        case Kind::Tensor:
        case Kind::ComplexTensor: return same_tensor(*as<Tensor>(a), *as<Tensor>(b));
        case Kind::String: return equal(mutator, a, b) == Outcome::True;
        case Kind::Error: {
            const Outcome outcome = equal(mutator, a, b);
            if (outcome == Outcome::Failed) mutator.take_error();
            return outcome == Outcome::True;
        }
        default: return false;
    }
}

}  // namespace

bool is_another_result(Mutator& mutator, Value old, Value v) {
    if (v.is_same(old)) return false;
    if (v.is_number() && old.is_number()) return !same_number(old.as_number(), v.as_number());
    if (!v.is_object() || !old.is_object()) return true;
    if (v.as_object()->kind() != old.as_object()->kind()) return true;
    return !same_content(mutator, old, v);
}

bool is_change(Mutator& mutator, Value old, Value v) {
    return is_container(v) || is_another_result(mutator, old, v);
}

// --- Signal

Signal* Signal::make(Mutator& mutator, ReactiveGraph& graph, Value initial, bool always) {
    return mutator.create<Signal>(sizeof(Signal), graph.next_id(), initial, always);
}

void Signal::trace(Object& object, Tracer& tracer) {
    static_cast<Signal&>(object).trace_source(tracer);
}

void Signal::set(Mutator& mutator, ReactiveGraph& graph, Writer& writer, Value v) {
    while (!replace(mutator, graph, writer, version(), v)) {
    }
}

bool Signal::replace(Mutator& mutator, ReactiveGraph& graph, Writer& writer, std::uint64_t seen,
                     Value v) {
    const Value old = value();
    if (version() != seen) return false;
    const bool changes = always_ || is_change(mutator, old, v);
    writer.about_to_change(*this, old, seen);
    if (!publish(mutator, graph, writer, seen, v, changes)) return false;
    if (changes) writer.has_changed(mutator, *this, always_);
    return true;
}

void Signal::touch(Mutator& mutator, ReactiveGraph& graph, Writer& writer) {
    for (;;) {
        const std::uint64_t seen = version();
        const Value same = value();
        writer.about_to_change(*this, same, seen);
        if (publish(mutator, graph, writer, seen, same, true)) break;
    }
    writer.has_changed(mutator, *this, true);
}

// Without subscribers the one-word lock is all it takes: whoever becomes the first one takes that
// lock too. With subscribers the marks come before the value, so that nobody who has seen the value
// can find a computed that does not know of it yet.
bool Signal::publish(Mutator& mutator, ReactiveGraph& graph, Writer& writer, std::uint64_t seen,
                     Value v, bool changes) {
    if (!has_subscribers() || !changes) {
        const WriteLock lock(mutator, *this);
        if (!changes || !has_subscribers()) {
            if (version() != seen) return false;
            if (changes) {
                put(mutator, graph, v);
            } else {
                store(mutator, *this, value_, v);
            }
            return true;
        }
    }
    const GraphLock lock(mutator, graph);
    if (version() != seen) return false;
    graph.mark(*this, writer);
    const WriteLock word(mutator, *this);
    if (version() != seen) return false;  // the last subscriber has gone meanwhile
    put(mutator, graph, v);
    return true;
}

// Whoever looks at the time and then at the signal sees the lock, or this sees that it was looked
// at.
void Signal::put(Mutator& mutator, ReactiveGraph& graph, Value v) {
    if (mutator.is_shared()) word().fetch_or(0);
    changed_at_.store(graph.tick(), std::memory_order_relaxed);
    store(mutator, *this, value_, v);
    version_.store(version_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

}  // namespace ach::vm
