#include "host/kernel/buffer/buffer_table.hpp"

#include "host/kernel/caller.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {
namespace {

constexpr ach_buffer_t kTable = {
    .struct_size = sizeof(ach_buffer_t),
    .reserved = 0,
    .alloc = [](const ach_host_t* h, std::uint32_t kind, std::size_t len, ach_buf* out,
                std::uint8_t** bytes) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        return caller->kernel.buffers().alloc(*caller, kind, len, out, bytes);
    },
    .wrap = [](const ach_host_t* h, const void* bytes, std::size_t len, ach_free_fn release,
               void* user, ach_buf* out) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        return caller->kernel.buffers().wrap(*caller, bytes, len, release, user, out);
    },
    .freeze = [](const ach_host_t* h, ach_buf b) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.buffers().freeze(b);
    },
    .view = [](const ach_host_t* h, ach_buf b, std::size_t* len) noexcept -> const std::uint8_t* {
        Caller* caller = caller_of(h);
        return caller == nullptr ? nullptr : caller->kernel.buffers().view(b, len);
    },
    .retain = [](const ach_host_t* h, ach_buf b) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.buffers().retain(b);
    },
    .release = [](const ach_host_t* h, ach_buf b) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        return caller == nullptr ? ACH_E_ARG : caller->kernel.buffers().release(b);
    },
};

}  // namespace

const ach_buffer_t* buffer_table() noexcept { return &kTable; }

}  // namespace ach::host
