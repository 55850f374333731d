// Natives of plugins that wait (ach.call/1: suspend, future) or have a script function called.
//
// The operation belongs to the host, its end to the strand: whoever completes the operation, on
// whatever thread, leaves the outcome in the strand's inbox, and the continuation runs when the
// strand takes it out. The plugin's state is shared by the continuation and the operation, because
// either may be the last to need it; free_state is called when both are gone.
#pragma once

#include "vm/runtime/native_call.hpp"

#include <achronyme/abi/native.h>

#include <memory>

namespace ach::vm {

// Parks the call's task until the operation has ended.
ach_status suspend_with(ach_call& call, const ach_suspend_desc& d, ach_op& op);

// Makes a Future that the operation settles.
ach_status future_with(ach_call& call, const ach_suspend_desc& d, ach_op& op, Value& future);

// What goes on after a script call; null when the call's result is the native's.
std::unique_ptr<NativeContinuation> continuation_of(ach_call& call, const ach_call_desc& d);

}  // namespace ach::vm
