// Runs strands on whatever threads call work(): for machines without a host.
//
// First come, first served. Several threads may work at once.
#pragma once

#include "vm/runtime/strand.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace ach::vm {

class LocalScheduler final : public StrandScheduler {
public:
    ~LocalScheduler() override;

    StrandRunner* adopt(Strand& strand) override;

    // Runs slices until `is_over` says so; it is asked before each, and while nothing is to be done
    // after each wake-up, under no lock. The mutator leaves the heap to wait. `slice` is what every
    // strand gets.
    void work(Mutator& mutator, Slice slice, const std::function<bool()>& is_over);

    // Makes waiting threads ask again.
    void wake_workers();

private:
    class Runner;

    void enqueue(Runner& runner);
    // Null: nothing to do, and somebody has asked to look up.
    Runner* next(Mutator& mutator);
    void finish(Runner& runner, Strand::Progress progress);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Runner*> queue_;
    bool looks_up_ = false;
};

}  // namespace ach::vm
