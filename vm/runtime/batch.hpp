// What a batch holds back: the effects of other strands, and what the outside is to be told.
//
// Effects of the own strand wait in its queue anyway. A signal that has the value again that it had
// before the batch has not changed for those who saw that one.
#pragma once

#include "vm/runtime/native_continuation.hpp"
#include "vm/runtime/reactive_graph.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <vector>

namespace ach::vm {

// What becomes of one signal in a batch.
struct BatchedChange {
    Signal* signal;
    Value before;
    std::uint64_t version;
    bool has_changed = false;
    bool has_been_touched = false;
};

// The call of the function of batch(). Batches inside of another one do nothing of their own.
class Batch final : public NativeContinuation {
public:
    // Calls the function; the native must return ACH_CALLING.
    static ach_status call(ach_call& call, Value function);

    ach_status resume(ach_call&, Completion&, Value&) override { return ACH_E_INTERNAL; }
    ach_status returned(ach_call& call, Value returned, Value& result) override;
    bool catches() const override { return true; }
    ach_status raised(ach_call& call, Value error, Value& result) override;
    bool forbids_suspension() const override { return true; }
    void trace(Tracer& tracer) override;

    // Good until the next one is asked for.
    BatchedChange& about_to_change(Signal& signal, Value before, std::uint64_t version);
    // Under the graph's lock: an observer of another strand is concerned.
    void hold(Observer& observer) { held_.insert(&observer); }

private:
    void end(ach_call& call);
    void drop_repetitions();

    // A signal knows its place here, unless a batch of another strand that is about it too has told
    // it another one: then it may be noted twice.
    std::vector<BatchedChange> changes_;
    boost::unordered_flat_set<Observer*> held_;
};

}  // namespace ach::vm
