#include "host/kernel/clock/timer_service.hpp"

#include <utility>

#include "host/kernel/executor/this_thread.hpp"
#include "host/kernel/support/foreign.hpp"
#include "host/kernel/support/os_thread.hpp"

namespace ach::host {
TimerService::TimerService(Clock& clock) : clock_(clock), wheel_(clock.now_ns()) {}

TimerService::~TimerService() { stop(); }

void TimerService::ensure_thread() noexcept {
    if (has_thread_ || !clock_.moves_by_itself()) return;
    has_thread_ = true;
    thread_ = std::thread([this] { run(); });
}

ach_status TimerService::start(ach_timer_entry& entry, std::uint64_t deadline_ns) noexcept {
    bool earlier = false;
    {
        RankedLock lock(mutex_);
        if (stopping_) return ACH_E_GONE;
        if (entry.state != kIdle) return ACH_E_WRONG_CONTEXT;
        entry.deadline_ns = deadline_ns;
        entry.state = kWaiting;
        wheel_.insert(entry);
        pending_.fetch_add(1, std::memory_order_relaxed);
        ensure_thread();
        earlier = deadline_ns < sleeping_until_ns_;
        if (earlier) sleeping_until_ns_ = 0;  // one wake is enough
    }
    if (earlier) parker_.unpark();
    if (started_) started_();
    return ACH_OK;
}

ach_status TimerService::cancel(ach_timer_entry& entry) noexcept {
    RankedLock lock(mutex_);
    return take_back(entry);
}

ach_status TimerService::take_back(ach_timer_entry& entry) noexcept {
    if (entry.state != kWaiting) return ACH_E_GONE;
    wheel_.remove(entry);
    entry.state = kIdle;
    pending_.fetch_sub(1, std::memory_order_relaxed);
    return ACH_OK;
}

ach_status TimerService::cancel_wait(ach_timer_entry& entry) noexcept {
    RankedLock lock(mutex_);
    if (take_back(entry) == ACH_OK) return ACH_OK;
    if (this_thread().timers == this) return ACH_E_GONE;  // called from fire() itself
    while (firing_ == &entry) {
        const std::uint64_t seen = fired_.load();
        lock.unlock();
        fired_.wait(seen);
        lock.lock();
    }
    return ACH_E_GONE;
}

// Holds `lock` on entry and exit, never during the call.
void TimerService::fire(RankedLock& lock, ach_timer_entry& entry) noexcept {
    const void* outer = std::exchange(this_thread().timers, this);
    entry.state = kIdle;
    firing_ = &entry;
    pending_.fetch_sub(1, std::memory_order_relaxed);
    lock.unlock();
    call_foreign("ach_timer_entry::fire", entry.fire, &entry);
    lock.lock();
    firing_ = nullptr;
    fired_.fetch_add(1);
    fired_.notify_all();
    this_thread().timers = outer;
}

void TimerService::fire_due(RankedLock& lock, std::uint64_t now_ns) noexcept {
    while (ach_timer_entry* entry = wheel_.pop_due(now_ns)) {
        fire(lock, *entry);
        if (stopping_) break;
    }
}

bool TimerService::is_due() noexcept {
    RankedLock lock(mutex_);
    return wheel_.next_look_ns() <= clock_.now_ns();
}

bool TimerService::fire_next() noexcept {
    RankedLock lock(mutex_);
    ach_timer_entry* entry = stopping_ ? nullptr : wheel_.pop_due(clock_.now_ns());
    if (entry == nullptr) return false;
    fire(lock, *entry);
    return true;
}

void TimerService::run() noexcept {
    os_thread::set_name("ach-timer");
    os_thread::wake_promptly();
    RankedLock lock(mutex_);
    while (!stopping_) {
        fire_due(lock, clock_.now_ns());
        const std::uint64_t until = wheel_.next_look_ns();
        if (until <= clock_.now_ns()) continue;
        sleeping_until_ns_ = until;
        lock.unlock();
        parker_.park_until(until);
        lock.lock();
        sleeping_until_ns_ = 0;
    }
}

void TimerService::advance(FakeClock& clock, std::uint64_t ns) noexcept {
    const std::uint64_t goal = clock.now_ns() + ns;
    RankedLock lock(mutex_);
    for (;;) {
        fire_due(lock, clock.now_ns());
        const std::uint64_t next = wheel_.next_look_ns();
        if (next > goal) break;
        clock.move_to(next);
    }
    clock.move_to(goal);
}

std::uint64_t TimerService::next_deadline_ns() noexcept {
    RankedLock lock(mutex_);
    return wheel_.next_look_ns();
}

void TimerService::stop() noexcept {
    {
        RankedLock lock(mutex_);
        stopping_ = true;
    }
    parker_.unpark();
    if (thread_.joinable()) thread_.join();
}

}  // namespace ach::host
