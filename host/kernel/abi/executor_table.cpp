#include "host/kernel/caller.hpp"
#include "host/kernel/executor/blocking_pool.hpp"
#include "host/kernel/executor/executors.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {
namespace {

constexpr ach_executor_t kTable = {
    .struct_size = sizeof(ach_executor_t),
    .reserved = 0,
    .post = [](const ach_host_t* h, ach_runnable* r) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr || r == nullptr) return ACH_E_ARG;
        return caller->kernel.executors().post(*r);
    },
    .count = [](const ach_host_t* h) noexcept -> std::uint32_t {
        Caller* caller = caller_of(h);
        return caller == nullptr ? 0 : caller->kernel.executors().count();
    },
    .post_blocking = [](const ach_host_t* h, bool cpu, void(ACH_CALL* work)(void*),
                        void* user) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr || work == nullptr) return ACH_E_ARG;
        BlockingPools& pools = caller->kernel.pools();
        caller->counters.blocking_jobs.fetch_add(1, std::memory_order_relaxed);
        return (cpu ? pools.cpu() : pools.io()).post(work, user);
    },
};

}  // namespace

const ach_executor_t* executor_table() noexcept { return &kTable; }

}  // namespace ach::host
