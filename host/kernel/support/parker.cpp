#include "host/kernel/support/parker.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

namespace ach::host {
namespace {

std::uint64_t now_ns() noexcept {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(now.tv_nsec);
}

// ThreadSanitizer keeps a signal back until its thread calls something that it intercepts. The
// clock is that, the futex is not: under it a sleeper looks up now and then.
std::uint64_t wake_up_time(std::uint64_t deadline_ns) noexcept {
#if defined(__SANITIZE_THREAD__)
    return std::min(deadline_ns, now_ns() + 50'000'000);
#else
    return deadline_ns;
#endif
}

// FUTEX_WAIT_BITSET takes an absolute CLOCK_MONOTONIC time, unlike FUTEX_WAIT.
void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t expected,
                std::uint64_t deadline_ns) noexcept {
    const std::uint64_t wake_up_ns = wake_up_time(deadline_ns);
    timespec until{};
    until.tv_sec = static_cast<time_t>(wake_up_ns / 1'000'000'000);
    until.tv_nsec = static_cast<long>(wake_up_ns % 1'000'000'000);
    syscall(SYS_futex, &word, FUTEX_WAIT_BITSET_PRIVATE, expected,
            wake_up_ns == Parker::kForever ? nullptr : &until, nullptr, FUTEX_BITSET_MATCH_ANY);
}

bool is_over(std::uint64_t deadline_ns) noexcept {
    return deadline_ns != Parker::kForever && now_ns() >= deadline_ns;
}

}  // namespace

bool Parker::park_until(std::uint64_t deadline_ns) noexcept {
    std::uint32_t seen = kEmpty;
    if (!state_.compare_exchange_strong(seen, kSleeping)) {
        state_.store(kEmpty);  // the token was there
        return true;
    }
    for (;;) {
        futex_wait(state_, kSleeping, deadline_ns);
        seen = kToken;
        if (state_.compare_exchange_strong(seen, kEmpty)) return true;
        if (is_over(deadline_ns)) return state_.exchange(kEmpty) == kToken;
    }
}

void Parker::unpark() noexcept {
    if (state_.exchange(kToken) == kSleeping) {
        syscall(SYS_futex, &state_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }
}

}  // namespace ach::host
