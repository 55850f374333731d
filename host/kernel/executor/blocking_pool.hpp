// Threads on which blocking is allowed: one pool for input and output, one for long computations.
//
// Threads come on demand up to a limit and leave when they have had nothing to do for a while.
// Those for computations are nicer than the executors, so one that somebody forgot never slows a
// script down; those for input and output are not, because a script waits for them.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "achronyme/abi/base.h"
#include "host/kernel/executor/config.hpp"
#include "host/kernel/support/ranked_mutex.hpp"

namespace ach::host {

class Schedule;

class BlockingPool {
public:
    using Work = void(ACH_CALL*)(void* user);

    // `schedule`, if any, is told of everything under way and must outlive this.
    BlockingPool(std::string name, std::uint32_t most_threads, int niceness, Schedule* schedule);
    ~BlockingPool();
    BlockingPool(const BlockingPool&) = delete;
    BlockingPool& operator=(const BlockingPool&) = delete;

    // [any] ACH_E_GONE once stop() has begun, ACH_E_NOMEM when neither thread nor memory is left.
    ach_status post(Work work, void* user) noexcept;

    // [owner] Refuses work, runs what is queued, and waits. False when something does not end
    // before `deadline_ns` of CLOCK_MONOTONIC; the pool must not be destroyed then.
    bool stop(std::uint64_t deadline_ns) noexcept;

private:
    struct Job {
        Work work;
        void* user;
    };

    void thread_main() noexcept;
    bool next(RankedLock& lock, Job& job);

    const std::string name_;
    const std::uint32_t most_threads_;
    const int niceness_;
    Schedule* const schedule_;
    RankedMutex mutex_{LockRank::Pool};
    std::condition_variable_any changed_;
    std::deque<Job> jobs_;  // under mutex_, as is the rest
    std::uint32_t threads_ = 0;
    std::uint32_t idle_ = 0;
    bool stopping_ = false;
};

class BlockingPools {
public:
    // A seeded run has one thread in each, so that jobs follow each other.
    explicit BlockingPools(const PoolConfig& config, Schedule* schedule = nullptr);

    BlockingPool& io() noexcept { return io_; }
    BlockingPool& cpu() noexcept { return cpu_; }
    bool stop(std::uint64_t deadline_ns) noexcept {
        return io_.stop(deadline_ns) && cpu_.stop(deadline_ns);
    }

private:
    BlockingPool io_;
    BlockingPool cpu_;
};

}  // namespace ach::host
