// A computed: a value that a function makes of other sources, kept until one of these changes.
//
// Whoever reads it brings it up to date (see Evaluation). That is done by one strand at a time,
// which has claimed it and renews its list of links in place; another strand that needs the value
// meanwhile runs the function for itself and keeps nothing. A strand that meets its own claim is in
// the middle of that very function: a cycle.
//
// Validity. While something observes it, changes mark it stale on their way to the observers.
// Otherwise nothing tells it, and it is valid as long as nothing in the whole graph has changed
// since it was looked at; after that the versions of what it read decide.
#pragma once

#include "vm/runtime/source.hpp"

namespace ach::vm {

class ReactiveGraph;
class Strand;

class Computed final : public Source {
public:
    static bool is(Kind kind) { return kind == Kind::Computed; }

    // Null: an error is pending. `function` is rooted.
    static Computed* make(Mutator& mutator, ReactiveGraph& graph, Value function);

    Value function() const { return function_.load(); }

    bool is_valid(const ReactiveGraph& graph) const;
    // Whatever it has read.
    bool must_run() const {
        return version() == 0 || has_met_itself_.load(std::memory_order_relaxed);
    }
    // [by whom it is claimed] Its function begins; it has asked for one that waits for it.
    void begins() { has_met_itself_.store(false, std::memory_order_relaxed); }
    void has_met_itself() { has_met_itself_.store(true, std::memory_order_relaxed); }

    // What it came to, once valid: the Error that its function threw, or else null and the value;
    // to be asked in this order.
    Value error() const { return error_.load(); }
    Value value() const { return value_.load(); }

    Link* first() const { return Link::of(first_); }

    bool is_observed() const { return has_subscribers(); }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    friend class Evaluation;
    friend class ReactiveGraph;

    Computed(std::uint64_t id, Value function) : Source(Kind::Computed, id, 0, Value()) {
        function_.init(function);
        error_.init(Value());
        first_.init(Value());
    }

    static constexpr std::uint64_t kStale = 0;
    static constexpr std::uint64_t kUntilMarked = ~std::uint64_t{0};

    Slot function_, error_, first_;
    // kStale; kUntilMarked, when it is observed; or the time of the graph at which it was so.
    std::atomic<std::uint64_t> valid_{kStale};
    // It asked for a computed that was waiting for it: what came of that is no result, since it
    // depends on who was read first. So it is not kept, and the next reader starts again.
    std::atomic<bool> has_met_itself_{false};
    // What follows is under the graph's lock.
    std::uint64_t marks_ = 0;            // how often something it reads may have changed
    const Strand* claim_ = nullptr;      // who brings it up to date
    bool was_wanted_by_others_ = false;  // since it was claimed
};

}  // namespace ach::vm
