// A mutex with a place in the order of all mutexes.
//
// A thread may lock only a mutex of a higher rank than every mutex it holds, so no two threads can
// wait for each other. Builds with ACH_CHECKS verify it and stop with both ranks named; others pay
// for a plain mutex. No lock is held while foreign code runs or while a fiber waits: the same
// record of held ranks checks that.
#pragma once

#include <cstdint>
#include <mutex>

namespace ach::host {

enum class LockRank : std::uint8_t {
    BusTopic = 1,   // topics, subscribers and retained signals
    BusPort = 2,    // one port's coalescing map
    FiberSync = 3,  // one event or fiber mutex
    Pool = 4,       // a blocking pool's queue
    MainThread = 5,
    RunQueue = 6,  // one executor's queues
    TokenGrowth = 7,
    Timer = 8,  // the wheel; taken by whoever starts or cancels a timer
    Leaf = 9,   // takes nothing inside
};

class RankedMutex {
public:
    explicit RankedMutex([[maybe_unused]] LockRank rank) noexcept
#if ACH_CHECKS
        : rank_(rank)
#endif
    {
    }

#if ACH_CHECKS
    void lock();
    bool try_lock();
    void unlock();
#else
    void lock() { mutex_.lock(); }
    bool try_lock() { return mutex_.try_lock(); }
    void unlock() { mutex_.unlock(); }
#endif

private:
    std::mutex mutex_;
#if ACH_CHECKS
    LockRank rank_;
#endif
};

using RankedLock = std::unique_lock<RankedMutex>;

}  // namespace ach::host
