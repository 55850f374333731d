// A strand: tasks of which at most one runs at any moment, in the order in which they became
// runnable.
//
// Whoever runs a strand (its runner, one thread at a time) works through its ready queue. Everybody
// else reaches it through its inbox, where wake-ups and the ends of operations lie in the order in
// which they were sent; the runner takes them out between two tasks. A task that used up its slice
// is the strand's current one and goes on before any other: between its suspension points nothing
// of the same strand happens.
//
// A strand is kept alive by its tasks, by the operations it expects, and by the machine's registry
// while there is anything to do or to expect. One that nothing can wake any more is garbage with
// its tasks.
#pragma once

#include "vm/runtime/future.hpp"
#include "vm/runtime/heap.hpp"
#include "vm/runtime/operation.hpp"
#include "vm/runtime/slice.hpp"

#include <cstdint>
#include <memory>
#include <mutex>

namespace ach::vm {

class Machine;
class Reactions;
class Strand;
class Task;

// How urgent a strand is beside others.
enum class StrandClass : std::uint8_t { Main, Spawned, Parallel, Background };

// Lets one strand run on some thread. Belongs to whoever schedules.
class StrandRunner {
public:
    // [any thread] Strand::run() is to be called soon, once at least from now on, and never on two
    // threads at a time. A call that comes while it runs is kept.
    virtual void schedule() noexcept = 0;
    // [who made the strand] Nobody runs it until let_go(); who wants it meanwhile is heard then.
    virtual void hold() noexcept = 0;
    virtual void let_go() noexcept = 0;
    // [any thread] The strand does not exist any more. The last call.
    virtual void retire() noexcept = 0;

protected:
    ~StrandRunner() = default;
};

class StrandScheduler {
public:
    virtual ~StrandScheduler() = default;
    virtual StrandRunner* adopt(Strand& strand) = 0;
};

class Strand final {
public:
    Strand(Machine& machine, StrandClass strand_class);
    ~Strand();
    Strand(const Strand&) = delete;
    Strand& operator=(const Strand&) = delete;

    StrandClass strand_class() const { return class_; }

    // --- by any mutator

    // The task is runnable, again or for the first time.
    void wake(Mutator& mutator, Task& task);
    // The task, whose cancellation is requested, is to hear of it where it waits.
    void cancel(Mutator& mutator, Task& task);
    // [runner] What a task of this strand waits for will never come: it goes on with an error.
    // False: it waits for no future.
    bool give_up_wait(Mutator& mutator, Task& task);

    // [any thread] Puts a message that says no more than that something is to be done.
    void ask_for(StrandMessage& message);

    // [runner, and whoever knows that there are some] What observers of the strand wait for.
    Reactions& reactions();
    // Null: there are none.
    Reactions* own_reactions() const { return reactions_.get(); }

    // --- by the runner

    // Announces an operation that a task, or a future, of this strand waits for. A future is
    // settled with what the continuation makes of the end.
    OperationRef expect(Task& task);
    OperationRef expect(Mutator& mutator, Future& future,
                        std::unique_ptr<NativeContinuation> continuation, CodePlace place);
    // The operation will not be waited for after all.
    void forget(Operation& operation);

    // Nothing of the strand runs before the operation that the task waits for has ended.
    void stand_still_for(Task& task) { stands_still_for_ = &task; }
    bool stands_still() const { return stands_still_for_ != nullptr; }

    // A task of this strand has begun, and has ended or died.
    void has_begun(Task& task);
    void no_longer_begun(Task& task);

    // Does a request to stop reach its tasks wherever they are, not only where they wait?
    bool is_cancelled_anywhere() const;

    enum class Progress : std::uint8_t {
        More,  // the slice is over, and there is more to run
        Idle,  // every task waits
    };
    // Runs tasks until all wait or the slice is over.
    Progress run(Mutator& mutator, Slice slice);

    // A new strand is run by this very thread from here to there.
    void begin_visit(Mutator& mutator);
    static void end_visit(StrandRef strand);

    // [any thread] Makes whoever runs the strand, or runs it next, look up at a safepoint.
    void poke(Mutator::Request why) {
        if (poke_runner(why)) return;
        poked_.fetch_or(why);
        poke_runner(why);  // it may have come in between
    }

    // How many hold a StrandRef.
    std::uint32_t use_count() const { return references_.load(std::memory_order_acquire); }
    // The runner has seen that nobody else does, and goes before the strand.
    void forget_runner() { scheduled_by_ = nullptr; }

    bool is_run_by(const Mutator& mutator) const {
        return runner_.load(std::memory_order_relaxed) == &mutator;
    }

private:
    friend class Machine;
    friend class Operation;
    friend class Strands;
    friend void intrusive_ptr_add_ref(Strand* strand);
    friend void intrusive_ptr_release(Strand* strand);

    bool poke_runner(Mutator::Request why) {
        Mutator* const runner = runner_.load();
        if (runner != nullptr) runner->request(why);
        return runner != nullptr;
    }
    void begin_to_run(Mutator& mutator);
    OperationRef expect(Object& target, std::unique_ptr<NativeContinuation> continuation);
    bool put(StrandMessage& message);
    void send(Mutator& mutator, StrandMessage& message);
    void append(StrandMessage& message);
    StrandMessage* take_inbox();
    void receive(Mutator& mutator);
    void begin_flush(Mutator& mutator);
    void end(Mutator& mutator, Operation& operation);
    void cancel_here(Mutator& mutator, Task& task);
    void deliver_cancellation(Mutator& mutator, Task& task);
    void deliver_cancellation_to_all(Mutator& mutator);
    void settle_native(Mutator& mutator, Future& future, Operation& operation);
    Progress run_tasks(Mutator& mutator, Slice& slice);
    bool is_busy() const;
    void trace(Tracer& tracer);
    void close();
    // Null when the last reference has gone already.
    StrandRef if_alive();

    Machine& machine_;
    StrandRunner* scheduled_by_ = nullptr;
    std::atomic<Mutator*> runner_ = nullptr;
    std::atomic<std::uint32_t> poked_ = 0;         // while nobody ran it
    std::atomic<StrandMessage*> inbox_ = nullptr;  // the newest first
    StrandMessage* arrived_ = nullptr;             // taken out of the inbox, the oldest first
    StrandMessage* ready_ = nullptr;
    StrandMessage* last_ready_ = nullptr;
    Task* current_ = nullptr;
    Task* stands_still_for_ = nullptr;  // found through its operation
    Operation* expected_ = nullptr;
    Task* begun_ = nullptr;                 // and not ended; holds none of them alive
    std::unique_ptr<Reactions> reactions_;  // made by the runner
    StrandMessage cancel_all_{StrandMessage::Kind::CancelAll};
    // In the registry: among those with work, and among all.
    Strand* later_ = nullptr;
    Strand* earlier_ = nullptr;
    Strand* later_of_all_ = nullptr;
    Strand* earlier_of_all_ = nullptr;
    bool is_closed_ = false;  // the machine has gone
    std::atomic<std::uint32_t> references_ = 0;
    std::atomic<bool> is_registered_ = false;
    const StrandClass class_;
};

// The strands of a machine that have something to do or to expect: where the collector starts, and
// what tells that everything waits for ever.
class Strands final : public RootProvider {
public:
    // [the strand's runner] Once more is the same as once.
    void add(Strand& strand);
    // [any mutator] After something was put into its inbox.
    void add_if_waiting(Strand& strand);
    // [the strand's runner] Unless something has arrived meanwhile.
    void remove_if_idle(Strand& strand);

    bool is_empty() const { return count_.load(std::memory_order_acquire) == 0; }

    // [any thread] Makes whoever runs a strand look up at its next safepoint.
    void poke(Mutator::Request why);

    // [any mutator] Every task of every strand is to stop.
    void cancel_all(Mutator& mutator);

    // Every strand there is, for its whole life.
    void born(Strand& strand);
    void died(Strand& strand);

    // When the machine goes: nothing runs any more, and nothing will be completed.
    void close();

    void trace_roots(Tracer& tracer) override;

    // Scheduled when the last strand but itself has become idle: it may be waiting for ever.
    StrandRef watcher;

private:
    void link(Strand& strand);
    void unlink(Strand& strand);

    std::mutex mutex_;  // nothing is called under it, and no safepoint passed
    Strand* first_ = nullptr;
    Strand* first_of_all_ = nullptr;
    std::atomic<std::size_t> count_ = 0;
};

}  // namespace ach::vm
