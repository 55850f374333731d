// Small helpers of the kernel's tests: lambdas as intrusive entries, and counting to a goal.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>

#include "achronyme/abi/executor.h"
#include "achronyme/abi/timer.h"

namespace ach::host {

// A runnable around `int(const ach_slice&)`, which returns an ACH_RUN_… constant.
class LambdaRunnable : public ach_runnable {
public:
    using Body = std::function<std::int32_t(const ach_slice&)>;

    explicit LambdaRunnable(Body body, std::uint16_t cls = ACH_CLASS_SPAWNED)
        : ach_runnable{}, body_(std::move(body)) {
        this->priority_class = cls;
        this->run = [](ach_runnable* self, const ach_slice* slice) noexcept {
            return static_cast<LambdaRunnable*>(self)->body_(*slice);
        };
    }
    LambdaRunnable(const LambdaRunnable&) = delete;
    LambdaRunnable& operator=(const LambdaRunnable&) = delete;

private:
    Body body_;
};

class LambdaTimer : public ach_timer_entry {
public:
    explicit LambdaTimer(std::function<void()> body) : ach_timer_entry{}, body_(std::move(body)) {
        this->fire = [](ach_timer_entry* self) noexcept {
            static_cast<LambdaTimer*>(self)->body_();
        };
    }
    LambdaTimer(const LambdaTimer&) = delete;
    LambdaTimer& operator=(const LambdaTimer&) = delete;

private:
    std::function<void()> body_;
};

// Counts up on any thread and lets a plain thread wait for a goal.
class Tally {
public:
    void add(std::int64_t n = 1) {
        std::lock_guard lock(mutex_);
        count_ += n;
        changed_.notify_all();
    }

    std::int64_t count() const {
        std::lock_guard lock(mutex_);
        return count_;
    }

    // Generous: only a hang reaches the limit.
    [[nodiscard]] bool reaches(std::int64_t goal) const {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(120), [&] { return count_ >= goal; });
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::int64_t count_ = 0;
};

}  // namespace ach::host
