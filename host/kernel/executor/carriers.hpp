// The carrier fibers of one executor thread and the order in which they run.
//
// A carrier is a fiber that looks for runnables and runs them. At most one carrier looks at a time;
// the others rest, or wait in the middle of a runnable because its code called ach.fiber/1:
//
//     resting ──▶ looking (one) ──▶ waiting or yielded inside a runnable ──▶ looking or resting
//
// Before the looking carrier waits it makes sure that another one is there, so a thread with work
// never lacks a carrier. pick_next() chooses in this order:
//
//     1. the dispatcher of Boost.Fiber, at least every eighth switch (it frees ended fibers)
//     2. the lane: fibers whose wait has ended
//     3. ready fibers, first come first served; the looking carrier is one of them
//     4. the dispatcher, which puts the thread to sleep when nothing else is there
//
// The lane is filled only by the dispatcher and by the looking carrier, and the latter runs one
// runnable for each filling, so fibers that keep waking each other cannot starve the queues.
// Everything here happens on the one thread, but for wake(), which any thread may call.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "achronyme/abi/base.h"
#include "host/kernel/executor/waiter.hpp"
#include "host/kernel/support/inbox.hpp"

namespace ach::host {

class StackPool;

// What carriers need of the thread they live on.
class CarrierThread {
public:
    virtual bool has_work() const noexcept = 0;     // might run_one() find something?
    virtual bool run_one() noexcept = 0;            // false when nothing was found
    virtual void sleep() noexcept = 0;              // until something may have changed
    virtual void resumed() noexcept = 0;            // a runnable goes on after a wait
    virtual bool is_stopping() const noexcept = 0;  // end when there is nothing left to do
    virtual std::size_t choose(std::size_t count) noexcept = 0;  // 0 where the order is ours

protected:
    ~CarrierThread() = default;
};

class Carriers {
public:
    Carriers(CarrierThread& thread, std::size_t stack_bytes);
    ~Carriers();

    // [own thread] Runs until the thread is stopping and every carrier has ended.
    void run();

    // [carrier] Waits for `waiter` to be woken.
    ach_status wait(Waiter& waiter) noexcept;

    // [carrier] Lets everything else that is ready have a turn.
    void yield() noexcept;

    // [carrier] Identity of the running fiber, for owners of mutexes.
    const void* current() const noexcept { return current_; }

    // [any, lock-free] Hands over a claimed waiter; the thread must be woken afterwards.
    void wake(Waiter& waiter) noexcept { wakes_.push(&waiter); }

    // [any] Does a woken fiber wait for its turn?
    bool has_wakes() const noexcept { return !wakes_.empty() || lane_is_waiting_.load(); }

    // [carrier] Could another fiber go on at once?
    bool has_ready() const noexcept;

    // [any] How many fibers are in the middle of a wait.
    std::size_t waiting() const noexcept { return waiting_.load(std::memory_order_relaxed); }

private:
    struct Carrier;
    class Schedule;

    void carrier_main() noexcept;
    void look(Carrier& self) noexcept;
    bool rest(Carrier& self) noexcept;
    void step_aside() noexcept;
    bool ensure_spare() noexcept;
    void add_carrier();
    void take_wakes() noexcept;
    void cancel_waits() noexcept;
    void end_if_done() noexcept;

    CarrierThread& thread_;
    std::unique_ptr<StackPool> stacks_;
    Schedule* schedule_ = nullptr;  // owned by Boost.Fiber's scheduler of this thread
    boost::fibers::context* main_ = nullptr;
    Carrier* current_ = nullptr;
    Carrier* looking_ = nullptr;
    std::vector<Carrier*> resting_;
    Waiter* parked_ = nullptr;  // list of waits in progress
    std::size_t alive_ = 0;
    bool ending_ = false;
    Inbox<Waiter> wakes_;
    std::atomic<bool> lane_is_waiting_{false};
    std::atomic<std::size_t> waiting_{0};
};

}  // namespace ach::host
