// The reactive graph of a machine: what its sources, readers and strands share.
//
// One lock guards its structure: who subscribes to what, what is stale, who is due. It is held for
// the marking of a change and the changing of links, never while a script, a client or the
// collector runs, and not at all while the heap has one mutator. Reading a value and setting a
// signal that nobody observes take no part in it.
//
// Time in the graph passes with changes, as far as anybody looks.
#pragma once

#include "vm/runtime/computed.hpp"
#include "vm/runtime/execution_context.hpp"
#include "vm/runtime/heap.hpp"
#include "vm/runtime/reactions.hpp"
#include "vm/runtime/signal.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>
#include <vector>

namespace ach::vm {

class Machine;
struct BatchedChange;
struct ErrorReport;
struct Scope;

// Is told of every change of a bound signal, by whoever changed it, while no lock is held.
class ChangeSink {
public:
    virtual void changed(Mutator& mutator, Signal& signal) = 0;

protected:
    ~ChangeSink() = default;
};

class ReactiveGraph final : public RootProvider {
public:
    explicit ReactiveGraph(Machine& machine);
    ~ReactiveGraph();
    ReactiveGraph(const ReactiveGraph&) = delete;
    ReactiveGraph& operator=(const ReactiveGraph&) = delete;

    std::uint64_t next_id() { return ids_.fetch_add(1, std::memory_order_relaxed) + 1; }
    std::uint64_t next_run() { return runs_.fetch_add(1, std::memory_order_relaxed) + 1; }
    // The time. It has been looked at now, so what changes later has another one.
    std::uint64_t now() {
        const std::uint64_t time = time_.load();
        return ((time & kLookedAt) != 0 ? time : time_.fetch_or(kLookedAt)) / kTick;
    }
    bool is_now(std::uint64_t time) const { return time_.load() / kTick == time; }
    // Something is about to change: the time of that. Changes between two looks share one, and
    // writers that nobody looks at leave each other's caches alone.
    std::uint64_t tick() {
        std::uint64_t time = time_.load();
        while ((time & kLookedAt) != 0) {
            const std::uint64_t next = (time / kTick + 1) * kTick;
            if (time_.compare_exchange_weak(time, next)) time = next;
        }
        return time / kTick;
    }

    // --- observers
    void enter(Mutator& mutator, Observer& observer);
    // [home strand] It runs no more, has read nothing, and is no root any more unless it still
    // waits for its turn. What it owns is the caller's to dispose of.
    void take_down(Mutator& mutator, Observer& observer);
    // Asks every effect that owns something to end, on its home strand. False: they all have.
    bool end_effects(Mutator& mutator);
    // [home strand] One that waited for its turn has had it. True: it has been taken down.
    bool forget(Mutator& mutator, Observer& observer);

    // --- reading
    // The run of `scope` has read `source` at that version. Both are rooted. False: an error is
    // pending.
    [[nodiscard]] bool track(Mutator& mutator, Scope& scope, Source& source, std::uint64_t version);
    // The run is over: what it has not read again is forgotten.
    void trim(Mutator& mutator, Scope& scope);
    // A watch subscribes to its subject. False: an error is pending.
    [[nodiscard]] bool watch(Mutator& mutator, Observer& observer, Source& source);

    // --- under the lock
    // Its turn comes: in the flush that follows, after the batch, or when its strand is asked.
    void make_due(Observer& observer, Writer& writer);
    // Whoever reads the source may be concerned.
    void mark(Source& source, Writer& writer);
    // Those who saw the signal's value at `before` see the same value at `version`.
    void see_again(Signal& signal, std::uint64_t before, std::uint64_t version);

    // --- errors that nobody can be given
    using ErrorSink = std::function<void(std::string_view where, const ErrorReport& report)>;
    void set_error_sink(ErrorSink sink) { error_sink_ = std::move(sink); }
    // "error in effect", "error in cleanup"
    void report(std::string_view where, Value error);

    void set_change_sink(ChangeSink* sink) { change_sink_ = sink; }
    ChangeSink* change_sink() const { return change_sink_; }

    // What calls an async effect: a function of the effect. Absent until one was made.
    Value starter() const { return starter_.load(); }
    void set_starter(Value function) {
        if (!starter_.load().is_same(function)) starter_.publish(function);
    }

    // A task that flushes the strand, for its queue; null: an error is pending.
    Task* make_flush(Mutator& mutator, Strand& strand);
    // Nothing runs any more: observers let go of their strands.
    void close();

    void trace_roots(Tracer& tracer) override;

private:
    friend class Evaluation;
    friend class GraphLock;

    [[nodiscard]] bool add(Mutator& mutator, Scope& scope, Link& link);
    bool link_up(Mutator& mutator, Scope& scope, Source& source, std::uint64_t version);
    void subscribe(Mutator& mutator, Link& link);
    void unsubscribe(Mutator& mutator, Link& link);
    void insert(Mutator& mutator, Link& link);
    bool remove(Mutator& mutator, Link& link);
    void cut(Mutator& mutator, Link* from);
    static Slot& first_of(Object& reader);

    Machine& machine_;
    ExecutionContext::Ref flush_context_;
    std::atomic<std::uint64_t> ids_{0};
    std::atomic<std::uint64_t> runs_{0};
    static constexpr std::uint64_t kLookedAt = 1;
    static constexpr std::uint64_t kTick = 2;
    alignas(64) std::atomic<std::uint64_t> time_{kTick};  // with kLookedAt; read by every writer
    Slot starter_;                                        // a root
    alignas(64) std::mutex mutex_;                        // what follows
    Observer* first_ = nullptr;
    std::vector<Source*> marking_;
    std::vector<Link*> linking_;
    ErrorSink error_sink_;
    ChangeSink* change_sink_ = nullptr;
};

class GraphLock {
public:
    GraphLock(Mutator& mutator, ReactiveGraph& graph)
        : held_(mutator.held_locks()), mutex_(mutator.is_shared() ? &graph.mutex_ : nullptr) {
        held_.take(LockRank::Graph);
        if (mutex_ != nullptr) mutex_->lock();
    }
    ~GraphLock() {
        if (mutex_ != nullptr) mutex_->unlock();
        held_.give(LockRank::Graph);
    }
    GraphLock(const GraphLock&) = delete;
    GraphLock& operator=(const GraphLock&) = delete;

private:
    HeldLocks& held_;
    std::mutex* mutex_;
};

// On whose behalf something changes, and who is to be told of it once the locks are released.
class Writer {
public:
    // `reactions` are of the strand that runs; null: the writer is outside of any, or the strand
    // has none.
    Writer(ReactiveGraph& graph, Reactions* reactions) : graph_(graph), own_(reactions) {}

    bool is_home_of(const Observer& observer) const {
        return own_ != nullptr && &own_->strand() == &observer.home();
    }
    Batch* batch() const { return own_ == nullptr ? nullptr : own_->batch; }
    void want(Strand& strand);

    // For signals: before and after.
    void about_to_change(Signal& signal, Value before, std::uint64_t version) {
        if (batch() != nullptr) note(signal, before, version);
    }
    void has_changed(Mutator& mutator, Signal& signal, bool has_been_touched = false);
    // Asks the strands that are wanted for a flush.
    void send() {
        if (!wanted_.empty()) send_all();
    }

private:
    void note(Signal& signal, Value before, std::uint64_t version);
    void send_all();

    ReactiveGraph& graph_;
    Reactions* own_;
    BatchedChange* noted_ = nullptr;  // in the batch
    std::vector<StrandRef> wanted_;
};

}  // namespace ach::vm
