#include "host/kernel/fiber/timed_wait.hpp"

#include <chrono>
#include <thread>

#include "host/kernel/clock/timer_service.hpp"
#include "host/kernel/executor/this_thread.hpp"
#include "host/kernel/executor/worker.hpp"

namespace ach::host {

bool is_on_fiber() noexcept { return current_fiber() != nullptr; }

const void* current_fiber() noexcept {
    Worker* worker = this_thread().worker;
    return worker == nullptr ? nullptr : worker->carriers().current();
}

ach_status wait_until(TimerService& timers, Waiter& waiter, std::uint64_t deadline_ns) noexcept {
    if (deadline_ns == kNoDeadline) return waiter.wait();
    ach_timer_entry entry{};
    entry.user = &waiter;
    entry.fire = [](ach_timer_entry* self) noexcept {
        static_cast<Waiter*>(self->user)->wake(ACH_E_TIMEOUT);
    };
    if (timers.start(entry, deadline_ns) != ACH_OK) waiter.wake(ACH_E_CANCELLED);
    const ach_status outcome = waiter.wait();
    timers.cancel_wait(entry);
    return outcome;
}

ach_status sleep_until(TimerService& timers, std::uint64_t deadline_ns) noexcept {
    Waiter waiter;
    const ach_status outcome = wait_until(timers, waiter, deadline_ns);
    return outcome == ACH_E_TIMEOUT ? ACH_OK : outcome;
}

void pause_briefly() noexcept {
    if (is_on_fiber()) {
        this_thread().worker->carriers().yield();
    } else {
        std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
}

}  // namespace ach::host
