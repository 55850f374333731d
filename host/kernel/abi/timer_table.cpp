#include "host/kernel/caller.hpp"
#include "host/kernel/clock/timer_service.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {
namespace {

constexpr ach_timer_t kTable = {
    .struct_size = sizeof(ach_timer_t),
    .reserved = 0,
    .now_ns = [](const ach_host_t* h) noexcept -> std::uint64_t {
        Caller* caller = caller_of(h);
        return caller == nullptr ? 0 : caller->kernel.clock().now_ns();
    },
    .wall_ns = [](const ach_host_t* h) noexcept -> std::int64_t {
        Caller* caller = caller_of(h);
        return caller == nullptr ? 0 : caller->kernel.clock().wall_ns();
    },
    .start = [](const ach_host_t* h, ach_timer_entry* e,
                std::uint64_t deadline_ns) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr || e == nullptr || e->fire == nullptr) return ACH_E_ARG;
        return caller->kernel.timers().start(*e, deadline_ns);
    },
    .cancel = [](const ach_host_t* h, ach_timer_entry* e) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr || e == nullptr) return ACH_E_ARG;
        return caller->kernel.timers().cancel(*e);
    },
    .cancel_wait = [](const ach_host_t* h, ach_timer_entry* e) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr || e == nullptr) return ACH_E_ARG;
        return caller->kernel.timers().cancel_wait(*e);
    },
};

}  // namespace

const ach_timer_t* timer_table() noexcept { return &kTable; }

}  // namespace ach::host
