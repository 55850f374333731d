// Somebody who wants to act when what was read last time has changed: an effect of a script, or a
// client of the machine (a plugin's observer, a binding of a computed).
//
// An observer lives on its home strand: there it is checked, run and disposed of, and there alone
// its fields are touched unless they say otherwise. It is a root from its creation until it has
// been taken down. Disposing is a request (from anywhere) that the home strand carries out.
//
// What a run creates it owns: effects, cleanup functions and timers (as functions that cancel
// them), in the order of registration. They go before the next run and with the observer.
#pragma once

#include "vm/runtime/execution_context.hpp"
#include "vm/runtime/operation.hpp"
#include "vm/runtime/source.hpp"

namespace ach::vm {

class Observer;
class ReactiveGraph;
class Strand;

// Who acts in place of a script function. [home strand]
class ObserverClient {
public:
    // Something has changed. Called while no lock is held; calls no script.
    virtual void changed(ach_call& call, Observer& observer) = 0;
    // The observer has been taken down: the last call.
    virtual void gone() noexcept = 0;

protected:
    ~ObserverClient() = default;
};

class Observer final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Observer; }

    enum class Role : std::uint8_t {
        Effect,
        Watch,  // a client's, served among the effects; what it watches is `subject`
        Scope,  // a client's, served after the effects; it runs when its owner lets it
    };

    // Null: an error is pending. `subject` (rooted) is the function of an effect, or what a watch
    // is about. The client may be null for effects alone.
    static Observer* make(Mutator& mutator, ReactiveGraph& graph, Role role, Strand& home,
                          Value subject, ObserverClient* client);

    Role role() const { return role_; }
    Value subject() const { return subject_.load(); }
    ObserverClient* client() const { return client_; }
    // [home strand]
    Strand& home() const { return *home_; }
    // [any mutator] Null once it has been taken down for good.
    StrandRef home_if_alive(Mutator& mutator, ReactiveGraph& graph) const;

    // [any thread] It will not run again.
    bool is_disposed() const { return is_disposed_.load(std::memory_order_acquire); }
    // [any thread] True for the first who asks for it.
    bool request_disposal() { return !is_disposed_.exchange(true, std::memory_order_acq_rel); }

    // [any thread] Whoever is about to nudge it keeps it from vanishing meanwhile.
    void pin() { pins_.fetch_add(1, std::memory_order_acq_rel); }
    void unpin() { pins_.fetch_sub(1, std::memory_order_acq_rel); }

    // The context of its runs; null: that of whoever flushes.
    const ExecutionContext::Ref& context() const { return context_; }
    void set_context(ExecutionContext::Ref context) { context_ = std::move(context); }

    Link* first() const { return Link::of(first_); }
    // A Vector of Observers and functions, or null.
    Value owned() const { return owned_.load(); }
    // False: an error is pending. The value is rooted.
    [[nodiscard]] bool own(Mutator& mutator, Value v);
    // Owns nothing any more, and has no run.
    void disown(Mutator& mutator);
    // The Future of an async run, or null.
    Value run() const { return run_.load(); }
    void set_run(Mutator& mutator, Value future) { store(mutator, *this, run_, future); }

    // Smaller ones go first.
    std::uint64_t order() const { return order_; }

    // --- of the flush
    bool is_running = false;
    bool is_forced = false;        // runs even if nothing has changed
    bool has_been_told = false;    // a Scope that is dirty, until its next run
    std::uint64_t flush = 0;       // the last one it ran in,
    std::uint32_t runs = 0;        // and how often
    std::uint64_t started_at = 0;  // the time of the graph when its last run began

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    friend class ReactiveGraph;
    friend class Reactions;

    Observer(Role role, std::uint64_t order, StrandRef home, Value subject, ObserverClient* client);

    const Role role_;
    std::atomic<bool> is_disposed_{false};
    bool is_taken_down_ = false;
    std::atomic<std::uint32_t> pins_{0};
    // Where it waits for its turn.
    bool is_due_ = false;
    bool has_arrived_ = false;  // under the graph's lock
    const std::uint64_t order_;
    StrandRef home_;
    ObserverClient* client_;
    ExecutionContext::Ref context_;
    Slot subject_, first_, owned_, run_;
    // Among all, under the graph's lock.
    Observer* later_ = nullptr;
    Observer* earlier_ = nullptr;
};

}  // namespace ach::vm
