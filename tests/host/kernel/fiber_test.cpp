#include "tests/host/kernel/kernel_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace ach::host {
namespace {

constexpr std::uint64_t kForEver = ~std::uint64_t{0};
constexpr std::uint64_t kMs = 1'000'000;

struct FiberTest : KernelTest {
    const ach_fiber_t& table = *fiber_table();

    // Starts `body` on a fiber through the table; counts its end.
    void spawn(std::function<void()> body) {
        auto* owned = new std::function<void()>([this, body = std::move(body)] {
            body();
            ended.add();
        });
        ASSERT_EQ(table.spawn(
                      plugin,
                      [](void* user) noexcept {
                          auto* f = static_cast<std::function<void()>*>(user);
                          (*f)();
                          delete f;
                      },
                      owned),
                  ACH_OK);
        ++spawned;
    }
    void join() { ASSERT_TRUE(ended.reaches(spawned)); }

    std::uint64_t now() { return timer_table()->now_ns(plugin); }

    Tally ended;
    int spawned = 0;
};

TEST_F(FiberTest, OutsideOfFibersWaitingIsTheWrongContext) {
    ach_event event{};
    ach_fiber_mutex mutex{};
    ASSERT_EQ(table.event_create(plugin, &event), ACH_OK);
    ASSERT_EQ(table.mutex_create(plugin, &mutex), ACH_OK);
    EXPECT_EQ(table.yield(plugin), ACH_E_WRONG_CONTEXT);
    EXPECT_EQ(table.sleep_until(plugin, 0), ACH_E_WRONG_CONTEXT);
    EXPECT_EQ(table.event_wait(plugin, event, 0), ACH_E_WRONG_CONTEXT);
    EXPECT_EQ(table.mutex_lock(plugin, mutex), ACH_E_WRONG_CONTEXT);
    EXPECT_EQ(table.mutex_unlock(plugin, mutex), ACH_E_WRONG_CONTEXT);
    EXPECT_EQ(table.event_destroy(plugin, event), ACH_OK);
    EXPECT_EQ(table.mutex_destroy(plugin, mutex), ACH_OK);
    EXPECT_EQ(plugin.caller.counters.fiber_objects, 0);
    EXPECT_EQ(table.event_notify(plugin, event), ACH_E_GONE);
}

TEST_F(FiberTest, SleepersWakeInOrderAndNotEarly) {
    for (int i = 0; i < 20; ++i) {
        spawn([this, i] {
            const std::uint64_t deadline = now() + static_cast<std::uint64_t>(i % 5) * kMs;
            EXPECT_EQ(table.sleep_until(plugin, deadline), ACH_OK);
            EXPECT_GE(now(), deadline);
        });
    }
    join();
    EXPECT_LE(kernel.timers().pending(), 1u) << "at most the ticker that ends slices";
}

TEST_F(FiberTest, OneNotifyLetsOneWaitThrough) {
    ach_event event{};
    ASSERT_EQ(table.event_create(plugin, &event), ACH_OK);
    constexpr int kWaiters = 100;
    Tally woken;
    for (int i = 0; i < kWaiters; ++i) {
        spawn([&] {
            EXPECT_EQ(table.event_wait(plugin, event, kForEver), ACH_OK);
            woken.add();
        });
    }
    // A notify without a waiter is kept once, so each has to wait for its effect.
    for (int i = 1; i <= kWaiters; ++i) {
        EXPECT_EQ(table.event_notify(plugin, event), ACH_OK);
        ASSERT_TRUE(woken.reaches(i));
    }
    join();
    EXPECT_EQ(table.event_destroy(plugin, event), ACH_OK);
}

TEST_F(FiberTest, AWaitMayTimeOutAndItsEventStaysWhole) {
    ach_event event{};
    ASSERT_EQ(table.event_create(plugin, &event), ACH_OK);
    spawn([&] {
        for (int i = 0; i < 50; ++i) {
            EXPECT_EQ(table.event_wait(plugin, event, now() + 50'000), ACH_E_TIMEOUT);
        }
        EXPECT_EQ(table.event_wait(plugin, event, 0), ACH_E_TIMEOUT);
        table.event_notify(plugin, event);
        EXPECT_EQ(table.event_wait(plugin, event, kForEver), ACH_OK);
    });
    join();
}

TEST_F(FiberTest, NotifiesAndTimeoutsRace) {
    ach_event event{};
    ASSERT_EQ(table.event_create(plugin, &event), ACH_OK);
    std::atomic<bool> stop{false};
    std::atomic<int> got{0};
    for (int i = 0; i < 8; ++i) {
        spawn([&] {
            for (int n = 0; n < 500; ++n) {
                const ach_status status = table.event_wait(plugin, event, now() + 20'000);
                if (status == ACH_OK) ++got;
                EXPECT_TRUE(status == ACH_OK || status == ACH_E_TIMEOUT);
            }
        });
    }
    std::thread notifier([&] {
        while (!stop) {
            table.event_notify(plugin, event);
            std::this_thread::yield();
        }
    });
    join();
    stop = true;
    notifier.join();
    EXPECT_LE(kernel.timers().pending(), 1u) << "at most the ticker that ends slices";
}

TEST_F(FiberTest, DestroyingAnEventEndsItsWaits) {
    ach_event event{};
    ASSERT_EQ(table.event_create(plugin, &event), ACH_OK);
    Tally waiting;
    for (int i = 0; i < 10; ++i) {
        spawn([&] {
            waiting.add();
            EXPECT_EQ(table.event_wait(plugin, event, kForEver), ACH_E_GONE);
        });
    }
    ASSERT_TRUE(waiting.reaches(10));
    EXPECT_EQ(table.event_destroy(plugin, event), ACH_OK);
    join();
    EXPECT_EQ(table.event_wait(plugin, event, kForEver), ACH_E_WRONG_CONTEXT);
    EXPECT_EQ(plugin.caller.counters.fiber_objects, 0);
}

TEST_F(FiberTest, AMutexKeepsAcrossWaits) {
    ach_fiber_mutex mutex{};
    ASSERT_EQ(table.mutex_create(plugin, &mutex), ACH_OK);
    int unguarded = 0;
    for (int i = 0; i < 20; ++i) {
        spawn([&] {
            for (int n = 0; n < 50; ++n) {
                ASSERT_EQ(table.mutex_lock(plugin, mutex), ACH_OK);
                const int seen = unguarded;
                table.yield(plugin);
                unguarded = seen + 1;
                ASSERT_EQ(table.mutex_unlock(plugin, mutex), ACH_OK);
            }
        });
    }
    join();
    EXPECT_EQ(unguarded, 1000);
    EXPECT_EQ(table.mutex_destroy(plugin, mutex), ACH_OK);
}

TEST_F(FiberTest, AMutexKnowsItsHolder) {
    ach_fiber_mutex mutex{};
    ASSERT_EQ(table.mutex_create(plugin, &mutex), ACH_OK);
    spawn([&] {
        EXPECT_EQ(table.mutex_unlock(plugin, mutex), ACH_E_WRONG_CONTEXT);
        EXPECT_EQ(table.mutex_lock(plugin, mutex), ACH_OK);
        EXPECT_EQ(table.mutex_lock(plugin, mutex), ACH_E_WRONG_CONTEXT);
        EXPECT_EQ(table.mutex_destroy(plugin, mutex), ACH_E_WRONG_CONTEXT);
        EXPECT_EQ(table.mutex_unlock(plugin, mutex), ACH_OK);
    });
    join();
    EXPECT_EQ(table.mutex_destroy(plugin, mutex), ACH_OK);
    EXPECT_EQ(table.mutex_destroy(plugin, mutex), ACH_E_GONE);
}

TEST_F(FiberTest, ShutdownEndsWaitsAndSleeps) {
    ach_event event{};
    ASSERT_EQ(table.event_create(plugin, &event), ACH_OK);
    Tally waiting;
    spawn([&] {
        waiting.add();
        EXPECT_EQ(table.event_wait(plugin, event, kForEver), ACH_E_CANCELLED);
        EXPECT_EQ(table.sleep_until(plugin, now() + 3'600'000 * kMs), ACH_E_CANCELLED);
    });
    spawn([&] {
        waiting.add();
        EXPECT_EQ(table.sleep_until(plugin, now() + 3'600'000 * kMs), ACH_E_CANCELLED);
    });
    ASSERT_TRUE(waiting.reaches(2));
    ASSERT_TRUE(kernel.stop(kForEver));
    EXPECT_EQ(ended.count(), 2);
    EXPECT_EQ(plugin.caller.counters.fibers, 0);
    EXPECT_EQ(table.spawn(
                  plugin, [](void*) noexcept {}, nullptr),
              ACH_E_GONE);
}

struct FakeTimeFiberTest : testing::Test {
    FakeClock clock{1000};
    Kernel kernel{test_config(1, &clock)};
    TestPlugin plugin{kernel, "test"};
};

TEST_F(FakeTimeFiberTest, ASleepLastsUntilTheClockIsMoved) {
    Tally asleep;
    Tally awake;
    LambdaRunnable r([&](const ach_slice&) {
        asleep.add();
        EXPECT_EQ(fiber_table()->sleep_until(plugin, 1000 + 3'600'000 * kMs), ACH_OK);
        awake.add();
        return ACH_RUN_DONE;
    });
    ASSERT_EQ(kernel.executors().post(r), ACH_OK);
    ASSERT_TRUE(asleep.reaches(1));
    while (kernel.timers().pending() == 0) std::this_thread::yield();
    kernel.timers().advance(clock, 3'599'999 * kMs);
    EXPECT_EQ(awake.count(), 0);
    kernel.timers().advance(clock, kMs);
    EXPECT_TRUE(awake.reaches(1));
}

TEST_F(FiberTest, BlockingWorkRunsOnItsPools) {
    Tally done;
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(executor_table()->post_blocking(
                      plugin, i % 2 == 0,
                      [](void* user) noexcept {
                          EXPECT_EQ(fiber_table()->yield(nullptr), ACH_E_ARG);
                          static_cast<Tally*>(user)->add();
                      },
                      &done),
                  ACH_OK);
    }
    ASSERT_TRUE(done.reaches(100));
    EXPECT_EQ(executor_table()->post_blocking(plugin, true, nullptr, nullptr), ACH_E_ARG);
    ASSERT_TRUE(kernel.stop(kForEver));
    EXPECT_EQ(executor_table()->post_blocking(
                  plugin, true, [](void*) noexcept {}, nullptr),
              ACH_E_GONE);
}

}  // namespace
}  // namespace ach::host
