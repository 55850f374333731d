// Whom errors are told that nobody else looks at: those of the tasks, timers and effects that code
// of a context has started, wherever they run. Who opens a window wants to show them there.
#pragma once

#include "vm/runtime/operation.hpp"
#include "vm/runtime/value.hpp"

namespace ach::vm {

struct ErrorHandler {
    Value function;    // of a prelude, which lives as long as the machine
    StrandRef strand;  // where it is called, as a task of its own
};

}  // namespace ach::vm
