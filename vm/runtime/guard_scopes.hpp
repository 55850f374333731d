// Which guards a task will release, and when.
//
// A guard belongs to the innermost block, function or module body that was being executed when it
// was obtained. The list has one entry per guard and per marked block, in the order in which they
// came; each knows how deep in the stack its frame is, so leaving a block or a frame takes entries
// off the end. Entries of depth 0 belong to the task as a whole: kept guards.
//
// Frames that have entries are flagged (Frame::own_guards), so that others pay nothing.
#pragma once

#include "vm/runtime/lock.hpp"

#include <cstdint>
#include <vector>

namespace ach::vm {

class Vector;

class GuardScopes {
public:
    // A marked block of the frame at this depth begins.
    void enter(std::size_t depth) { add(nullptr, depth); }
    // The guard belongs to the innermost open block of that frame.
    void add(Guard& guard, std::size_t depth);

    // Leaves the frame's marked blocks until `remaining` are open. `value` stays held if it is a
    // guard of them.
    void leave(Mutator& mutator, std::size_t depth, std::uint32_t remaining, Value value);
    // What belongs to the frame's marked blocks belongs to the frame.
    void join(std::size_t depth);
    // The frame ends. True: `value` was one of its guards, and belongs to the frame below.
    bool end_frame(Mutator& mutator, std::size_t depth, Value value);
    // The frame is put aside: what it has is listed for put_back(), and belongs to the task as
    // long. Null: an error is pending.
    Vector* set_aside(Mutator& mutator, std::size_t depth);
    // It goes on, at this depth, perhaps in another task.
    void put_back(const Vector& aside, std::size_t depth);
    // The task ends. A guard that is its result goes into transit.
    void end_task(Mutator& mutator, Value result);

    void trace(Tracer& tracer) const;

private:
    struct Entry {
        Guard* guard;  // null: a block begins
        std::uint32_t depth;
    };

    void add(Guard* guard, std::size_t depth) {
        entries_.push_back({guard, static_cast<std::uint32_t>(depth)});
    }
    void detach(std::size_t depth);
    bool release_from(Mutator& mutator, std::size_t first, Value value);
    std::size_t first_of(std::size_t depth) const;

    std::vector<Entry> entries_;
};

// A value has come to the running frame of `task` from a future: if it is a guard in transit, the
// task holds it from here on.
void take_guard(Mutator& mutator, Task& task, Value v);

// The running frame of `task` has obtained a guard.
void own_guard(Task& task, Guard& guard);

}  // namespace ach::vm
