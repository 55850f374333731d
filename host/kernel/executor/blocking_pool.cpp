#include "host/kernel/executor/blocking_pool.hpp"

#include <algorithm>
#include <chrono>

#include "host/kernel/executor/schedule.hpp"
#include "host/kernel/executor/this_thread.hpp"
#include "host/kernel/support/foreign.hpp"
#include "host/kernel/support/os_thread.hpp"
#include "host/kernel/support/parker.hpp"

namespace ach::host {
namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

BlockingPool::BlockingPool(std::string name, std::uint32_t most_threads, int niceness,
                           Schedule* schedule)
    : name_(std::move(name)),
      most_threads_(schedule != nullptr ? 1u : std::max(most_threads, 1u)),
      niceness_(niceness),
      schedule_(schedule) {}

BlockingPool::~BlockingPool() { stop(Parker::kForever); }

ach_status BlockingPool::post(Work work, void* user) noexcept {
    try {
        RankedLock lock(mutex_);
        if (stopping_) return ACH_E_GONE;
        jobs_.push_back({work, user});
        if (schedule_ != nullptr) schedule_->outside_begins();
        if (idle_ < jobs_.size() && threads_ < most_threads_) {
            try {
                std::thread([this] { thread_main(); }).detach();
                ++threads_;
            } catch (...) {
                if (threads_ == 0) {
                    jobs_.pop_back();
                    if (schedule_ != nullptr) schedule_->outside_ends();
                    return ACH_E_NOMEM;
                }
            }
        }
    } catch (...) {
        return ACH_E_NOMEM;
    }
    changed_.notify_one();
    return ACH_OK;
}

// Waits for a job. False when this thread shall end.
bool BlockingPool::next(RankedLock& lock, Job& job) {
    const auto is_due = [this] { return !jobs_.empty() || stopping_; };
    ++idle_;
    const bool due = changed_.wait_for(lock, kPatience, is_due);
    --idle_;
    if (!due || jobs_.empty()) return false;
    job = jobs_.front();
    jobs_.pop_front();
    return true;
}

void BlockingPool::thread_main() noexcept {
    this_thread().is_pool = true;
    os_thread::set_name(name_.c_str());
    os_thread::set_niceness(niceness_);
    RankedLock lock(mutex_);
    for (Job job{}; next(lock, job);) {
        lock.unlock();
        call_foreign("blocking work", job.work, job.user);
        if (schedule_ != nullptr) schedule_->outside_ends();
        lock.lock();
    }
    // The last touch of the pool, under the lock: stop() may return right after.
    --threads_;
    changed_.notify_all();
}

bool BlockingPool::stop(std::uint64_t deadline_ns) noexcept {
    RankedLock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    const auto all_ended = [this] { return threads_ == 0; };
    if (deadline_ns == Parker::kForever) {
        changed_.wait(lock, all_ended);
        return true;
    }
    const std::chrono::steady_clock::time_point deadline{std::chrono::nanoseconds(deadline_ns)};
    return changed_.wait_until(lock, deadline, all_ended);
}

BlockingPools::BlockingPools(const PoolConfig& config, Schedule* schedule)
    : io_("ach-block-io", config.io_threads, config.io_niceness, schedule),
      cpu_("ach-block-cpu",
           config.cpu_threads != 0 ? config.cpu_threads : std::thread::hardware_concurrency(),
           config.niceness, schedule) {}

}  // namespace ach::host
