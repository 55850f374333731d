#include "host/kernel/executor/run_queue.hpp"

#include <algorithm>

namespace ach::host {
namespace {

// Slices of a round, by class: urgent, main, spawned, parallel, background.
constexpr std::array<unsigned, kClasses> kWeights = {32, 16, 8, 4, 2};

// A thief takes few, so that it neither starves the victim nor comes back for each one.
constexpr unsigned kMostStolen = 16;

}  // namespace

// While the arrivals are neither in the inbox nor in a chain, `waiting_` counts one too many, so
// that has_work() of another thread never misses them and goes to sleep.
void RunQueue::sort_arrivals() noexcept {
    if (inbox_.empty()) return;
    unsigned waiting = waiting_.load(std::memory_order_relaxed);
    waiting_.store(waiting + 1);
    for (ach_runnable* r = inbox_.take_all(); r != nullptr; ++waiting) {
        ach_runnable* next = r->next;
        chains_[std::min<std::size_t>(r->priority_class, kClasses - 1)].push(r);
        r = next;
    }
    waiting_.store(waiting);
}

ach_runnable* RunQueue::pick() noexcept {
    for (int round = 0; round < 2; ++round) {
        for (std::size_t cls = 0; cls < kClasses; ++cls) {
            if (chains_[cls].empty() || credits_[cls] == 0) continue;
            --credits_[cls];
            waiting_.store(waiting_.load(std::memory_order_relaxed) - 1);
            return chains_[cls].pop();
        }
        credits_ = kWeights;
    }
    return nullptr;
}

ach_runnable* RunQueue::take() noexcept {
    if (!has_work()) return nullptr;
    RankedLock lock(mutex_);
    sort_arrivals();
    return pick();
}

unsigned RunQueue::steal_into(RunQueue& thief) noexcept {
    if (!has_work()) return 0;
    Chain<ach_runnable> loot;
    unsigned stolen = 0;
    {
        RankedLock lock(mutex_);
        sort_arrivals();
        const unsigned waiting = waiting_.load(std::memory_order_relaxed);
        const unsigned wanted = std::min((waiting + 1) / 2, kMostStolen);
        for (auto& chain : chains_) {
            while (stolen < wanted && !chain.empty()) {
                loot.push(chain.pop());
                ++stolen;
            }
        }
        waiting_.store(waiting - stolen);
    }
    while (ach_runnable* r = loot.pop()) thief.push(*r);
    return stolen;
}

}  // namespace ach::host
