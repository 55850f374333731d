#include "host/kernel/executor/executors.hpp"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <thread>

#include "host/kernel/clock/timer_service.hpp"
#include "host/kernel/executor/schedule.hpp"
#include "host/kernel/executor/slice_ticker.hpp"
#include "host/kernel/executor/this_thread.hpp"

namespace ach::host {
namespace {

std::uint32_t thread_count(std::uint32_t wanted, const Schedule* schedule) noexcept {
    // A seeded run must not depend on the machine.
    if (wanted == 0 && schedule != nullptr) wanted = Schedule::kPretendedThreads;
    if (wanted == 0) wanted = std::thread::hardware_concurrency();
    return std::clamp(wanted, 1u, Executors::kMostThreads);
}

}  // namespace

Executors::Executors(const ExecutorConfig& config, TimerService& timers, Schedule* schedule)
    : config_(config),
      timers_(timers),
      schedule_(schedule),
      count_(thread_count(config.threads, schedule)),
      ticker_(std::make_unique<SliceTicker>(*this, timers, config.slice_ns)) {
    const std::uint32_t threads = schedule == nullptr ? count_ : 1;
    for (std::uint32_t i = 0; i < threads; ++i) {
        workers_.push_back(std::make_unique<Worker>(*this, i, config.stack_bytes));
    }
    if (schedule != nullptr) schedule->set_wake([this] { unpark_if_parked(*workers_.front()); });
}

Executors::~Executors() { stop(Parker::kForever); }

std::uint64_t Executors::now_ns() const noexcept { return timers_.clock().now_ns(); }

void Executors::fire_next_timer() noexcept { timers_.fire_next(); }

ach_status Executors::post(ach_runnable& r) noexcept {
    if (r.run == nullptr || r.priority_class >= kClasses) return ACH_E_ARG;
    if (stopping_.load()) return ACH_E_GONE;
    if (!claim_for_queue(r)) return ACH_OK;

    Worker* here = this_thread().worker;
    if (here != nullptr && &here->executors() == this) {
        here->queue().push(r);
        note_wait_behind(*here);
        return ACH_OK;
    }
    Worker& target = choose();
    target.queue().push(r);
    if (schedule_ != nullptr) schedule_->disturb();
    // The first post of all starts a thread and needs no second one.
    if (started_.load() == 0 && start_next(false)) return ACH_OK;
    if (!unpark_if_parked(target)) note_wait_behind(target);
    return ACH_OK;
}

// Something was queued behind what runs on `worker`.
void Executors::note_wait_behind(Worker& worker) noexcept {
    if (worker.is_contended()) note_contention(worker);
    wake_another();
}

// For a post from a thread that is not an executor.
Worker& Executors::choose() noexcept {
    const std::uint64_t parked = parked_.load();
    if (parked != 0) return *workers_[static_cast<std::size_t>(std::countr_zero(parked))];
    const std::uint32_t started = std::max(started_.load(), 1u);
    return *workers_[turn_.fetch_add(1, std::memory_order_relaxed) % started];
}

bool Executors::start_next(bool searching) noexcept {
    std::uint32_t next = started_.load();
    do {
        if (next == workers_.size() || stopping_.load()) return false;
    } while (!started_.compare_exchange_weak(next, next + 1));
    if (searching) {
        searching_.fetch_add(1);
        workers_[next]->make_searching();
    }
    RankedLock lock(threads_mutex_);
    try {
        workers_[next]->start();
    } catch (const std::system_error& e) {
        std::fprintf(stderr, "cannot start executor thread %u: %s; lower the number of threads\n",
                     next, e.what());
        std::abort();
    }
    return true;
}

bool Executors::unpark_if_parked(Worker& worker) noexcept {
    const std::uint64_t mine = bit(worker.index());
    if ((parked_.load() & mine) == 0) return false;
    if ((parked_.fetch_and(~mine) & mine) == 0) return false;
    worker.unpark();
    return true;
}

// There is more work than awake threads that look for it.
void Executors::wake_another() noexcept {
    if (searching_.load() != 0) return;
    for (std::uint64_t parked = parked_.load(); parked != 0; parked = parked_.load()) {
        Worker& worker = *workers_[static_cast<std::size_t>(std::countr_zero(parked))];
        const std::uint64_t mine = bit(worker.index());
        if ((parked_.fetch_and(~mine) & mine) == 0) continue;
        searching_.fetch_add(1);
        worker.make_searching();
        worker.unpark();
        return;
    }
    if (started_.load() < workers_.size()) start_next(true);
}

bool Executors::peers_have_work(const Worker& self) const noexcept {
    const std::uint32_t started = started_.load();
    for (std::uint32_t i = 0; i < started; ++i) {
        if (i != self.index() && workers_[i]->queue().has_work()) return true;
    }
    return false;
}

bool Executors::steal_for(Worker& self) noexcept {
    const std::uint32_t started = started_.load();
    for (std::uint32_t i = 1; i < started; ++i) {
        Worker& victim = *workers_[(self.index() + i) % started];
        if (victim.queue().steal_into(self.queue()) != 0) return true;
    }
    return false;
}

// Called with a runnable in hand. Passes the search on when more is left.
void Executors::found_work(Worker& self) noexcept {
    if (!self.stop_searching()) return;
    searching_.fetch_sub(1);
    if (self.queue().has_work() || peers_have_work(self)) wake_another();
}

void Executors::gave_up_searching(Worker& self) noexcept {
    if (self.stop_searching()) searching_.fetch_sub(1);
}

void Executors::note_contention(Worker& worker) noexcept { ticker_->note_contention(worker); }

void Executors::step_back() noexcept {
    steps_back_.store(true);
    for (const auto& worker : workers_) worker->step_back();
}

std::size_t Executors::waiting_fibers() const noexcept {
    std::size_t sum = 0;
    for (const auto& worker : workers_) sum += worker->carriers().waiting();
    return sum;
}

void Executors::worker_ended() noexcept {
    ended_.fetch_add(1);
    stopper_.unpark();
}

bool Executors::stop(std::uint64_t deadline_ns) noexcept {
    if (joined_) return true;
    stopping_.store(true);
    for (std::uint32_t i = 0; i < started_.load(); ++i) workers_[i]->unpark();
    while (ended_.load() < started_.load()) {
        if (!stopper_.park_until(deadline_ns)) return false;
    }
    RankedLock lock(threads_mutex_);
    // Only now: a peer may steal from any queue until the last thread has ended.
    for (std::uint32_t i = 0; i < started_.load(); ++i) workers_[i]->join();
    joined_ = true;
    return true;
}

}  // namespace ach::host
