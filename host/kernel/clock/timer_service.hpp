// One wheel, one clock, one thread.
//
// The thread starts with the first timer and sleeps until the first deadline; starting an earlier
// one wakes it. fire() is called without the lock and the entry is never touched after the call
// begins, so its owner may free or restart it there. With a clock that does not move by itself
// there is no thread: advance() moves the clock from deadline to deadline and fires on the calling
// thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "achronyme/abi/timer.h"
#include "host/kernel/clock/clock.hpp"
#include "host/kernel/clock/timer_wheel.hpp"
#include "host/kernel/support/parker.hpp"
#include "host/kernel/support/ranked_mutex.hpp"

namespace ach::host {

class TimerService {
public:
    explicit TimerService(Clock& clock);
    ~TimerService();
    TimerService(const TimerService&) = delete;
    TimerService& operator=(const TimerService&) = delete;

    Clock& clock() const noexcept { return clock_; }

    // [any] The contracts of ach.timer/1.
    ach_status start(ach_timer_entry& entry, std::uint64_t deadline_ns) noexcept;
    ach_status cancel(ach_timer_entry& entry) noexcept;
    ach_status cancel_wait(ach_timer_entry& entry) noexcept;

    // [any] Moves a clock that stands still by `ns`, firing what falls due in order and at its
    // time.
    void advance(FakeClock& clock, std::uint64_t ns) noexcept;

    // [any] Of a clock that stands still: has a deadline come, and fires the first entry for which
    // it has. False when there was none after all.
    bool is_due() noexcept;
    bool fire_next() noexcept;

    // [owner] Before the first start(): called after each start() while the clock stands still.
    void set_started(std::function<void()> started) { started_ = std::move(started); }

    // [any] The earliest moment at which something may fall due; UINT64_MAX for never.
    std::uint64_t next_deadline_ns() noexcept;

    // [any] How many entries wait.
    std::uint64_t pending() const noexcept { return pending_.load(std::memory_order_relaxed); }

    // [owner] Stops the thread. What still waits is forgotten, and starting answers ACH_E_GONE.
    void stop() noexcept;

private:
    enum : std::uint32_t { kIdle = 0, kWaiting = 1 };

    void run() noexcept;
    void fire(RankedLock& lock, ach_timer_entry& entry) noexcept;
    void fire_due(RankedLock& lock, std::uint64_t now_ns) noexcept;
    void ensure_thread() noexcept;
    ach_status take_back(ach_timer_entry& entry) noexcept;

    Clock& clock_;
    Parker parker_;
    RankedMutex mutex_{LockRank::Timer};
    TimerWheel wheel_;                         // under mutex_
    std::uint64_t sleeping_until_ns_ = 0;      // under mutex_; 0 while the thread is awake
    const ach_timer_entry* firing_ = nullptr;  // under mutex_
    bool stopping_ = false;                    // under mutex_
    bool has_thread_ = false;                  // under mutex_
    std::atomic<std::uint64_t> fired_{0};      // counts finished fire() calls; waited on
    std::atomic<std::uint64_t> pending_{0};
    std::function<void()> started_;
    std::thread thread_;
};

}  // namespace ach::host
