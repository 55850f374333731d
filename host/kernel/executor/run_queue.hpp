// What waits to run on one executor thread.
//
// Anybody pushes, without a lock. The owner takes one at a time; an idle peer steals some.
// Runnables wait in one chain for each priority class. A class is served while it has credit, most
// urgent first; when every waiting class has spent its credit, all get theirs back. So a class gets
// at least its weight in each round however busy the ones above it are.
#pragma once

#include <array>
#include <atomic>

#include "achronyme/abi/executor.h"
#include "host/kernel/executor/runnable.hpp"
#include "host/kernel/support/inbox.hpp"
#include "host/kernel/support/ranked_mutex.hpp"

namespace ach::host {

class RunQueue {
public:
    // [any, lock-free]
    void push(ach_runnable& r) noexcept { inbox_.push(&r); }

    // [owner] The next one to run; null when nothing waits.
    ach_runnable* take() noexcept;

    // [owner] Everything that was pushed, oldest first, past the classes: for a seeded run.
    ach_runnable* take_arrivals() noexcept { return inbox_.take_all(); }

    // [a peer] Moves up to half of what waits to `thief`. Returns how many.
    unsigned steal_into(RunQueue& thief) noexcept;

    // [any] A look without the lock: exact for whoever pushed before.
    bool has_work() const noexcept { return !inbox_.empty() || waiting_.load() != 0; }

private:
    void sort_arrivals() noexcept;
    ach_runnable* pick() noexcept;

    Inbox<ach_runnable> inbox_;
    RankedMutex mutex_{LockRank::RunQueue};
    std::array<Chain<ach_runnable>, kClasses> chains_;  // under mutex_
    std::array<unsigned, kClasses> credits_{};          // under mutex_
    std::atomic<unsigned> waiting_{0};                  // written under mutex_
};

}  // namespace ach::host
