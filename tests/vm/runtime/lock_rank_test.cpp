#include "vm/runtime/lock_rank.hpp"

#include "fixture.hpp"

namespace ach::vm {
namespace {

#if ACH_CHECKS

RUNTIME_SUITE(LockRankTest);

TEST_P(LockRankTest, ALaterLockMayBeTakenUnderAnEarlierOne) {
    HeldLocks held;
    held.take(LockRank::Graph);
    held.take(LockRank::Object);
    held.give(LockRank::Object);
    held.give(LockRank::Graph);
    held.expect_none();
}

TEST_P(LockRankTest, AnEarlierOneMayNot) {
    HeldLocks held;
    held.take(LockRank::Object);
    EXPECT_DEATH(held.take(LockRank::Graph), "rank Graph is taken while one of rank Object");
}

TEST_P(LockRankTest, TwoObjectsAreNeverLockedAtOnce) {
    Root<Vector> one(m, make_vector(m)), other(m, make_vector(m));
    const WriteLock lock(m, *one);
    EXPECT_DEATH(WriteLock(m, *other), "rank Object is taken while one of rank Object");
}

TEST_P(LockRankTest, NothingIsAllocatedUnderALock) {
    Root<Vector> list(m, make_vector(m));
    const WriteLock lock(m, *list);
    const auto fill = [&] {
        for (;;) (void)make_vector(m);
    };
    EXPECT_DEATH(fill(), "a safepoint while a lock of rank Object is held");
}

#endif

}  // namespace
}  // namespace ach::vm
