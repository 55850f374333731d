// Waiting on a fiber until somebody wakes it or the host's clock says it has been long enough.
#pragma once

#include <cstdint>

#include "achronyme/abi/base.h"
#include "host/kernel/executor/waiter.hpp"

namespace ach::host {

class TimerService;

inline constexpr std::uint64_t kNoDeadline = ~std::uint64_t{0};

// [any] Does the calling code run on a fiber of an executor?
bool is_on_fiber() noexcept;

// [any] Identity of the calling fiber, null outside of executors.
const void* current_fiber() noexcept;

// [fiber] Waits for `waiter`; at `deadline_ns` the outcome is ACH_E_TIMEOUT. When it returns nobody
// but those whom the caller told about the waiter still refers to it.
ach_status wait_until(TimerService& timers, Waiter& waiter, std::uint64_t deadline_ns) noexcept;

// [fiber] ACH_OK when the time has come, ACH_E_CANCELLED when the host shuts down first.
ach_status sleep_until(TimerService& timers, std::uint64_t deadline_ns) noexcept;

// [any] Lets others run for a moment, on a fiber or a plain thread.
void pause_briefly() noexcept;

}  // namespace ach::host
