#include "host/kernel/support/ranked_mutex.hpp"

#if ACH_CHECKS

#include <cstdio>
#include <cstdlib>

#include "host/kernel/executor/this_thread.hpp"

namespace ach::host {
namespace {

void check_order(LockRank wanted) {
    const std::uint32_t held = this_thread().held_ranks;
    if ((held >> static_cast<unsigned>(wanted)) == 0) return;
    std::fprintf(
        stderr, "lock order: rank %u wanted while ranks 0x%x are held; take the lower rank first\n",
        static_cast<unsigned>(wanted), held);
    std::abort();
}

std::uint32_t bit(LockRank rank) { return std::uint32_t{1} << static_cast<unsigned>(rank); }

}  // namespace

void RankedMutex::lock() {
    check_order(rank_);
    mutex_.lock();
    this_thread().held_ranks |= bit(rank_);
}

bool RankedMutex::try_lock() {
    if (!mutex_.try_lock()) return false;
    this_thread().held_ranks |= bit(rank_);
    return true;
}

void RankedMutex::unlock() {
    this_thread().held_ranks &= ~bit(rank_);
    mutex_.unlock();
}

}  // namespace ach::host

#endif
