// Ends slices: sets the preempt flag of a thread on which others wait, 100 µs after its slice
// began.
//
// Reading a clock at every safepoint would cost more than the work between two of them, so the
// running code only loads a flag. One timer entry ticks while any executor is contended and sleeps
// otherwise. With a clock that does not move by itself the flag is set at once.
#pragma once

#include <atomic>
#include <cstdint>

#include "achronyme/abi/timer.h"

namespace ach::host {

class Executors;
class TimerService;
class Worker;

class SliceTicker {
public:
    SliceTicker(Executors& executors, TimerService& timers, std::uint64_t slice_ns) noexcept;
    ~SliceTicker();

    // [any] Something began to wait for `worker`, which is running something else.
    void note_contention(Worker& worker) noexcept;

private:
    void tick() noexcept;
    bool sweep() noexcept;
    void start() noexcept;

    Executors& executors_;
    TimerService& timers_;
    const std::uint64_t slice_ns_;
    ach_timer_entry entry_{};
    std::atomic<bool> is_ticking_{false};
    std::atomic<bool> is_ending_{false};
};

}  // namespace ach::host
