// The order of the machine's locks. Whoever holds one takes only locks of a later rank, never a
// second one of the same, so no two threads can wait for each other; and nobody comes to a
// safepoint holding one. Builds with ACH_CHECKS verify both, by an account in the mutator, and stop
// with the ranks named.
//
// All other mutexes of the machine are leaves: nothing is called and nothing else locked under
// them.
#pragma once

#include <cstdint>

namespace ach::vm {

enum class LockRank : std::uint8_t {
    Graph = 1,   // the structure of the reactive graph
    Object = 2,  // the one-word lock of one signal, container or future
};

#if ACH_CHECKS

class HeldLocks {
public:
    void take(LockRank rank) {
        if (held_ >> static_cast<unsigned>(rank) != 0) refuse(rank);
        held_ |= 1u << static_cast<unsigned>(rank);
    }
    void give(LockRank rank) { held_ &= ~(1u << static_cast<unsigned>(rank)); }
    // A safepoint may come here.
    void expect_none() const {
        if (held_ != 0) refuse_safepoint();
    }

private:
    [[noreturn]] void refuse(LockRank rank) const;
    [[noreturn]] void refuse_safepoint() const;

    unsigned held_ = 0;  // bits of LockRank
};

#else

class HeldLocks {
public:
    void take(LockRank) {}
    void give(LockRank) {}
    void expect_none() const {}
};

#endif

}  // namespace ach::vm
