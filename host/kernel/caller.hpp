// Who is calling: the kernel's record of one plugin.
//
// `ach_host_t::ctx` of a plugin points to its Caller. Every table function starts from there, so
// nothing in the kernel is global and what a plugin uses can be counted. A Caller belongs to the
// Kernel and lives as long as it, because buffers and messages outlive the plugin that made them.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "achronyme/abi/base.h"

namespace ach::host {

class Kernel;

// What a plugin holds or has done. Relaxed counts: for people to look at, never to decide by.
struct CallerCounters {
    std::atomic<std::int64_t> buffers{0};
    std::atomic<std::int64_t> buffer_bytes{0};
    std::atomic<std::int64_t> ports{0};
    std::atomic<std::int64_t> operations{0};
    std::atomic<std::int64_t> strands{0};
    std::atomic<std::int64_t> fibers{0};
    std::atomic<std::int64_t> fiber_objects{0};  // events and mutexes
    std::atomic<std::int64_t> threads{0};        // adopted
    std::atomic<std::int64_t> blocking_jobs{0};
    std::atomic<std::uint64_t> messages_sent{0};
};

struct Caller {
    Caller(Kernel& its_kernel, std::uint32_t its_index, std::string its_id)
        : kernel(its_kernel), index(its_index), id(std::move(its_id)) {}

    Kernel& kernel;
    const std::uint32_t index;  // 0 is the host itself
    const std::string id;
    CallerCounters counters;
    void* shell = nullptr;  // whatever the shell keeps for this plugin
};

// Null for a nonsense host pointer.
inline Caller* caller_of(const ach_host_t* h) noexcept {
    return h == nullptr ? nullptr : static_cast<Caller*>(h->ctx);
}

}  // namespace ach::host
