#include "vm/plugin/failure_look.hpp"

#include <utility>

namespace ach::vm {

namespace {

constexpr std::uint64_t kFirstDelay = 100'000'000;  // ns

}  // namespace

FailureLook::FailureLook(const HostTables& host, std::function<void()> post)
    : host_(host), post_(std::move(post)) {
    timer_.user = this;
    timer_.fire = [](ach_timer_entry* entry) noexcept {
        auto& self = *static_cast<FailureLook*>(entry->user);
        self.is_due_.store(true, std::memory_order_release);
        self.post_();
    };
}

void FailureLook::soon() {
    const std::lock_guard lock(mutex_);
    if (std::exchange(delay_ns_, kFirstDelay) != kFirstDelay) start_again();
}

void FailureLook::look_if_due(Failures& failures, Mutator& mutator) {
    if (!is_due_.load(std::memory_order_acquire)) return;
    is_due_.store(false, std::memory_order_relaxed);
    std::uint64_t waited = 0;
    {
        const std::lock_guard lock(mutex_);
        waited = std::exchange(delay_ns_, 0);  // whoever fails from here on is looked for once more
    }
    if (!failures.look(mutator)) return;
    const std::lock_guard lock(mutex_);
    if (delay_ns_ != 0) return;
    delay_ns_ = 2 * waited;
    start_again();
}

// [under the lock]
void FailureLook::start_again() {
    host_.timer->cancel(host_.host, &timer_);
    host_.timer->start(host_.host, &timer_, host_.timer->now_ns(host_.host) + delay_ns_);
}

void FailureLook::end() { host_.timer->cancel_wait(host_.host, &timer_); }

}  // namespace ach::vm
