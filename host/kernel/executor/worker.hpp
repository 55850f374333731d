// One executor thread: its queue, its carriers, its sleep.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "host/kernel/executor/carriers.hpp"
#include "host/kernel/executor/run_queue.hpp"
#include "host/kernel/support/parker.hpp"

namespace ach::host {

class Executors;
class Schedule;

class Worker final : private CarrierThread {
public:
    Worker(Executors& executors, std::uint32_t index, std::size_t stack_bytes);

    std::uint32_t index() const noexcept { return index_; }
    Executors& executors() const noexcept { return executors_; }
    RunQueue& queue() noexcept { return queue_; }
    Carriers& carriers() noexcept { return carriers_; }

    // Starts the thread. Throws std::system_error.
    void start();
    void join() { thread_.join(); }

    // [any] Ends the sleep of the thread, or the next one.
    void unpark() noexcept { parker_.unpark(); }

    // [any] Hands over a claimed waiter of this thread.
    void wake(Waiter& waiter) noexcept;

    // [any] Something runs here and something else waits for its turn.
    bool is_contended() const noexcept {
        return slice_started_ns_.load() != 0 && (!queue_is_idle() || carriers_.has_wakes());
    }

    // [any] When the running slice began; 0 when nothing runs.
    std::uint64_t slice_started_ns() const noexcept { return slice_started_ns_.load(); }

    // [any] Asks what runs to return at its next good place.
    void preempt() noexcept { preempt_.store(1, std::memory_order_relaxed); }

    // [any] The thread steps back behind the main thread, also if it starts later.
    void step_back() noexcept;

    // [executors] The thread was woken to look for work of others, and counts as searching.
    void make_searching() noexcept { searching_.store(true); }
    bool stop_searching() noexcept { return searching_.exchange(false); }

private:
    bool has_work() const noexcept override;
    bool run_one() noexcept override;
    void sleep() noexcept override;
    void resumed() noexcept override { begin_slice(); }
    std::size_t choose(std::size_t count) noexcept override;
    bool is_stopping() const noexcept override;

    bool queue_is_idle() const noexcept { return !queue_.has_work(); }
    void thread_main() noexcept;
    void run(ach_runnable& r) noexcept;
    bool take_step(Schedule& schedule) noexcept;
    void wait_for(Schedule& schedule, ach_op op) noexcept;
    std::uint64_t begin_slice() noexcept;

    Executors& executors_;
    const std::uint32_t index_;
    Parker parker_;
    RunQueue queue_;
    Carriers carriers_;
    std::uint32_t preempt_word_ = 0;
    std::atomic_ref<std::uint32_t> preempt_{preempt_word_};
    std::atomic<std::uint64_t> slice_started_ns_{0};
    std::atomic<bool> searching_{false};
    std::atomic<int> thread_id_{0};  // of the operating system; 0 until the thread runs
    std::thread thread_;
};

}  // namespace ach::host
