// Brings computeds up to date, for whoever reads one or has to know whether it has changed.
//
// A computed that may be stale looks at what it read: sources that may be stale themselves come
// first, and only if one of them has another version its function runs. The way down is a list and
// not a recursion, so a chain of computeds may be as long as memory allows. The function is called
// as every native calls functions: it is returned to, or raised into, by the continuation that this
// is a part of.
//
// What comes out is checked once more before it is kept: if something has changed meanwhile on
// another strand, the sources are looked at again, and the function runs again if they differ from
// what it has read; a few times.
#pragma once

#include "vm/runtime/native_call.hpp"
#include "vm/runtime/scope.hpp"

#include <boost/container/small_vector.hpp>

#include <memory>
#include <vector>

namespace ach::vm {

class Computed;
class ReactiveGraph;

class Evaluation {
public:
    using Holder = std::unique_ptr<NativeContinuation>;

    enum class Progress : std::uint8_t {
        Done,
        Calls,   // a call was asked for, and `holder` given away with it
        Failed,  // an error is pending
    };

    // For a reader, who needs the value whatever it takes. It is not valid.
    Progress read(ach_call& call, Computed& computed, Holder& holder);
    // For somebody who wants to know whether it has changed. False: another function has to run for
    // that, which is as good as a change.
    bool begin(ach_call& call, Computed& computed);

    Progress go(ach_call& call, Holder& holder);
    Progress returned(ach_call& call, Value result, Holder& holder);
    Progress raised(ach_call& call, Value error, Holder& holder);

    bool is_over() const { return steps_.empty() && private_ == nullptr; }

    // What a reader gets: the error or null, and the value. For a Computed that is valid or has
    // just been read.
    Value error(const Computed& computed) const;
    Value value(const Computed& computed) const;

    void trace(Tracer& tracer);

private:
    struct Step {
        Computed* computed;
        Link* at;           // what it looks at
        const Link* asked;  // has been brought up to date for its sake
        std::uint64_t time, marks;
        std::uint32_t tries = 0;
        // What the function came to, unless that has to be found out again.
        bool has_run = false;
        Value error{}, value{};
    };
    enum class Claim : std::uint8_t { Mine, Own, Others };
    enum class Verdict : std::uint8_t { Same, Changed, Waits };

    Claim claim(ach_call& call, Computed& computed);
    Verdict look(ach_call& call, Step& step);
    void run(ach_call& call, Step& step, Holder& holder);
    void run_privately(ach_call& call, Holder& holder);
    Progress has_run(ach_call& call, Value error, Value value, Holder& holder);
    bool settle(ach_call& call, Step& step);
    void abandon(ach_call& call);
    bool is_current(ReactiveGraph& graph, const Computed& computed) const;
    bool reads_are_current(const ReactiveGraph& graph) const;

    boost::container::small_vector<Step, 2> steps_;  // the last one waits for nobody
    Scope scope_;
    // Another strand is about to bring this one up to date.
    Computed* private_ = nullptr;
    bool is_private_ = false;
    std::uint32_t tries_ = 0;
    std::uint64_t private_time_ = 0;
    std::vector<Scope::Read> reads_;
    Value private_error_, private_value_;
};

}  // namespace ach::vm
