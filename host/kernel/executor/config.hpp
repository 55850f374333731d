// How many threads, how nice, how large their stacks: what an integrator may set.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ach::host {

// AddressSanitizer makes frames several times as large.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr std::size_t kStackBytes = 1024 * 1024;
#else
inline constexpr std::size_t kStackBytes = 256 * 1024;
#endif

struct ExecutorConfig {
    std::uint32_t threads = 0;  // 0: as many as there are cores
    int niceness = 10;          // while the main thread is lent (decision 0018); 0 before
    std::size_t stack_bytes = kStackBytes;  // of a carrier, see StackPool
    std::uint64_t slice_ns = 100'000;       // a slice ends after this when others wait
};

struct PoolConfig {
    std::uint32_t io_threads = 64;  // mostly asleep
    std::uint32_t cpu_threads = 0;  // 0: as many as there are cores
    int niceness = 15;              // of long computations
    int io_niceness = 5;            // what is read is waited for
};

}  // namespace ach::host
