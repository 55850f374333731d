#include <pthread.h>

#include <cstring>

#include "host/kernel/caller.hpp"
#include "host/kernel/executor/this_thread.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/main_thread/main_thread.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {
namespace {

bool is_host_thread(const Caller& caller) noexcept {
    const ThisThread& here = this_thread();
    return here.worker != nullptr || here.timers != nullptr || here.is_pool ||
           caller.kernel.main_thread().is_main();
}

// Linux shows at most 15 bytes of a thread's name.
void name_this_thread(ach_str name) noexcept {
    char text[16] = {};
    if (name.ptr == nullptr || name.len == 0) return;
    std::memcpy(text, name.ptr, name.len < sizeof text - 1 ? name.len : sizeof text - 1);
    pthread_setname_np(pthread_self(), text);
}

constexpr ach_thread_t kTable = {
    .struct_size = sizeof(ach_thread_t),
    .reserved = 0,
    .adopt = [](const ach_host_t* h, ach_str name) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        if (is_host_thread(*caller) || this_thread().adopted_by != 0) return ACH_E_WRONG_CONTEXT;
        this_thread().adopted_by = caller->index + 1;
        caller->counters.threads.fetch_add(1, std::memory_order_relaxed);
        name_this_thread(name);
        return ACH_OK;
    },
    .leave = [](const ach_host_t* h) noexcept -> ach_status {
        Caller* caller = caller_of(h);
        if (caller == nullptr) return ACH_E_ARG;
        if (this_thread().adopted_by != caller->index + 1) return ACH_E_WRONG_CONTEXT;
        this_thread().adopted_by = 0;
        caller->counters.threads.fetch_sub(1, std::memory_order_relaxed);
        return ACH_OK;
    },
};

}  // namespace

const ach_thread_t* thread_table() noexcept { return &kTable; }

}  // namespace ach::host
