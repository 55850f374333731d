// The tables that the console needs beyond those of the mock host: a clock that stands still until
// a test moves it, a pool that runs work at once, threads that may come and go, and permission for
// everything.
#pragma once

#include "tests/sdk/mock_host.hpp"

#include <achronyme/abi/executor.h>
#include <achronyme/abi/permission.h>
#include <achronyme/abi/thread.h>
#include <achronyme/abi/timer.h>

namespace ach::testing {

class ConsoleHost {
public:
    ConsoleHost() {
        timer_.table.struct_size = sizeof timer_.table;
        timer_.table.now_ns = [](const ach_host_t* h) noexcept { return of(h).now; };
        timer_.table.start = [](const ach_host_t* h, ach_timer_entry* entry,
                                std::uint64_t deadline) noexcept -> ach_status {
            of(h).waiting = entry;
            entry->deadline_ns = deadline;
            return ACH_OK;
        };
        timer_.table.cancel_wait = [](const ach_host_t* h,
                                      ach_timer_entry* entry) noexcept -> ach_status {
            if (of(h).waiting != entry) return ACH_E_GONE;
            of(h).waiting = nullptr;
            return ACH_OK;
        };
        executor_.struct_size = sizeof executor_;
        executor_.post_blocking = [](const ach_host_t*, bool, void (*work)(void*),
                                     void* user) noexcept -> ach_status {
            work(user);
            return ACH_OK;
        };
        thread_.struct_size = sizeof thread_;
        thread_.adopt = [](const ach_host_t*, ach_str) noexcept -> ach_status { return ACH_OK; };
        thread_.leave = [](const ach_host_t*) noexcept -> ach_status { return ACH_OK; };
        host.add(ACH_IF_TIMER, &timer_.table);
        host.add(ACH_IF_EXECUTOR, &executor_);
        host.add(ACH_IF_THREAD, &thread_);
        permission_.struct_size = sizeof permission_;
        permission_.check = [](const ach_host_t*, std::int32_t, ach_str,
                               ach_error*) noexcept -> ach_status { return ACH_OK; };
        host.add(ACH_IF_PERMISSION, &permission_);
    }

    bool is_timer_running() const { return timer_.clock.waiting != nullptr; }
    // Moves the clock; a timer that is due fires.
    void advance_ms(std::uint64_t ms) {
        Clock& clock = timer_.clock;
        clock.now += ms * 1'000'000;
        if (clock.waiting == nullptr || clock.waiting->deadline_ns > clock.now) return;
        ach_timer_entry* due = std::exchange(clock.waiting, nullptr);
        due->fire(due);
    }

    MockHost host;

private:
    struct Clock {
        std::uint64_t now = 1'000'000'000;
        ach_timer_entry* waiting = nullptr;
    };
    // The functions of the table find their clock behind it.
    struct Timer {
        ach_timer_t table{};
        Clock clock;
    };
    static Clock& of(const ach_host_t* h) {
        const void* table = h->get_interface(h, ACH_IF_TIMER, nullptr);
        return const_cast<Timer*>(static_cast<const Timer*>(table))->clock;
    }

    Timer timer_;
    ach_executor_t executor_{};
    ach_thread_t thread_{};
    ach_permission_t permission_{};
};

}  // namespace ach::testing
