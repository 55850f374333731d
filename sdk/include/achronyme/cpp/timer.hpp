// The host's clock and timers.
#pragma once

#include "achronyme/abi/timer.h"
#include "achronyme/cpp/host.hpp"
#include "achronyme/cpp/log.hpp"

#include <chrono>
#include <cstdint>
#include <utility>

namespace ach {
inline namespace sdk1 {

class Clock {
public:
    Clock() = default;
    explicit Clock(const Host& host)  // [loader]
        : host_(host.raw()), table_(&host.get<ach_timer_t>()), log_(host) {}

    // Monotonic nanoseconds since an arbitrary start.
    std::uint64_t now() const noexcept { return table_->now_ns(host_); }
    // Nanoseconds since 1970-01-01T00:00:00Z.
    std::int64_t wall() const noexcept { return table_->wall_ns(host_); }
    std::uint64_t after(std::chrono::nanoseconds delay) const noexcept {
        return now() + static_cast<std::uint64_t>(delay.count());
    }

    const ach_host_t* host() const noexcept { return host_; }
    const ach_timer_t& table() const noexcept { return *table_; }
    const Log& log() const noexcept { return log_; }

private:
    const ach_host_t* host_ = nullptr;
    const ach_timer_t* table_ = nullptr;
    Log log_;
};

// Calls `fire()` on the timer thread, which must return at once. The destructor cancels and waits
// for a call that is running.
template <class Fire>
class Timer : private ach_timer_entry {
public:
    Timer(const Clock& clock, Fire body)
        : ach_timer_entry{}, clock_(clock), body_(std::move(body)) {
        ach_timer_entry::fire = [](ach_timer_entry* entry) noexcept {
            auto& self = *static_cast<Timer*>(entry);
            self.clock_.log().contain("timer", [&] { self.body_(); });
        };
    }
    ~Timer() { clock_.table().cancel_wait(clock_.host(), this); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    // ACH_E_WRONG_CONTEXT while it is waiting already.
    ach_status start_at(std::uint64_t deadline) noexcept {
        return clock_.table().start(clock_.host(), this, deadline);
    }
    ach_status start_in(std::chrono::nanoseconds delay) noexcept {
        return start_at(clock_.after(delay));
    }
    // ACH_E_GONE when it was not waiting any more.
    ach_status cancel() noexcept { return clock_.table().cancel(clock_.host(), this); }

private:
    Clock clock_;
    Fire body_;
};

}  // namespace sdk1
}  // namespace ach
