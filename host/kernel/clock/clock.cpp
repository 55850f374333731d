#include "host/kernel/clock/clock.hpp"

#include <time.h>

namespace ach::host {
namespace {

std::int64_t read(clockid_t clock) noexcept {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

std::uint64_t SystemClock::now_ns() const noexcept {
    return static_cast<std::uint64_t>(read(CLOCK_MONOTONIC));
}

std::int64_t SystemClock::wall_ns() const noexcept { return read(CLOCK_REALTIME); }

}  // namespace ach::host
