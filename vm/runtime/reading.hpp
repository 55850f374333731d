// Reading a source: at once when it is a signal or a computed that is valid; otherwise the computed
// is brought up to date first, as a native that waits for functions.
#pragma once

#include "vm/runtime/computed.hpp"
#include "vm/runtime/evaluation.hpp"
#include "vm/runtime/native_continuation.hpp"

namespace ach::vm {

class Reading final : public NativeContinuation {
public:
    // The source is rooted. `tracks`: whoever records what the task reads hears of it.
    static ach_status read(ach_call& call, Source& source, bool tracks, Value& result);

    Reading(Computed& computed, bool tracks) : computed_(computed), tracks_(tracks) {}

    ach_status resume(ach_call&, Completion&, Value&) override { return ACH_E_INTERNAL; }
    ach_status returned(ach_call& call, Value returned, Value& result) override;
    bool catches() const override { return true; }
    ach_status raised(ach_call& call, Value error, Value& result) override;
    bool forbids_suspension() const override { return true; }
    void trace(Tracer& tracer) override;

private:
    ach_status answer(ach_call& call, Evaluation::Progress progress, Value& result);

    Computed& computed_;
    const bool tracks_;
    Evaluation evaluation_;
};

}  // namespace ach::vm
