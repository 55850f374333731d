// What a native leaves behind when it returns without a result.
//
// The plugin layer derives one class for the continuations of the ABI (suspend, call_then); natives
// of the machine derive their own. A continuation belongs to its task and is destroyed exactly
// once, when the native has its result or the task has left it behind, on whatever thread that is.
#pragma once

#include "achronyme/abi/base.h"
#include "vm/runtime/value.hpp"

#include <memory>

struct ach_call;

namespace ach::vm {

class Tracer;

// How an operation ended that a native started: the side that completes it and the continuation
// know what is in there. Made on any thread.
class Completion {
public:
    virtual ~Completion() = default;
};

class NativeContinuation {
public:
    virtual ~NativeContinuation() = default;

    // Goes on after suspend(). Returns what a native may return.
    virtual ach_status resume(ach_call& call, Completion& completion, Value& result) = 0;

    // Goes on after the script call that call_then() asked for.
    virtual ach_status returned(ach_call& call, Value returned, Value& result) = 0;

    // Whether it wants to hear of the error when that call fails. If so, raised() takes the place
    // of returned(); unless ACH_E_RAISED is its answer, with the error or another one pending, the
    // error is gone.
    virtual bool catches() const { return false; }
    virtual ach_status raised(ach_call&, Value /*error*/, Value& /*result*/) {
        return ACH_E_INTERNAL;
    }

    // Whether what it waits for runs in a no-suspend context.
    virtual bool forbids_suspension() const { return false; }

    // The task is being cancelled: advises the worker to stop.
    virtual void cancel() {}

    // Visits the values it holds. While the world is stopped.
    virtual void trace(Tracer&) {}
};

}  // namespace ach::vm
