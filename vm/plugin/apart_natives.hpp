// Natives that a strand does not simply run: those that may block (ACH_FN_BLOCKING_…), and those
// that one thread at a time may enter (ACH_FN_SERIAL).
//
//   BLOCKING           the strand stands still ─▶ a thread of a pool runs it ─▶ the strand goes on
//   …, MAY_SUSPEND     the same, and the strand's other tasks go on meanwhile
//   SERIAL             it runs at once if nobody is inside; else the strand stands still, and
//                      tries again when somebody has left
//   BLOCKING, SERIAL   it goes to the pool, whose thread tries, and later another one again
//
// On the pool it has a mutator of its own that is outside of the heap; what it calls enters the
// heap for as long as that takes (Entered). Inside of call_sync nothing can stand still, because a
// native is on the stack: there it runs, and waits until nobody is inside, on the thread it is
// called on.
#pragma once

#include "vm/plugin/serial_line.hpp"
#include "vm/runtime/builtin_registry.hpp"

#include <achronyme/abi/native.h>

#include <deque>

namespace ach::vm {

struct HostTables;

// What the binding of such a native leads to.
struct ApartNative {
    ach_native_fn fn;
    void* user;
    std::uint32_t flags;
    SerialLine* line;  // null unless SERIAL

    bool may_block() const { return (flags & (ACH_FN_BLOCKING_IO | ACH_FN_BLOCKING_CPU)) != 0; }
};

// The natives of one machine that need it.
class ApartNatives {
public:
    // Makes the binding of a definition go through here if its flags say so.
    void set_apart(const HostTables& host, const ach_native_def& def, NativeBinding& binding);

private:
    std::deque<ApartNative> natives_;
};

}  // namespace ach::vm
