// The one clock. Everything that measures or waits asks it, so that a test or a seeded run can put
// another one in its place.
#pragma once

#include <atomic>
#include <cstdint>

namespace ach::host {

class Clock {
public:
    virtual ~Clock() = default;

    // [any, wait-free] Monotonic nanoseconds since an arbitrary start.
    virtual std::uint64_t now_ns() const noexcept = 0;

    // [any, wait-free] Nanoseconds since 1970-01-01T00:00:00Z.
    virtual std::int64_t wall_ns() const noexcept = 0;

    // False when time moves only because somebody moves it; no thread sleeps on such a clock.
    virtual bool moves_by_itself() const noexcept = 0;
};

// CLOCK_MONOTONIC and CLOCK_REALTIME of the system.
class SystemClock final : public Clock {
public:
    std::uint64_t now_ns() const noexcept override;
    std::int64_t wall_ns() const noexcept override;
    bool moves_by_itself() const noexcept override { return true; }
};

// Stands still until it is moved. TimerService::advance() moves it and fires what falls due.
class FakeClock final : public Clock {
public:
    explicit FakeClock(std::uint64_t start_ns = 0, std::int64_t wall_at_start_ns = 0) noexcept
        : start_ns_(start_ns), wall_at_start_ns_(wall_at_start_ns), now_ns_(start_ns) {}

    std::uint64_t now_ns() const noexcept override { return now_ns_.load(); }
    std::int64_t wall_ns() const noexcept override {
        return wall_at_start_ns_ + static_cast<std::int64_t>(now_ns() - start_ns_);
    }
    bool moves_by_itself() const noexcept override { return false; }

    // [any] Time never goes back; an earlier instant is ignored.
    void move_to(std::uint64_t now_ns) noexcept {
        if (now_ns > now_ns_.load()) now_ns_.store(now_ns);
    }

private:
    const std::uint64_t start_ns_;
    const std::int64_t wall_at_start_ns_;
    std::atomic<std::uint64_t> now_ns_;
};

}  // namespace ach::host
