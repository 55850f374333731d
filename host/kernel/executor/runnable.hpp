// The states that a runnable goes through, kept in `ach_runnable::state`.
//
// Only whoever moves it from Idle to Queued may link it into a queue, and only the executor thread
// that moved it from Queued to Running may run it. A post that meets a running one leaves the mark
// Again, and the executor queues it once more when it parks. Nothing is lost and nothing runs twice
// at a time.
#pragma once

#include <atomic>

#include "achronyme/abi/executor.h"

namespace ach::host {

inline constexpr std::size_t kClasses = 5;

namespace runnable_state {
inline constexpr std::uint32_t kIdle = 0;
inline constexpr std::uint32_t kQueued = 1;
inline constexpr std::uint32_t kRunning = 2;
inline constexpr std::uint32_t kAgain = 3;
}  // namespace runnable_state

// [any, lock-free] True when the caller must put it into a queue.
inline bool claim_for_queue(ach_runnable& r) noexcept {
    std::atomic_ref<std::uint32_t> state(r.state);
    std::uint32_t seen = state.load(std::memory_order_relaxed);
    for (;;) {
        const std::uint32_t wanted = seen == runnable_state::kIdle      ? runnable_state::kQueued
                                     : seen == runnable_state::kRunning ? runnable_state::kAgain
                                                                        : seen;
        if (state.compare_exchange_weak(seen, wanted, std::memory_order_acq_rel)) {
            return seen == runnable_state::kIdle;
        }
    }
}

// [executor] The runnable was taken from a queue and is about to run.
inline void enter_running(ach_runnable& r) noexcept {
    std::atomic_ref<std::uint32_t>(r.state).store(runnable_state::kRunning,
                                                  std::memory_order_release);
}

// [executor] It answered ACH_RUN_PARKED. True when it must be queued again.
inline bool leave_running(ach_runnable& r) noexcept {
    std::atomic_ref<std::uint32_t> state(r.state);
    std::uint32_t seen = runnable_state::kRunning;
    if (state.compare_exchange_strong(seen, runnable_state::kIdle, std::memory_order_acq_rel)) {
        return false;
    }
    state.store(runnable_state::kQueued, std::memory_order_release);
    return true;
}

// [executor] It answered ACH_RUN_MORE.
inline void requeue(ach_runnable& r) noexcept {
    std::atomic_ref<std::uint32_t>(r.state).store(runnable_state::kQueued,
                                                  std::memory_order_release);
}

}  // namespace ach::host
