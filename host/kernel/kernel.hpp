// Threads, time and messages of one process, in one object.
//
// Everything hangs off a Kernel; two of them share nothing but the machine. Nothing runs and no
// thread exists until somebody asks for it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/kernel/caller.hpp"
#include "host/kernel/executor/config.hpp"
#include "host/kernel/support/ranked_mutex.hpp"

namespace ach::host {

class BlockingPools;
class BufferTable;
class Bus;
class Clock;
class Executors;
class FiberObjects;
class MainThread;
class OpTable;
class Schedule;
class StrandTable;
class TimerService;

struct KernelConfig {
    ExecutorConfig executors;
    PoolConfig pools;
    std::uint32_t most_operations = 1u << 22;  // pending at a time
    std::uint32_t most_buffers = 1u << 24;
    Clock* clock = nullptr;  // null: the system's; otherwise outlives the kernel

    // One executor thread does everything in the order of this seed, on a clock of its own. Then
    // `clock` is not used.
    std::optional<std::uint64_t> seed;
};

class Kernel {
public:
    explicit Kernel(const KernelConfig& config = {});

    // Stops and waits for ever; call stop() first when somebody may not end.
    ~Kernel();
    Kernel(const Kernel&) = delete;
    Kernel& operator=(const Kernel&) = delete;

    // [any] A record for one more plugin.
    Caller& add_caller(std::string id);
    // [any] Null when there is no such index. 0 is the host.
    Caller* caller(std::uint32_t index) noexcept;
    Caller& host_caller() noexcept { return *callers_.front(); }

    Clock& clock() noexcept { return *clock_; }
    TimerService& timers() noexcept { return *timers_; }
    Executors& executors() noexcept { return *executors_; }
    BlockingPools& pools() noexcept { return *pools_; }
    FiberObjects& fiber_objects() noexcept { return *fiber_objects_; }
    StrandTable& strands() noexcept { return *strands_; }
    BufferTable& buffers() noexcept { return *buffers_; }
    OpTable& operations() noexcept { return *operations_; }
    Bus& bus() noexcept { return *bus_; }
    MainThread& main_thread() noexcept { return *main_thread_; }

    // [main] Refuses new work, lets what is queued run, ends waits, and joins every thread. False
    // when something does not end before `deadline_ns` of the system's monotonic clock: then the
    // process may only exit, and the kernel must not be destroyed.
    bool stop(std::uint64_t deadline_ns) noexcept;

private:
    std::unique_ptr<Clock> own_clock_;
    Clock* clock_;
    RankedMutex callers_mutex_{LockRank::Leaf};
    std::vector<std::unique_ptr<Caller>> callers_;  // under callers_mutex_; entries never move
    std::unique_ptr<TimerService> timers_;
    std::unique_ptr<Schedule> schedule_;  // of a seeded run
    std::unique_ptr<Executors> executors_;
    std::unique_ptr<BlockingPools> pools_;
    std::unique_ptr<FiberObjects> fiber_objects_;
    std::unique_ptr<StrandTable> strands_;
    std::unique_ptr<BufferTable> buffers_;
    std::unique_ptr<OpTable> operations_;
    std::unique_ptr<Bus> bus_;
    std::unique_ptr<MainThread> main_thread_;
};

}  // namespace ach::host
