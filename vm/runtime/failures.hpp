// Errors that nobody has looked at (concurrency 2.7), and who is told.
//
// A future that has failed may still be awaited as long as somebody can reach it. So the failed
// ones are watched, weakly: once the collector finds one gone, or the program is over, its error is
// told. Where the context of the task names a handler (error_handler.hpp), that is called, on its
// own strand; otherwise the sink has a line to say. For a handler somebody waits who wants to see
// what has gone wrong soon: `look_soon` asks for a collection that would not come by itself.
//
// What has failed keeps its error alive, so that a handler can be given the error itself.
#pragma once

#include "vm/runtime/execution_context.hpp"
#include "vm/runtime/heap.hpp"
#include "vm/runtime/trace.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ach::vm {

class Future;
class Machine;

class Failures final : public RootProvider {
public:
    // [any mutator] `task`: the name of the function that has failed, or "".
    using Sink = std::function<void(const std::string& task, const ErrorReport& report)>;

    // `wake`: serve() is to be called soon.
    Failures(Machine& machine, std::function<void()> wake);
    ~Failures();
    Failures(const Failures&) = delete;
    Failures& operator=(const Failures&) = delete;

    void set_sink(Sink sink) { sink_ = std::move(sink); }
    // [any mutator] `look_soon`: look() is to be called in a while.
    void set_look_soon(std::function<void()> look_soon) { look_soon_ = std::move(look_soon); }

    // [any mutator] Remembers a future that has failed, or may. The context is that of its task; a
    // future of none is told of with the place where it was asked for.
    void watch(Future& future, const ExecutionContext::Ref& context, CodePlace place = {});

    // [any mutator] Has the handler of the context told of an error in `what`, which is "effect" or
    // "task", and in a function, or null. Values are rooted. False: there is none, or the program
    // is ending.
    bool tell(Mutator& mutator, const ExecutionContext& context, std::string_view what,
              Value function, Value error);

    // Collects if that may have a handler told of something. True: something is left to be looked
    // at later.
    bool look(Mutator& mutator);
    // Tells the handlers of what the last collection found.
    void serve(Mutator& mutator) {
        if (has_due_.load(std::memory_order_acquire)) tell_handlers(mutator);
    }
    // The program is over: the sink hears of all that have failed, however alive they are.
    void report_all();

    void trace_roots(Tracer& tracer) override;
    void drop_dead(const Tracer& tracer) override;

private:
    struct Failure {
        Future* future;
        ExecutionContext::Ref context;  // null: it has no handler
        CodePlace place;
    };
    struct Due {
        Value error;
        ExecutionContext::Ref context;
    };

    void tell_handlers(Mutator& mutator);
    void tell_sink();
    void let_go();

    Machine& machine_;
    const std::function<void()> wake_;
    std::function<void()> look_soon_;
    Sink sink_;
    std::mutex mutex_;  // what follows; nothing is called under it
    std::vector<Failure> failures_;
    std::deque<Due> due_;
    std::vector<ErrorReport> reports_;
    std::vector<ExecutionContext::Ref> looked_at_;  // of these; to be dropped when the world runs
    std::atomic<bool> has_due_{false};
};

}  // namespace ach::vm
