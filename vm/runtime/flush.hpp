// A flush: what one strand does when observers of it are due, and whatever a script asks for that
// ends in one.
//
// One after the other, the first in order first, those that are due are looked at: the computeds
// they have read are brought up to date, and if something has another version than the observer has
// seen, it runs. What becomes due meanwhile joins in. Before an observer runs, what its last run
// owned is taken away: owned effects end, timers are cancelled, cleanups are called, the newest
// first.
//
// All of that is one native that has one function after the other called for it, so nothing of the
// machine's own stack is held meanwhile.
#pragma once

#include "vm/runtime/evaluation.hpp"
#include "vm/runtime/native_continuation.hpp"
#include "vm/runtime/observer.hpp"

#include <span>
#include <vector>

namespace ach::vm {

class Reactions;

class Flush final : public NativeContinuation {
public:
    // The native has changed something, and gives `value` once the effects of its strand have seen
    // that; or fails with the first error of theirs.
    static ach_status after(ach_call& call, Value value, Value& result);
    // The same; then the error is raised, which is rooted.
    static ach_status after_error(ach_call& call, Value error, Value& result);
    // What others have made due; gives `value`.
    static ach_status requested(ach_call& call, Value value, Value& result);
    // The first run of a new effect, which is the result.
    static ach_status create(ach_call& call, Observer& effect, Value& result);
    // An effect is to run whether something has changed or not. [its home strand]
    static ach_status run(ach_call& call, Observer& effect, Value& result);
    // A run of a client's observer, which gives what the function gives. [its home strand]
    static ach_status run_scope(ach_call& call, Observer& observer, Value function,
                                std::span<const Value> arguments, Value& result);
    // Takes down an observer whose disposal was requested and that is not running. [its home
    // strand]
    static ach_status dispose(ach_call& call, Observer& observer, Value& result);

    ach_status resume(ach_call&, Completion&, Value&) override { return ACH_E_INTERNAL; }
    ach_status returned(ach_call& call, Value returned, Value& result) override;
    bool catches() const override { return true; }
    ach_status raised(ach_call& call, Value error, Value& result) override;
    bool forbids_suspension() const override { return true; }
    void trace(Tracer& tracer) override;

    Flush(ach_call& call, bool throws);

private:
    enum class Doing : std::uint8_t { Nothing, Looking, Cleaning, Running };
    using Holder = Evaluation::Holder;

    static ach_status start(ach_call& call, std::unique_ptr<Flush> flush, Value& result);

    // Until a function has to be called, or everything is done.
    ach_status go(ach_call& call, Value& result, Holder& holder);
    void call_cleanup(ach_call& call, Holder& holder);
    bool take(ach_call& call);
    enum class Look : std::uint8_t { Same, Changed, Calls };
    Look look(ach_call& call, Holder& holder);
    bool is_changed(ach_call& call, Holder& holder, Look& look);
    void prepare(ach_call& call);
    bool may_run(ach_call& call);
    void call_current(ach_call& call, Holder& holder);
    void end_run(ach_call& call);
    void failed(ach_call& call, Value error);
    void report(ach_call& call, Value error);
    void disown(ach_call& call, Observer& observer);
    void take_down(ach_call& call, Observer& observer);
    ach_status finish(ach_call& call, Value& result);

    Reactions& reactions_;
    const bool throws_;  // the first error goes to whoever asked; all others are reported
    const bool is_outermost_;
    Doing doing_ = Doing::Nothing;
    Evaluation evaluation_;
    Scope scope_;
    std::vector<Value> cleanups_;  // to be called, the last one first
    Observer* current_ = nullptr;
    bool is_ready_ = false;  // the current one is to run
    Link* at_ = nullptr;     // what is looked at for its sake
    const Link* asked_ = nullptr;
    std::uint32_t runs_ = 0;
    Observer* created_ = nullptr;    // whose errors end it
    Observer* body_ = nullptr;       // a client's observer that runs, with
    std::vector<Value> body_call_;   // its function and arguments
    ExecutionContext::Ref context_;  // of the run, while the task's own is here
    Value result_;
    Value error_ = Value::absent();  // to be raised at the end
};

}  // namespace ach::vm
