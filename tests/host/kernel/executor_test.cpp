#include "host/kernel/executor/executors.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "host/kernel/clock/timer_service.hpp"
#include "host/kernel/executor/this_thread.hpp"
#include "host/kernel/support/os_thread.hpp"
#include "tests/host/kernel/lambda.hpp"

namespace ach::host {
namespace {

struct ExecutorTest : testing::Test {
    SystemClock clock;
    TimerService timers{clock};

    ExecutorConfig with_threads(std::uint32_t threads) {
        ExecutorConfig config;
        config.threads = threads;
        return config;
    }
};

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The niceness of the only executor thread, as a runnable there sees it.
int seen_niceness(Executors& executors) {
    Tally ran;
    int seen = -1;
    LambdaRunnable look([&](const ach_slice&) {
        seen = getpriority(PRIO_PROCESS, static_cast<id_t>(os_thread::id()));
        ran.add();
        return ACH_RUN_DONE;
    });
    EXPECT_EQ(executors.post(look), ACH_OK);
    EXPECT_TRUE(ran.reaches(1));
    return seen;
}

TEST_F(ExecutorTest, StepsBackOnceTheMainThreadComesFirst) {
    const int before = getpriority(PRIO_PROCESS, static_cast<id_t>(os_thread::id()));
    Executors running(with_threads(1), timers);
    EXPECT_EQ(seen_niceness(running), before);
    running.step_back();
    EXPECT_EQ(seen_niceness(running), 10);

    Executors later(with_threads(1), timers);
    later.step_back();
    EXPECT_EQ(seen_niceness(later), 10) << "a thread that starts afterwards";
}

TEST_F(ExecutorTest, RunsWhatIsPosted) {
    Executors executors(with_threads(2), timers);
    EXPECT_EQ(executors.started(), 0u);
    Tally ran;
    LambdaRunnable once([&](const ach_slice&) {
        ran.add();
        return ACH_RUN_DONE;
    });
    ASSERT_EQ(executors.post(once), ACH_OK);
    EXPECT_TRUE(ran.reaches(1));
    EXPECT_EQ(executors.started(), 1u) << "one runnable needs one thread";
}

TEST_F(ExecutorTest, RefusesNonsense) {
    Executors executors(with_threads(1), timers);
    ach_runnable empty{};
    EXPECT_EQ(executors.post(empty), ACH_E_ARG);
    LambdaRunnable odd([](const ach_slice&) { return ACH_RUN_DONE; }, 5);
    EXPECT_EQ(executors.post(odd), ACH_E_ARG);
    EXPECT_EQ(executors.started(), 0u);
}

TEST_F(ExecutorTest, APostThatMeetsARunningRunnableRunsItAgain) {
    Executors executors(with_threads(2), timers);
    Tally ran;
    std::atomic<bool> is_running{false};
    std::atomic<bool> may_end{false};
    LambdaRunnable r([&](const ach_slice&) {
        is_running = true;
        while (!may_end) std::this_thread::yield();
        ran.add();
        return ACH_RUN_PARKED;
    });
    executors.post(r);
    while (!is_running) std::this_thread::yield();
    executors.post(r);
    executors.post(r);  // merges with the one before
    may_end = true;
    ASSERT_TRUE(ran.reaches(2));
    ASSERT_TRUE(executors.stop(Parker::kForever));
    EXPECT_EQ(ran.count(), 2);
}

TEST_F(ExecutorTest, ManyPostersLoseNothing) {
    Executors executors(with_threads(4), timers);
    constexpr int kPosters = 4;
    constexpr int kEach = 20'000;
    Tally done;
    std::atomic<int> ran{0};
    std::vector<std::unique_ptr<LambdaRunnable>> runnables;
    for (int i = 0; i < kPosters * kEach; ++i) {
        runnables.push_back(std::make_unique<LambdaRunnable>(
            [&](const ach_slice&) {
                if (++ran == kPosters * kEach) done.add();
                return ACH_RUN_DONE;
            },
            static_cast<std::uint16_t>(i % 5)));
    }
    std::vector<std::thread> posters;
    for (int p = 0; p < kPosters; ++p) {
        posters.emplace_back([&, p] {
            for (int i = 0; i < kEach; ++i) {
                executors.post(*runnables[static_cast<std::size_t>(p * kEach + i)]);
            }
        });
    }
    for (auto& poster : posters) poster.join();
    EXPECT_TRUE(done.reaches(1)) << "ran " << ran << " of " << kPosters * kEach;
}

TEST_F(ExecutorTest, OneRunnableNeverRunsTwiceAtATime) {
    Executors executors(with_threads(4), timers);
    std::atomic<int> inside{0};
    std::atomic<bool> twice{false};
    int unguarded = 0;  // safe exactly when the promise holds
    LambdaRunnable r([&](const ach_slice&) {
        if (++inside != 1) twice = true;
        ++unguarded;
        --inside;
        return ACH_RUN_PARKED;
    });
    std::vector<std::thread> posters;
    for (int p = 0; p < 4; ++p) {
        posters.emplace_back([&] {
            for (int i = 0; i < 20'000; ++i) executors.post(r);
        });
    }
    for (auto& poster : posters) poster.join();
    ASSERT_TRUE(executors.stop(Parker::kForever));
    EXPECT_FALSE(twice);
    EXPECT_GE(unguarded, 1);
}

TEST_F(ExecutorTest, AnIdlePeerStealsWhatWaitsBehindABusyThread) {
    Executors executors(with_threads(2), timers);
    std::atomic<int> met{0};
    Tally done;
    const auto meet = [&](const ach_slice&) {
        ++met;
        while (met.load() < 2) std::this_thread::yield();  // needs two threads at once
        done.add();
        return ACH_RUN_DONE;
    };
    LambdaRunnable second(meet);
    LambdaRunnable first([&](const ach_slice& slice) {
        executors.post(second);  // into the queue of this very thread
        return meet(slice);
    });
    executors.post(first);
    ASSERT_TRUE(done.reaches(2));
    EXPECT_EQ(executors.started(), 2u);
}

TEST_F(ExecutorTest, WorkIsSharedBetweenThreads) {
    Executors executors(with_threads(2), timers);
    std::atomic<int> on_thread[2] = {};
    Tally done;
    std::vector<std::unique_ptr<LambdaRunnable>> runnables;
    for (int i = 0; i < 200; ++i) {
        runnables.push_back(std::make_unique<LambdaRunnable>([&](const ach_slice& slice) {
            const std::uint64_t end = clock.now_ns() + 200'000;
            while (clock.now_ns() < end) {
            }
            ++on_thread[slice.executor];
            done.add();
            return ACH_RUN_DONE;
        }));
    }
    LambdaRunnable feeder([&](const ach_slice&) {
        for (auto& r : runnables) executors.post(*r);
        return ACH_RUN_DONE;
    });
    executors.post(feeder);
    ASSERT_TRUE(done.reaches(200));
    EXPECT_GT(on_thread[0], 0);
    EXPECT_GT(on_thread[1], 0);
}

TEST_F(ExecutorTest, ABusyRunnableIsAskedToReturnWhenOthersWait) {
    Executors executors(with_threads(1), timers);
    Tally done;
    std::atomic<bool> other_ran{false};
    std::atomic<bool> is_busy{false};
    LambdaRunnable busy([&](const ach_slice& slice) {
        is_busy = true;
        while (
            std::atomic_ref<const std::uint32_t>(*slice.preempt).load(std::memory_order_relaxed) ==
            0) {
            if (other_ran) return ACH_RUN_DONE;
        }
        return ACH_RUN_MORE;
    });
    LambdaRunnable other([&](const ach_slice&) {
        other_ran = true;
        done.add();
        return ACH_RUN_DONE;
    });
    executors.post(busy);
    while (!is_busy) std::this_thread::yield();
    executors.post(other);
    ASSERT_TRUE(done.reaches(1));
    ASSERT_TRUE(executors.stop(Parker::kForever));
}

TEST_F(ExecutorTest, NoClassStarves) {
    Executors executors(with_threads(1), timers);
    std::atomic<bool> stop{false};
    Tally background;
    std::vector<std::unique_ptr<LambdaRunnable>> hogs;
    for (std::uint16_t cls = ACH_CLASS_URGENT; cls < ACH_CLASS_BACKGROUND; ++cls) {
        hogs.push_back(std::make_unique<LambdaRunnable>(
            [&](const ach_slice&) { return stop ? ACH_RUN_DONE : ACH_RUN_MORE; }, cls));
    }
    LambdaRunnable low(
        [&](const ach_slice&) {
            background.add();
            return stop ? ACH_RUN_DONE : ACH_RUN_MORE;
        },
        ACH_CLASS_BACKGROUND);
    for (auto& hog : hogs) executors.post(*hog);
    executors.post(low);
    EXPECT_TRUE(background.reaches(1000));
    stop = true;
    ASSERT_TRUE(executors.stop(Parker::kForever));
}

TEST_F(ExecutorTest, UrgentWorkOvertakes) {
    Executors executors(with_threads(1), timers);
    std::vector<int> order;
    Tally done;
    const auto note = [&](int what) {
        return [&, what](const ach_slice&) {
            order.push_back(what);
            done.add();
            return ACH_RUN_DONE;
        };
    };
    LambdaRunnable slow(note(4), ACH_CLASS_BACKGROUND);
    LambdaRunnable spawned(note(2), ACH_CLASS_SPAWNED);
    LambdaRunnable urgent(note(0), ACH_CLASS_URGENT);
    LambdaRunnable feeder([&](const ach_slice&) {
        executors.post(slow);
        executors.post(spawned);
        executors.post(urgent);
        return ACH_RUN_DONE;
    });
    executors.post(feeder);
    ASSERT_TRUE(done.reaches(3));
    EXPECT_EQ(order, (std::vector{0, 2, 4}));
}

TEST_F(ExecutorTest, ParkedThreadsCostNothing) {
    Executors executors(with_threads(2), timers);
    Tally ran;
    std::vector<std::unique_ptr<LambdaRunnable>> runnables;
    for (int i = 0; i < 100; ++i) {
        runnables.push_back(std::make_unique<LambdaRunnable>([&](const ach_slice&) {
            ran.add();
            return ACH_RUN_PARKED;
        }));
        executors.post(*runnables.back());
    }
    ASSERT_TRUE(ran.reaches(100));
    const double before = cpu_seconds();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));  // the window that is measured
    EXPECT_LT(cpu_seconds() - before, 0.1) << "CPU seconds in half a second of idling";
    ASSERT_TRUE(executors.stop(Parker::kForever));
}

// Fibers that wait in the middle of a runnable.

TEST_F(ExecutorTest, AWaitingFiberLeavesItsThreadToOthers) {
    Executors executors(with_threads(1), timers);
    constexpr int kFibers = 300;
    std::vector<Waiter*> waiters(kFibers, nullptr);
    Tally waiting;
    Tally resumed;
    std::vector<std::unique_ptr<LambdaRunnable>> runnables;
    for (int i = 0; i < kFibers; ++i) {
        runnables.push_back(std::make_unique<LambdaRunnable>([&, i](const ach_slice&) {
            Waiter waiter;
            waiters[static_cast<std::size_t>(i)] = &waiter;
            waiting.add();
            EXPECT_EQ(waiter.wait(), ACH_E_TIMEOUT);
            resumed.add();
            return ACH_RUN_DONE;
        }));
        executors.post(*runnables.back());
    }
    ASSERT_TRUE(waiting.reaches(kFibers));
    for (Waiter* waiter : waiters) waiter->wake(ACH_E_TIMEOUT);
    EXPECT_TRUE(resumed.reaches(kFibers));
    EXPECT_EQ(executors.waiting_fibers(), 0u);
}

TEST_F(ExecutorTest, AWakeBeforeTheWaitIsKept) {
    Executors executors(with_threads(1), timers);
    Tally done;
    LambdaRunnable r([&](const ach_slice&) {
        for (int i = 0; i < 1000; ++i) {
            Waiter waiter;
            waiter.wake(ACH_OK);
            EXPECT_EQ(waiter.wait(), ACH_OK);
        }
        done.add();
        return ACH_RUN_DONE;
    });
    executors.post(r);
    EXPECT_TRUE(done.reaches(1));
}

TEST_F(ExecutorTest, AFiberStaysOnItsThreadAcrossWaits) {
    Executors executors(with_threads(2), timers);
    Tally done;
    std::atomic<int> moved{0};
    std::vector<std::unique_ptr<LambdaRunnable>> runnables;
    for (int i = 0; i < 50; ++i) {
        runnables.push_back(std::make_unique<LambdaRunnable>([&](const ach_slice&) {
            const Worker* home = this_thread().worker;
            for (int n = 0; n < 200; ++n) {
                this_thread().worker->carriers().yield();
                if (this_thread().worker != home) ++moved;
            }
            done.add();
            return ACH_RUN_DONE;
        }));
        executors.post(*runnables.back());
    }
    ASSERT_TRUE(done.reaches(50));
    EXPECT_EQ(moved, 0);
}

TEST_F(ExecutorTest, YieldingFibersDoNotStarveTheQueue) {
    Executors executors(with_threads(1), timers);
    std::atomic<bool> stop{false};
    std::vector<std::unique_ptr<LambdaRunnable>> yielders;
    for (int i = 0; i < 3; ++i) {
        yielders.push_back(std::make_unique<LambdaRunnable>([&](const ach_slice&) {
            while (!stop) this_thread().worker->carriers().yield();
            return ACH_RUN_DONE;
        }));
        executors.post(*yielders.back());
    }
    Tally ran;
    LambdaRunnable plain([&](const ach_slice&) {
        ran.add();
        return ACH_RUN_DONE;
    });
    executors.post(plain);
    EXPECT_TRUE(ran.reaches(1));
    stop = true;
    ASSERT_TRUE(executors.stop(Parker::kForever));
}

TEST_F(ExecutorTest, FibersThatWakeEachOtherDoNotStarveTheQueue) {
    Executors executors(with_threads(1), timers);
    std::atomic<bool> stop{false};
    std::atomic<Waiter*> slots[2] = {};
    std::vector<std::unique_ptr<LambdaRunnable>> players;
    for (std::size_t me = 0; me < 2; ++me) {
        players.push_back(std::make_unique<LambdaRunnable>([&, me](const ach_slice&) {
            while (!stop) {
                Waiter waiter;
                slots[me] = &waiter;
                if (Waiter* peer = slots[1 - me].exchange(nullptr)) peer->wake(ACH_OK);
                waiter.wait();
                slots[me] = nullptr;
            }
            return ACH_RUN_DONE;
        }));
        executors.post(*players.back());
    }
    Tally ran;
    LambdaRunnable plain([&](const ach_slice&) {
        ran.add();
        return ran.count() < 100 ? ACH_RUN_MORE : ACH_RUN_DONE;
    });
    executors.post(plain);
    EXPECT_TRUE(ran.reaches(100));
    stop = true;
    ASSERT_TRUE(executors.stop(Parker::kForever));
}

TEST_F(ExecutorTest, StopEndsWaitsAndRefusesPosts) {
    Executors executors(with_threads(2), timers);
    Tally waiting;
    Tally cancelled;
    LambdaRunnable r([&](const ach_slice&) {
        Waiter waiter;
        waiting.add();
        if (waiter.wait() == ACH_E_CANCELLED) cancelled.add();
        return ACH_RUN_DONE;
    });
    executors.post(r);
    ASSERT_TRUE(waiting.reaches(1));
    ASSERT_TRUE(executors.stop(Parker::kForever));
    EXPECT_EQ(cancelled.count(), 1);
    LambdaRunnable late([](const ach_slice&) { return ACH_RUN_DONE; });
    EXPECT_EQ(executors.post(late), ACH_E_GONE);
}

TEST_F(ExecutorTest, StopSaysWhenSomethingDoesNotEnd) {
    Executors executors(with_threads(1), timers);
    Tally running;
    std::atomic<bool> may_end{false};
    LambdaRunnable stuck([&](const ach_slice&) {
        running.add();
        while (!may_end) std::this_thread::yield();
        return ACH_RUN_DONE;
    });
    executors.post(stuck);
    ASSERT_TRUE(running.reaches(1));
    EXPECT_FALSE(executors.stop(clock.now_ns() + 20'000'000));
    may_end = true;
    EXPECT_TRUE(executors.stop(Parker::kForever));
}

TEST_F(ExecutorTest, ThreadsComeAndGo) {
    for (int round = 0; round < 30; ++round) {
        Executors executors(with_threads(3), timers);
        Tally ran;
        std::vector<std::unique_ptr<LambdaRunnable>> runnables;
        for (int i = 0; i < 20; ++i) {
            runnables.push_back(std::make_unique<LambdaRunnable>([&](const ach_slice&) {
                ran.add();
                return ACH_RUN_DONE;
            }));
            executors.post(*runnables.back());
        }
        ASSERT_TRUE(executors.stop(Parker::kForever));
        EXPECT_EQ(ran.count(), 20) << "what was accepted runs before the threads end";
    }
}

}  // namespace
}  // namespace ach::host
