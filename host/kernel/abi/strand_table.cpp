#include "host/kernel/strand/strand_table.hpp"

#include "host/kernel/caller.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {
namespace {

constexpr ach_strand_t kTable = {
    .struct_size = sizeof(ach_strand_t),
    .reserved = 0,
    .create = [](const ach_host_t* h, std::uint16_t priority_class,
                 ach_strand_id* out) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        return caller->kernel.strands().create(*caller, priority_class, out);
    },
    .post = [](const ach_host_t* h, ach_strand_id s, ach_strand_item* item) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.strands().post(s, item);
    },
    .wake = [](const ach_host_t* h, ach_strand_id s) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.strands().wake(s);
    },
    .close = [](const ach_host_t* h, ach_strand_id s) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.strands().close(s);
    },
};

}  // namespace

const ach_strand_t* strand_table() noexcept { return &kTable; }

}  // namespace ach::host
