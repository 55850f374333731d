// What the running code of a task is inside of, as far as the reactive graph is concerned: who
// records what it reads, who owns what it makes, and what it must not do.
//
// A scope belongs to the native that made the call below it, and the task knows the innermost one.
// Async calls, other strands and workers have tasks of their own and so begin without one.
#pragma once

#include "vm/runtime/heap.hpp"
#include "vm/runtime/task.hpp"

#include <cstdint>
#include <vector>

namespace ach::vm {

class Link;
class Observer;
class Signal;
class Source;

struct Scope {
    // What a function read that keeps no links: see Evaluation.
    struct Read {
        Source* source;
        std::uint64_t version;
    };

    Scope* outer = nullptr;
    Object* reader = nullptr;            // an Observer or Computed, whose links are renewed
    std::vector<Read>* reads = nullptr;  // or where they are noted instead
    Observer* owner = nullptr;
    Signal* updating = nullptr;      // in the function of its update()
    std::uint64_t run = 0;           // of the reader
    Link* last = nullptr;            // the last one this run has renewed
    bool is_pure = false;            // inside of a computed: nothing may be changed
    bool is_worker = false;          // inside of what may as well run on a strand of its own
    bool is_for_async_call = false;  // the next async function that is called goes on in it

    bool tracks() const { return reader != nullptr || reads != nullptr; }

    // What is not said anew is as outside.
    void enter(Task& task) {
        outer = task.scope;
        is_pure = is_pure || (outer != nullptr && outer->is_pure);
        is_worker = is_worker || (outer != nullptr && outer->is_worker);
        task.scope = this;
    }
    void leave(Task& task) const { task.scope = outer; }

    static Observer* owner_of(const Task& task) {
        return task.scope == nullptr ? nullptr : task.scope->owner;
    }
    static bool is_pure_in(const Task& task) {
        return task.scope != nullptr && task.scope->is_pure;
    }
    // Is the task in the function that updates this signal?
    static bool is_updating(const Task& task, const Signal& signal) {
        for (const Scope* scope = task.scope; scope != nullptr; scope = scope->outer) {
            if (scope->updating == &signal) return true;
        }
        return false;
    }
};

}  // namespace ach::vm
