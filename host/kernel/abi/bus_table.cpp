#include "host/kernel/bus/bus.hpp"
#include "host/kernel/caller.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/support/error.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {
namespace {

constexpr ach_bus_t kTable = {
    .struct_size = sizeof(ach_bus_t),
    .reserved = 0,
    .intern = [](const ach_host_t* h, ach_str name) noexcept -> ach_topic {
        Caller* caller = caller_of(h);
        if (caller == nullptr || name.ptr == nullptr) return 0;
        return caller->kernel.bus().intern({name.ptr, name.len});
    },
    .open = [](const ach_host_t* h, const ach_port_desc* d, ach_port* out,
               ach_error* err) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr || d == nullptr) {
            return set_error(err, ACH_E_ARG, "bus.open: no host or no descriptor was given");
        }
        return caller->kernel.bus().open(*caller, *d, out, err);
    },
    .subscribe = [](const ach_host_t* h, ach_port p, ach_topic t) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.bus().subscribe(*caller, p, t);
    },
    .unsubscribe = [](const ach_host_t* h, ach_port p, ach_topic t) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.bus().unsubscribe(*caller, p, t);
    },
    .send = [](const ach_host_t* h, ach_port from, const ach_msg* m) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr || m == nullptr) return ACH_E_ARG;
        return caller->kernel.bus().send(*caller, from, *m);
    },
    .send_to = [](const ach_host_t* h, ach_port from, ach_port to,
                  const ach_msg* m) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr || m == nullptr) return ACH_E_ARG;
        return caller->kernel.bus().send_to(*caller, from, to, *m);
    },
    .recv = [](const ach_host_t* h, ach_port p, ach_msg* out,
               std::uint32_t max) noexcept -> std::uint32_t {
        Caller* caller = caller_of(h);
        return caller == nullptr ? 0 : caller->kernel.bus().receive(*caller, p, out, max);
    },
    .wait_fd = [](const ach_host_t* h, ach_port p) noexcept -> std::int32_t {
        Caller* caller = caller_of(h);
        return caller == nullptr ? -1 : caller->kernel.bus().wait_fd(*caller, p);
    },
    .stats = [](const ach_host_t* h, ach_port p, ach_port_stats* out) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.bus().stats(p, out);
    },
    .close = [](const ach_host_t* h, ach_port p) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.bus().close(*caller, p);
    },
};

}  // namespace

const ach_bus_t* bus_table() noexcept { return &kTable; }

}  // namespace ach::host
