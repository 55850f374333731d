// Puts one thread to sleep until another one says go.
//
// A Parker holds at most one token. unpark() leaves the token, park() takes it or sleeps until it
// comes; so a wake that arrives first is never lost, and two wakes before one park count once. The
// sleeping thread costs nothing and a wake of an awake thread makes no system call.
#pragma once

#include <atomic>
#include <cstdint>

namespace ach::host {

class Parker {
public:
    static constexpr std::uint64_t kForever = ~std::uint64_t{0};

    // [owner] Sleeps until the token is there and takes it.
    void park() noexcept { park_until(kForever); }

    // [owner] The same, at most until `deadline_ns` of CLOCK_MONOTONIC. False when time was up.
    bool park_until(std::uint64_t deadline_ns) noexcept;

    // [any]
    void unpark() noexcept;

private:
    enum : std::uint32_t { kEmpty = 0, kToken = 1, kSleeping = 2 };
    std::atomic<std::uint32_t> state_{kEmpty};
};

}  // namespace ach::host
