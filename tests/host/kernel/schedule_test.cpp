// Seeded runs: one thread, one order, a clock that waits for nobody.
#include "host/kernel/executor/schedule.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/host/kernel/kernel_fixture.hpp"

namespace ach::host {
namespace {

constexpr std::uint64_t kMs = 1'000'000;
constexpr int kSeeds = 20;

KernelConfig seeded_config(std::uint64_t seed) {
    KernelConfig config = test_config(0);
    config.seed = seed;
    return config;
}

struct SeededKernel {
    explicit SeededKernel(std::uint64_t seed) : kernel(seeded_config(seed)) {}

    std::uint64_t now_ms() const { return kernel_now() / kMs - 1000; }
    std::uint64_t kernel_now() const { return const_cast<Kernel&>(kernel).clock().now_ns(); }

    // Runs `body` as the first step of a run and waits until `done` has counted to `goal`.
    template <class Body>
    void run(Body body, std::int64_t goal = 1) {
        Tally begun;
        first = std::make_unique<LambdaRunnable>([&](const ach_slice&) {
            body();
            begun.add();
            return ACH_RUN_DONE;
        });
        ASSERT_EQ(kernel.executors().post(*first), ACH_OK);
        ASSERT_TRUE(begun.reaches(1));
        ASSERT_TRUE(done.reaches(goal));
    }

    std::unique_ptr<LambdaRunnable> first;
    Kernel kernel;
    TestPlugin plugin{kernel, "test.seeded"};
    Tally done;
    std::string log;  // of the executor thread
};

// Works like an interpreter: looks at its slice after each of its `steps`.
struct Counting : ach_runnable {
    Counting(SeededKernel& its_run, char its_name, int its_steps, std::uint16_t cls)
        : ach_runnable{}, seeded(its_run), name(its_name), steps(its_steps) {
        priority_class = cls;
        run = [](ach_runnable* self, const ach_slice* slice) noexcept {
            return static_cast<Counting*>(self)->work(*slice);
        };
    }

    std::int32_t work(const ach_slice& slice) {
        EXPECT_NE(__atomic_load_n(slice.preempt, __ATOMIC_RELAXED), 0u);
        EXPECT_GT(slice.polls, 0u);
        for (std::uint32_t left = slice.polls; steps > 0; --steps) {
            seeded.log += name;
            if (--left == 0) return --steps > 0 ? ACH_RUN_MORE : end();
        }
        return end();
    }

    std::int32_t end() {
        seeded.done.add();
        return ACH_RUN_DONE;
    }

    SeededKernel& seeded;
    const char name;
    int steps;
};

std::string interleaving(std::uint64_t seed) {
    SeededKernel seeded(seed);
    std::vector<std::unique_ptr<Counting>> workers;
    for (char name = 'a'; name <= 'e'; ++name) {
        workers.push_back(
            std::make_unique<Counting>(seeded, name, 300, static_cast<std::uint16_t>(name - 'a')));
    }
    seeded.run(
        [&] {
            for (auto& worker : workers) seeded.kernel.executors().post(*worker);
        },
        5);
    return seeded.log;
}

TEST(Schedule, TheSameSeedGivesTheSameOrderAndAnotherOneAnother) {
    std::set<std::string> orders;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const std::string order = interleaving(seed);
        EXPECT_EQ(order.size(), 1500u);
        EXPECT_EQ(order, interleaving(seed)) << "seed " << seed;
        orders.insert(order);
    }
    EXPECT_EQ(orders.size(), static_cast<std::size_t>(kSeeds));
}

TEST(Schedule, AnyClassMayComeFirst) {
    std::set<char> first;
    for (std::uint64_t seed = 0; seed < 50; ++seed) first.insert(interleaving(seed).front());
    EXPECT_EQ(first.size(), 5u);
}

TEST(Schedule, ScriptsAreToldOfSeveralThreads) {
    SeededKernel seeded(1);
    EXPECT_EQ(executor_table()->count(seeded.plugin), Schedule::kPretendedThreads);
    KernelConfig config = seeded_config(1);
    config.executors.threads = 7;
    EXPECT_EQ(Kernel(config).executors().count(), 7u);
}

TEST(Schedule, TimeGoesToTheNextTimerAtOnce) {
    SeededKernel seeded(3);
    std::vector<std::unique_ptr<LambdaTimer>> timers;
    std::string fired;
    seeded.run(
        [&] {
            for (const std::uint64_t hours : {3, 1, 2}) {
                timers.push_back(std::make_unique<LambdaTimer>([&, hours] {
                    fired += std::to_string(hours) + "@" + std::to_string(seeded.now_ms()) + " ";
                    seeded.done.add();
                }));
                seeded.kernel.timers().start(*timers.back(),
                                             seeded.kernel_now() + hours * 3'600'000 * kMs);
            }
        },
        3);
    EXPECT_EQ(fired, "1@3600000 2@7200000 3@10800000 ");
    EXPECT_EQ(seeded.kernel.clock().wall_ns() / 1'000'000'000, 946'684'800 + 3 * 3600);
}

TEST(Schedule, TimersStartedOnAnotherThreadFireToo) {
    SeededKernel seeded(3);
    seeded.run([&] { seeded.done.add(); });
    LambdaTimer timer([&] { seeded.done.add(); });
    seeded.kernel.timers().start(timer, seeded.kernel_now() + 1000 * kMs);
    ASSERT_TRUE(seeded.done.reaches(2));
}

TEST(Schedule, ALoopThatWaitsForTimeSeesItPass) {
    SeededKernel seeded(5);
    bool rang = false;
    LambdaTimer alarm([&] { rang = true; });
    LambdaRunnable impatient([&](const ach_slice&) {
        if (!rang) return ACH_RUN_MORE;
        seeded.done.add();
        return ACH_RUN_DONE;
    });
    seeded.run([&] {
        seeded.kernel.timers().start(alarm, seeded.kernel_now() + 20 * kMs);
        seeded.kernel.executors().post(impatient);
    });
    EXPECT_GE(seeded.now_ms(), 20u);
}

TEST(Schedule, FibersThatSleepWakeInOrderOfTheirTimes) {
    SeededKernel seeded(7);
    std::vector<std::unique_ptr<LambdaRunnable>> sleepers;
    for (const std::uint64_t ms : {30, 10, 20}) {
        sleepers.push_back(std::make_unique<LambdaRunnable>([&, ms](const ach_slice&) {
            fiber_table()->sleep_until(seeded.plugin, seeded.kernel_now() + ms * kMs);
            seeded.log += std::to_string(ms) + " ";
            seeded.done.add();
            return ACH_RUN_DONE;
        }));
    }
    seeded.run(
        [&] {
            for (auto& sleeper : sleepers) seeded.kernel.executors().post(*sleeper);
        },
        3);
    EXPECT_EQ(seeded.log, "10 20 30 ");
}

std::string yielding(std::uint64_t seed) {
    SeededKernel seeded(seed);
    std::vector<std::unique_ptr<LambdaRunnable>> fibers;
    for (char name = 'a'; name <= 'd'; ++name) {
        fibers.push_back(std::make_unique<LambdaRunnable>([&, name](const ach_slice&) {
            for (int i = 0; i < 5; ++i) {
                seeded.log += name;
                fiber_table()->yield(seeded.plugin);
                if (i == 2) fiber_table()->sleep_until(seeded.plugin, seeded.kernel_now() + kMs);
            }
            seeded.done.add();
            return ACH_RUN_DONE;
        }));
    }
    seeded.run(
        [&] {
            for (auto& fiber : fibers) seeded.kernel.executors().post(*fiber);
        },
        4);
    return seeded.log;
}

TEST(Schedule, FibersHaveTheirPlaceInTheOrder) {
    std::set<std::string> orders;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const std::string order = yielding(seed);
        EXPECT_EQ(order.size(), 20u);
        EXPECT_EQ(order, yielding(seed)) << "seed " << seed;
        orders.insert(order);
    }
    EXPECT_GT(orders.size(), 1u);
}

// Operations that `plugin` completes from a thread of its own, when the test lets it.
struct OutsideTest : testing::Test {
    struct Waiting {
        OutsideTest* test;
        char name;
        ach_op op{0};
        std::atomic<int> advised{0};
        ach_status outcome = ACH_E_INTERNAL;
    };

    void begin(SeededKernel& seeded, Waiting& waiting, std::uint32_t flags = ACH_OP_OUTSIDE) {
        current = &seeded;
        ach_op_desc desc{};
        desc.struct_size = sizeof desc;
        desc.user = &waiting;
        desc.flags = flags;
        desc.ended = [](void* user, ach_op, ach_status how, ach_buf payload) noexcept {
            auto& self = *static_cast<Waiting*>(user);
            self.outcome = how;
            SeededKernel& its = *self.test->current;
            if (payload.bits != 0) buffer_table()->release(its.plugin, payload);
            its.log += self.name;
            its.done.add();
        };
        desc.cancel = [](void* user, ach_op) noexcept { ++static_cast<Waiting*>(user)->advised; };
        ASSERT_EQ(op_table()->create(seeded.plugin, &desc, &waiting.op), ACH_OK);
    }

    static ach_status complete(SeededKernel& seeded, const Waiting& waiting) {
        ach_buf payload{};
        std::uint8_t* bytes = nullptr;
        EXPECT_EQ(buffer_table()->alloc(seeded.plugin, ACH_BUF_HEAP, 1, &payload, &bytes), ACH_OK);
        buffer_table()->freeze(seeded.plugin, payload);
        return op_table()->complete(seeded.plugin, waiting.op, ACH_OK, payload);
    }

    // Three operations, completed in the order given, while runnables work.
    std::string run(std::uint64_t seed, const std::vector<int>& arrivals) {
        SeededKernel seeded(seed);
        Waiting ops[3] = {{this, '0'}, {this, '1'}, {this, '2'}};
        Counting first(seeded, 'x', 100, ACH_CLASS_SPAWNED);
        Counting second(seeded, 'y', 100, ACH_CLASS_SPAWNED);
        LambdaTimer timer([&] {
            seeded.log += 't';
            seeded.done.add();
        });
        std::thread outside;
        seeded.run(
            [&] {
                for (Waiting& op : ops) begin(seeded, op);
                seeded.kernel.timers().start(timer, seeded.kernel_now() + kMs);
                seeded.kernel.executors().post(first);
                seeded.kernel.executors().post(second);
                outside = std::thread([&] {
                    for (const int index : arrivals)
                        EXPECT_EQ(complete(seeded, ops[index]), ACH_OK);
                });
            },
            6);
        outside.join();
        EXPECT_EQ(seeded.kernel.buffers().live(), 0u);
        return seeded.log;
    }

    SeededKernel* current = nullptr;
};

TEST_F(OutsideTest, EndsComeInTheOrderOfTheSeedWhateverTheirArrival) {
    std::set<std::string> orders;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const std::string order = run(seed, {0, 1, 2});
        EXPECT_EQ(order, run(seed, {2, 1, 0})) << "seed " << seed;
        EXPECT_EQ(order, run(seed, {1, 2, 0})) << "seed " << seed;
        EXPECT_GT(order.find('t'), order.find_last_of("012"))
            << "the clock moved while something outside was pending: " << order;
        orders.insert(order);
    }
    EXPECT_GT(orders.size(), static_cast<std::size_t>(kSeeds / 2));
}

TEST_F(OutsideTest, ACancelledOneIsNeverTold) {
    SeededKernel seeded(11);
    Waiting early{this, 'e'};
    Waiting late{this, 'l'};
    seeded.run(
        [&] {
            begin(seeded, early);
            begin(seeded, late);
            EXPECT_EQ(complete(seeded, early), ACH_OK) << "kept for later";
            EXPECT_EQ(complete(seeded, early), ACH_E_GONE);
            EXPECT_FALSE(op_table()->is_over(seeded.plugin, early.op));
            EXPECT_EQ(op_table()->cancel(seeded.plugin, early.op), ACH_OK);
            EXPECT_EQ(op_table()->cancel(seeded.plugin, late.op), ACH_OK);
            EXPECT_EQ(complete(seeded, late), ACH_E_GONE);
        },
        2);
    EXPECT_EQ(early.outcome, ACH_E_CANCELLED);
    EXPECT_EQ(late.outcome, ACH_E_CANCELLED);
    EXPECT_EQ(early.advised, 0) << "its worker had finished";
    EXPECT_EQ(late.advised, 1);
    EXPECT_EQ(seeded.kernel.buffers().live(), 0u);
}

TEST_F(OutsideTest, WorkFromElsewhereEndsTheWaitForOne) {
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        Waiting never{this, 'n'};
        SeededKernel seeded(seed);
        int rounds = 0;
        LambdaRunnable rescue([&](const ach_slice&) {
            if (++rounds < 3) return ACH_RUN_MORE;
            op_table()->cancel(seeded.plugin, never.op);
            return ACH_RUN_DONE;
        });
        seeded.first = std::make_unique<LambdaRunnable>([&](const ach_slice&) {
            begin(seeded, never);
            return ACH_RUN_DONE;
        });
        seeded.kernel.executors().post(*seeded.first);
        while (seeded.kernel.operations().pending() == 0) std::this_thread::yield();
        seeded.kernel.executors().post(rescue);
        ASSERT_TRUE(seeded.done.reaches(1)) << "seed " << seed;
    }
}

TEST_F(OutsideTest, TheHostGoesDownWhileOneIsPending) {
    Waiting never{this, 'n'};
    SeededKernel seeded(17);
    LambdaRunnable first([&](const ach_slice&) {
        begin(seeded, never);
        return ACH_RUN_DONE;
    });
    seeded.kernel.executors().post(first);
    while (seeded.kernel.operations().pending() == 0) std::this_thread::yield();
    EXPECT_TRUE(seeded.kernel.stop(Parker::kForever));
    EXPECT_EQ(never.outcome, ACH_E_CANCELLED);
}

TEST_F(OutsideTest, AnEndThatWasNotAnnouncedIsReported) {
    SeededKernel seeded(19);
    Waiting sly{this, 's'};
    std::thread outside;
    testing::internal::CaptureStderr();
    seeded.run([&] {
        begin(seeded, sly, 0);
        outside = std::thread([&] { complete(seeded, sly); });
    });
    outside.join();
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("'test.seeded' completed an operation from a thread that is no executor"),
              std::string::npos)
        << said;
}

TEST(Schedule, TheClockWaitsForBlockingWork) {
    SeededKernel seeded(23);
    std::atomic<bool> has_worked{false};
    bool had_worked = false;
    LambdaTimer timer([&] {
        had_worked = has_worked.load();
        seeded.done.add();
    });
    std::atomic<bool> may_end{false};
    struct Job {
        std::atomic<bool>& may_end;
        std::atomic<bool>& has_worked;
    } job{may_end, has_worked};
    seeded.run([&] {
        seeded.kernel.timers().start(timer, seeded.kernel_now() + kMs);
        executor_table()->post_blocking(
            seeded.plugin, false,
            [](void* user) {
                auto& self = *static_cast<Job*>(user);
                self.may_end.wait(false);
                self.has_worked = true;
            },
            &job);
        may_end = true;
        may_end.notify_all();
    });
    EXPECT_TRUE(had_worked);
}

}  // namespace
}  // namespace ach::host
