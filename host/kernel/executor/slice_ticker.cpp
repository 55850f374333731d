#include "host/kernel/executor/slice_ticker.hpp"

#include "host/kernel/clock/timer_service.hpp"
#include "host/kernel/executor/executors.hpp"

namespace ach::host {

SliceTicker::SliceTicker(Executors& executors, TimerService& timers,
                         std::uint64_t slice_ns) noexcept
    : executors_(executors), timers_(timers), slice_ns_(slice_ns) {
    entry_.user = this;
    entry_.fire = [](ach_timer_entry* entry) noexcept {
        static_cast<SliceTicker*>(entry->user)->tick();
    };
}

SliceTicker::~SliceTicker() {
    is_ending_.store(true);
    timers_.cancel_wait(entry_);
    timers_.cancel_wait(entry_);  // a tick that was under way may have started it once more
}

void SliceTicker::note_contention(Worker& worker) noexcept {
    if (!timers_.clock().moves_by_itself()) {
        worker.preempt();
        return;
    }
    // Who finds an overdue slice ends it, so a late tick delays only what nobody looks at.
    const std::uint64_t started = worker.slice_started_ns();
    if (started != 0 && timers_.clock().now_ns() - started >= slice_ns_) worker.preempt();
    if (!is_ticking_.load() && !is_ticking_.exchange(true)) start();
}

void SliceTicker::start() noexcept {
    if (!is_ending_.load()) timers_.start(entry_, timers_.clock().now_ns() + slice_ns_);
}

// True while some executor is contended.
bool SliceTicker::sweep() noexcept {
    const std::uint64_t now = timers_.clock().now_ns();
    bool contended = false;
    for (std::uint32_t i = 0; i < executors_.started(); ++i) {
        Worker& worker = executors_.worker(i);
        if (!worker.is_contended()) continue;
        contended = true;
        const std::uint64_t started = worker.slice_started_ns();
        if (started != 0 && now >= started + slice_ns_) worker.preempt();
    }
    return contended;
}

void SliceTicker::tick() noexcept {
    if (sweep()) {
        start();
        return;
    }
    is_ticking_.store(false);
    // Somebody may have begun to wait between the sweep and the store, and seen a ticking ticker.
    if (sweep() && !is_ticking_.exchange(true)) start();
}

}  // namespace ach::host
