#include "host/kernel/op/op_table.hpp"

#include "host/kernel/buffer/buffer_table.hpp"
#include "host/kernel/caller.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {
namespace {

constexpr ach_op_t kTable = {
    .struct_size = sizeof(ach_op_t),
    .reserved = 0,
    .create = [](const ach_host_t* h, const ach_op_desc* d, ach_op* out) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr || d == nullptr) return ACH_E_ARG;
        return caller->kernel.operations().create(*caller, *d, out);
    },
    .complete = [](const ach_host_t* h, ach_op op, ach_status outcome,
                   ach_buf payload) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        return caller->kernel.operations().complete(*caller, op, outcome, payload);
    },
    .cancel = [](const ach_host_t* h, ach_op op) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.operations().cancel(op);
    },
    .is_over = [](const ach_host_t* h, ach_op op) noexcept -> bool {
        Caller* caller = caller_of(h);
        return caller == nullptr || caller->kernel.operations().is_over(op);
    },
};

}  // namespace

const ach_op_t* op_table() noexcept { return &kTable; }

}  // namespace ach::host
