// What the kernel knows about the calling OS thread: the only thread-local data of the host.
//
// Fibers never change threads, so the record stays right across every wait. The accessor is not
// inlined all the same, so that no compiler keeps its address across a switch.
#pragma once

#include <cstdint>

namespace ach::host {

class Worker;

struct ThisThread {
    Worker* worker = nullptr;      // set on executor threads
    const void* timers = nullptr;  // the TimerService whose thread this is
    std::uint32_t held_ranks = 0;  // bits of LockRank, kept in ACH_CHECKS builds
    std::uint32_t adopted_by = 0;  // index + 1 of the plugin that adopted this thread
    bool is_pool = false;          // a thread of a blocking pool
};

ThisThread& this_thread() noexcept;

}  // namespace ach::host
