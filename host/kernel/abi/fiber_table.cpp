#include "host/kernel/caller.hpp"
#include "host/kernel/fiber/fiber_objects.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {
namespace {

constexpr ach_fiber_t kTable = {
    .struct_size = sizeof(ach_fiber_t),
    .reserved = 0,
    .spawn = [](const ach_host_t* h, void(ACH_CALL* run)(void*),
                void* user) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        return caller->kernel.fiber_objects().spawn(*caller, run, user);
    },
    .yield = [](const ach_host_t* h) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.fiber_objects().yield();
    },
    .sleep_until = [](const ach_host_t* h, std::uint64_t deadline_ns) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        return caller->kernel.fiber_objects().sleep_until(deadline_ns);
    },
    .event_create = [](const ach_host_t* h, ach_event* out) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        return caller->kernel.fiber_objects().event_create(*caller, out);
    },
    .event_notify = [](const ach_host_t* h, ach_event e) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.fiber_objects().event_notify(e);
    },
    .event_wait = [](const ach_host_t* h, ach_event e,
                     std::uint64_t deadline_ns) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        return caller->kernel.fiber_objects().event_wait(e, deadline_ns);
    },
    .event_destroy = [](const ach_host_t* h, ach_event e) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.fiber_objects().event_destroy(e);
    },
    .mutex_create = [](const ach_host_t* h, ach_fiber_mutex* out) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        return caller->kernel.fiber_objects().mutex_create(*caller, out);
    },
    .mutex_lock = [](const ach_host_t* h, ach_fiber_mutex m) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.fiber_objects().mutex_lock(m);
    },
    .mutex_unlock = [](const ach_host_t* h, ach_fiber_mutex m) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.fiber_objects().mutex_unlock(m);
    },
    .mutex_destroy = [](const ach_host_t* h, ach_fiber_mutex m) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.fiber_objects().mutex_destroy(m);
    },
};

}  // namespace

const ach_fiber_t* fiber_table() noexcept { return &kTable; }

}  // namespace ach::host
