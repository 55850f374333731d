// A thread of others inside of a machine: for the time of a call it is a mutator and has a strand
// of its own, which it runs itself. What the call leaves behind on that strand (an async function
// that waits) is run by whoever schedules, once the visit is over.
//
// Any number of threads may visit at once; script then runs on all of them at the same time. A
// thread that is inside already must not visit once more.
#pragma once

#include "vm/runtime/machine.hpp"

#include <span>

namespace ach::vm {

class Visit {
public:
    explicit Visit(Machine& machine);
    ~Visit();
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    Mutator& mutator() const { return *lease_; }
    const StrandRef& strand() const { return strand_; }

    // Calls a function on this stack, in a no-suspend context. Failed: an error is pending.
    [[nodiscard]] Value call(const ExecutionContext::Ref& context, Value function,
                             std::span<const Value> arguments) {
        return machine_.call_sync(mutator(), strand_, function, arguments, context);
    }

private:
    Machine& machine_;
    Mutators::Lease lease_;
    StrandRef strand_;
};

}  // namespace ach::vm
