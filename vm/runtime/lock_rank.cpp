#include "vm/runtime/lock_rank.hpp"

#if ACH_CHECKS

#include <cstdio>
#include <cstdlib>

namespace ach::vm {

namespace {

const char* name_of(unsigned rank) { return rank == 1 ? "Graph" : "Object"; }

const char* last_of(unsigned held) { return name_of((held & 1u << 2) != 0 ? 2 : 1); }

}  // namespace

void HeldLocks::refuse(LockRank rank) const {
    std::fprintf(stderr, "lock order: a lock of rank %s is taken while one of rank %s is held\n",
                 name_of(static_cast<unsigned>(rank)), last_of(held_));
    std::abort();
}

void HeldLocks::refuse_safepoint() const {
    std::fprintf(stderr, "lock order: a safepoint while a lock of rank %s is held\n",
                 last_of(held_));
    std::abort();
}

}  // namespace ach::vm

#endif
