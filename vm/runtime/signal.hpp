// A signal: one value that may change.
//
// Reading takes no lock. A change is prepared outside of any lock (comparing values may take long)
// and stored only if nobody was faster; otherwise it begins again with what is there then.
#pragma once

#include "vm/runtime/source.hpp"

namespace ach::vm {

class ReactiveGraph;
class Writer;

class Signal final : public Source {
public:
    static bool is(Kind kind) { return kind == Kind::Signal; }

    // Null: an error is pending. `initial` is rooted. `always`: every set is a change.
    static Signal* make(Mutator& mutator, ReactiveGraph& graph, Value initial, bool always);

    Value value() const { return value_.load(); }

    // Stores `v`, which is rooted, and marks whoever is concerned if that is a change.
    void set(Mutator& mutator, ReactiveGraph& graph, Writer& writer, Value v);
    // The same, unless the version is not `seen` any more. False then.
    [[nodiscard]] bool replace(Mutator& mutator, ReactiveGraph& graph, Writer& writer,
                               std::uint64_t seen, Value v);
    // As if it had changed.
    void touch(Mutator& mutator, ReactiveGraph& graph, Writer& writer);

    // Does something outside want to hear of every change?
    bool is_bound() const { return is_bound_.load(std::memory_order_acquire); }
    void set_bound(bool bound) { is_bound_.store(bound, std::memory_order_release); }

    bool is_observed() const { return has_subscribers() || is_bound(); }

    // [any mutator] Where a batch has noted it: a hint, since batches of other strands leave
    // theirs.
    std::uint32_t place_in_batch() const { return batched_.load(std::memory_order_relaxed); }
    void set_place_in_batch(std::uint32_t place) {
        batched_.store(place, std::memory_order_relaxed);
    }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    Signal(std::uint64_t id, Value initial, bool always)
        : Source(Kind::Signal, id, 0, initial), always_(always) {}

    bool publish(Mutator& mutator, ReactiveGraph& graph, Writer& writer, std::uint64_t seen,
                 Value v, bool is_change);
    void put(Mutator& mutator, ReactiveGraph& graph, Value v);

    const bool always_;
    std::atomic<bool> is_bound_{false};
    std::atomic<std::uint32_t> batched_{0};
};

// Is `v` another value than `old`, as far as observers are concerned? Numbers compare as such, NaN
// equal to itself; Strings, Complex, Tensors and Errors by content; everything else by identity.
// Vectors and Records are never looked into; the first question always answers yes for them.
[[nodiscard]] bool is_change(Mutator& mutator, Value old, Value v);
[[nodiscard]] bool is_another_result(Mutator& mutator, Value old, Value v);

}  // namespace ach::vm
