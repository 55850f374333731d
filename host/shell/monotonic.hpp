// The system's monotonic clock, for patience only: programs measure with the kernel's clock.
#pragma once

#include <time.h>

#include <chrono>
#include <cstdint>

namespace ach::host {

inline std::uint64_t monotonic_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u +
           static_cast<std::uint64_t>(now.tv_nsec);
}

inline std::uint64_t to_ns(std::chrono::milliseconds patience) {
    return static_cast<std::uint64_t>(patience.count()) * 1'000'000u;
}

}  // namespace ach::host
