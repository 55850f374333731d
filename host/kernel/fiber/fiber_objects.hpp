// Events and mutexes for fibers, and fibers themselves: what ach.fiber/1 is made of.
//
// Waiters queue up on the object, linked through nodes on their own stacks. Whoever ends a wait
// claims the waiter under the object's lock and delivers after it; a waiter that was ended by its
// timer or by a shutdown takes itself off the list before it returns. So a node on the list is
// always alive.
#pragma once

#include <cstdint>

#include "achronyme/abi/fiber.h"
#include "host/kernel/caller.hpp"
#include "host/kernel/executor/waiter.hpp"
#include "host/kernel/fiber/timed_wait.hpp"
#include "host/kernel/support/ranked_mutex.hpp"
#include "host/kernel/support/token_table.hpp"

namespace ach::host {

class Executors;
class TimerService;

// Waiting fibers, first come first served. Under the lock of its owner.
class WaitList {
public:
    struct Node {
        Waiter waiter;
        const void* fiber = current_fiber();
        Node* previous = nullptr;
        Node* next = nullptr;
        bool is_linked = false;
    };

    void push(Node& node) noexcept;
    void remove(Node& node) noexcept;

    // Takes off the first waiter that nobody else has ended yet and claims it; null when none is
    // left. The caller owes it a deliver() once the lock is released.
    Node* claim_first(ach_status outcome) noexcept;

private:
    Node* first_ = nullptr;
    Node* last_ = nullptr;
};

class FiberEvent {
public:
    explicit FiberEvent(Caller& owner) noexcept;
    ~FiberEvent();

    void notify() noexcept;
    ach_status wait(TimerService& timers, std::uint64_t deadline_ns) noexcept;
    void destroy() noexcept;

private:
    Caller& owner_;
    RankedMutex mutex_{LockRank::FiberSync};
    WaitList waiters_;  // under mutex_, as is the rest
    bool is_set_ = false;
    bool is_gone_ = false;
};

class FiberMutex {
public:
    explicit FiberMutex(Caller& owner) noexcept;
    ~FiberMutex();

    ach_status lock() noexcept;
    ach_status unlock() noexcept;

    // ACH_E_WRONG_CONTEXT while it is held; afterwards nobody can lock it any more.
    ach_status destroy() noexcept;

private:
    Caller& owner_;
    RankedMutex mutex_{LockRank::FiberSync};
    WaitList waiters_;  // under mutex_, as is the rest
    const void* holder_ = nullptr;
    bool is_gone_ = false;
};

class FiberObjects {
public:
    FiberObjects(Executors& executors, TimerService& timers) noexcept
        : executors_(executors), timers_(timers) {}

    // [any] The contracts of ach.fiber/1.
    ach_status spawn(Caller& caller, void(ACH_CALL* run)(void*), void* user) noexcept;
    ach_status yield() noexcept;
    ach_status sleep_until(std::uint64_t deadline_ns) noexcept;
    ach_status event_create(Caller& caller, ach_event* out) noexcept;
    ach_status event_notify(ach_event event) noexcept;
    ach_status event_wait(ach_event event, std::uint64_t deadline_ns) noexcept;
    ach_status event_destroy(ach_event event) noexcept;
    ach_status mutex_create(Caller& caller, ach_fiber_mutex* out) noexcept;
    ach_status mutex_lock(ach_fiber_mutex mutex) noexcept;
    ach_status mutex_unlock(ach_fiber_mutex mutex) noexcept;
    ach_status mutex_destroy(ach_fiber_mutex mutex) noexcept;

private:
    static constexpr std::uint32_t kMost = 1u << 22;

    Executors& executors_;
    TimerService& timers_;
    TokenTable<FiberEvent> events_{kMost};
    TokenTable<FiberMutex> mutexes_{kMost};
};

}  // namespace ach::host
