#include "host/kernel/clock/timer_service.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "tests/host/kernel/lambda.hpp"

namespace ach::host {
namespace {

constexpr std::uint64_t kMs = 1'000'000;

TEST(TimerService, FiresInOrderAndNotEarly) {
    SystemClock clock;
    TimerService timers(clock);
    const std::uint64_t start =
        clock.now_ns() + 50 * kMs;  // all are started before the first fires
    std::vector<int> order;
    std::atomic<bool> early{false};
    Tally fired;
    std::vector<std::unique_ptr<LambdaTimer>> entries;
    for (int i : {3, 1, 2, 0}) {
        const std::uint64_t deadline = start + static_cast<std::uint64_t>(i) * 3 * kMs;
        entries.push_back(std::make_unique<LambdaTimer>([&, i, deadline] {
            if (clock.now_ns() < deadline) early = true;
            order.push_back(i);
            fired.add();
        }));
        ASSERT_EQ(timers.start(*entries.back(), deadline), ACH_OK);
    }
    ASSERT_TRUE(fired.reaches(4));
    EXPECT_EQ(order, (std::vector{0, 1, 2, 3}));
    EXPECT_FALSE(early);
}

TEST(TimerService, CancelTakesBackOnce) {
    SystemClock clock;
    TimerService timers(clock);
    LambdaTimer never([] { FAIL() << "a cancelled timer fired"; });
    EXPECT_EQ(timers.cancel(never), ACH_E_GONE);
    ASSERT_EQ(timers.start(never, clock.now_ns() + 3600'000 * kMs), ACH_OK);
    EXPECT_EQ(timers.start(never, 0), ACH_E_WRONG_CONTEXT);
    EXPECT_EQ(timers.cancel(never), ACH_OK);
    EXPECT_EQ(timers.cancel(never), ACH_E_GONE);
    EXPECT_EQ(timers.pending(), 0u);
}

TEST(TimerService, AnEntryMayRestartOrFreeItselfWhileItFires) {
    SystemClock clock;
    TimerService timers(clock);
    Tally done;
    int rounds = 0;
    LambdaTimer* self = nullptr;
    self = new LambdaTimer([&] {
        if (++rounds < 5) {
            timers.start(*self, 0);
            return;
        }
        Tally& ended = done;  // the captures go with the entry
        delete self;
        ended.add();
    });
    timers.start(*self, 0);
    ASSERT_TRUE(done.reaches(1));
    EXPECT_EQ(rounds, 5);
}

TEST(TimerService, CancelWaitOutlastsTheCall) {
    SystemClock clock;
    TimerService timers(clock);
    for (int round = 0; round < 200; ++round) {
        // The flag dies with this scope, so a call that outlived cancel_wait() would be found.
        auto alive = std::make_unique<std::atomic<int>>(0);
        LambdaTimer timer([&] {
            ++*alive;
            std::this_thread::yield();
            ++*alive;
        });
        timers.start(timer, clock.now_ns());
        if (round % 2 == 0) std::this_thread::yield();
        const ach_status status = timers.cancel_wait(timer);
        EXPECT_EQ(alive->load(), status == ACH_OK ? 0 : 2);
        alive.reset();
    }
}

TEST(TimerService, CancelRacesWithFiring) {
    SystemClock clock;
    TimerService timers(clock);
    constexpr int kTimers = 2000;
    std::atomic<int> fired{0};
    std::vector<std::unique_ptr<LambdaTimer>> entries;
    for (int i = 0; i < kTimers; ++i) {
        entries.push_back(std::make_unique<LambdaTimer>([&] { ++fired; }));
        timers.start(*entries.back(), clock.now_ns() + static_cast<std::uint64_t>(i) * 1000);
    }
    std::atomic<int> cancelled{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (auto& entry : entries) {
                if (timers.cancel_wait(*entry) == ACH_OK) ++cancelled;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(fired + cancelled, kTimers);
}

TEST(TimerService, AMillionTimersWait) {
    SystemClock clock;
    TimerService timers(clock);
    std::vector<ach_timer_entry> entries(1'000'000);
    const std::uint64_t far = clock.now_ns() + 3600'000 * kMs;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        entries[i].fire = [](ach_timer_entry*) noexcept { ADD_FAILURE() << "fired"; };
        ASSERT_EQ(timers.start(entries[i], far + i * 1009), ACH_OK);
    }
    EXPECT_EQ(timers.pending(), entries.size());
    for (auto& entry : entries) ASSERT_EQ(timers.cancel(entry), ACH_OK);
    EXPECT_EQ(timers.pending(), 0u);
}

TEST(TimerService, StartingAfterStopIsRefused) {
    SystemClock clock;
    TimerService timers(clock);
    timers.stop();
    LambdaTimer timer([] {});
    EXPECT_EQ(timers.start(timer, 0), ACH_E_GONE);
}

TEST(FakeTime, StandsStillUntilMoved) {
    FakeClock clock(500);
    TimerService timers(clock);
    std::vector<std::uint64_t> at;
    LambdaTimer a([&] { at.push_back(clock.now_ns()); });
    LambdaTimer b([&] { at.push_back(clock.now_ns()); });
    timers.start(a, 500 + 7 * kMs);
    timers.start(b, 500 + 3 * kMs);
    EXPECT_EQ(timers.next_deadline_ns(), 500 + 3 * kMs);
    timers.advance(clock, 2 * kMs);
    EXPECT_TRUE(at.empty());
    timers.advance(clock, 10 * kMs);
    EXPECT_EQ(at, (std::vector<std::uint64_t>{500 + 3 * kMs, 500 + 7 * kMs}));
    EXPECT_EQ(clock.now_ns(), 500 + 12 * kMs);
}

TEST(FakeTime, ATimerStartedWhileFiringFiresInTheSameMove) {
    FakeClock clock;
    TimerService timers(clock);
    int ticks = 0;
    LambdaTimer* self = nullptr;
    LambdaTimer every([&] {
        ++ticks;
        timers.start(*self, clock.now_ns() + kMs);
    });
    self = &every;
    timers.start(every, kMs);
    timers.advance(clock, 10 * kMs);
    EXPECT_EQ(ticks, 10);
    timers.cancel(every);
}

}  // namespace
}  // namespace ach::host
