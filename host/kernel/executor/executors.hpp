// The executor threads as a whole: who gets a posted runnable, who is woken, when they end.
//
// A post from an executor thread goes to that thread's queue, any other to a parked thread or, when
// all are busy, to one after the other. A thread that finds its own queue empty steals from its
// peers. Waking costs the waker several microseconds, so it is done for one parked thread at a
// time: while one is searching nobody wakes another, and a searcher that finds something and leaves
// more behind wakes the next. A thread that was never started counts as parked; nothing spins.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "achronyme/abi/executor.h"
#include "host/kernel/executor/config.hpp"
#include "host/kernel/executor/worker.hpp"
#include "host/kernel/support/parker.hpp"

namespace ach::host {

class Schedule;
class SliceTicker;
class TimerService;

class Executors {
public:
    // With a schedule, which must outlive this, one thread does everything in its order.
    Executors(const ExecutorConfig& config, TimerService& timers, Schedule* schedule = nullptr);
    ~Executors();
    Executors(const Executors&) = delete;
    Executors& operator=(const Executors&) = delete;

    static constexpr std::uint32_t kMostThreads = 64;

    // [any, lock-free] The contract of ach.executor/1.
    ach_status post(ach_runnable& r) noexcept;

    // [any, wait-free] What ach.executor/1 says; in a seeded run more than there are.
    std::uint32_t count() const noexcept { return count_; }
    std::uint32_t started() const noexcept { return started_.load(); }
    std::size_t waiting_fibers() const noexcept;

    // [any] From here on the main thread comes first: somebody shows windows on it. It stays so,
    // since nobody may take niceness back.
    void step_back() noexcept;

    // [owner] Refuses posts, lets what is queued run, ends waits with ACH_E_CANCELLED, and joins.
    // False when some thread has not ended by `deadline_ns` of CLOCK_MONOTONIC: something runs
    // there that never returns. The process may then only exit; this object must not be destroyed.
    bool stop(std::uint64_t deadline_ns) noexcept;

    // [any] True after a successful stop(): nothing runs and nothing ever will.
    bool has_ended() const noexcept { return joined_.load(); }

    // The rest is for the workers.
    std::uint64_t now_ns() const noexcept;
    Schedule* schedule() const noexcept { return schedule_; }
    int niceness() const noexcept { return config_.niceness; }
    bool steps_back() const noexcept { return steps_back_.load(); }
    bool is_stopping() const noexcept { return stopping_.load(); }
    void fire_next_timer() noexcept;
    bool peers_have_work(const Worker& self) const noexcept;
    bool steal_for(Worker& self) noexcept;
    void found_work(Worker& self) noexcept;
    void gave_up_searching(Worker& self) noexcept;
    void mark_parked(std::uint32_t index) noexcept { parked_.fetch_or(bit(index)); }
    void mark_awake(std::uint32_t index) noexcept { parked_.fetch_and(~bit(index)); }
    bool unpark_if_parked(Worker& worker) noexcept;
    void note_contention(Worker& worker) noexcept;
    void worker_ended() noexcept;
    Worker& worker(std::uint32_t index) noexcept { return *workers_[index]; }

private:
    static std::uint64_t bit(std::uint32_t index) noexcept { return std::uint64_t{1} << index; }

    Worker& choose() noexcept;
    void note_wait_behind(Worker& worker) noexcept;
    bool start_next(bool searching) noexcept;
    void wake_another() noexcept;

    const ExecutorConfig config_;
    TimerService& timers_;
    Schedule* const schedule_;
    const std::uint32_t count_;
    std::vector<std::unique_ptr<Worker>> workers_;
    RankedMutex threads_mutex_{LockRank::Leaf};  // starting against joining
    std::atomic<std::uint32_t> started_{0};      // workers with a thread, or about to get one
    std::atomic<std::uint32_t> ended_{0};
    std::atomic<std::uint32_t> turn_{0};       // of busy workers, for posts from elsewhere
    std::atomic<std::uint64_t> parked_{0};     // one bit for each worker
    std::atomic<std::uint32_t> searching_{0};  // workers that were woken to steal
    std::atomic<bool> steps_back_{false};
    std::atomic<bool> stopping_{false};
    std::atomic<bool> joined_{false};
    Parker stopper_;
    std::unique_ptr<SliceTicker> ticker_;  // last: its timer looks at the workers
};

}  // namespace ach::host
