#include "host/kernel/clock/timer_wheel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace ach::host {
namespace {

std::vector<ach_timer_entry> entries(std::size_t count) {
    return std::vector<ach_timer_entry>(count);
}

TEST(TimerWheel, PopsInOrderOfDeadline) {
    std::mt19937_64 random(1);
    TimerWheel wheel(1'000'000);
    auto timers = entries(20'000);
    for (auto& timer : timers) {
        const unsigned bits = 1 + static_cast<unsigned>(random() % 50);
        timer.deadline_ns = 1'000'000 + (random() >> (64 - bits));
        wheel.insert(timer);
    }
    std::uint64_t now = 0;
    std::size_t popped = 0;
    while (wheel.next_look_ns() != TimerWheel::kNever) {
        now = std::max(now, wheel.next_look_ns());
        std::uint64_t previous = 0;
        while (ach_timer_entry* timer = wheel.pop_due(now)) {
            ASSERT_LE(timer->deadline_ns, now);
            ASSERT_GE(timer->deadline_ns, previous);
            previous = timer->deadline_ns;
            ++popped;
        }
    }
    EXPECT_EQ(popped, timers.size());
}

TEST(TimerWheel, NeverLooksLaterThanTheFirstDeadline) {
    std::mt19937_64 random(2);
    TimerWheel wheel(0);
    auto timers = entries(500);
    for (auto& timer : timers) {
        timer.deadline_ns = random() >> (random() % 64);
        wheel.insert(timer);
        const auto first = std::min_element(
            timers.begin(), &timer - timers.data() + timers.begin() + 1,
            [](const auto& a, const auto& b) { return a.deadline_ns < b.deadline_ns; });
        ASSERT_LE(wheel.next_look_ns(), first->deadline_ns);
    }
}

TEST(TimerWheel, TimersDueTogetherPopInTheOrderOfTheirStart) {
    TimerWheel wheel(0);
    auto timers = entries(1000);
    for (auto& timer : timers) {
        timer.deadline_ns = 77'777'777;
        wheel.insert(timer);
    }
    for (auto& timer : timers) ASSERT_EQ(wheel.pop_due(77'777'777), &timer);
    EXPECT_EQ(wheel.pop_due(77'777'777), nullptr);
}

TEST(TimerWheel, RemovedTimersDoNotPop) {
    std::mt19937_64 random(3);
    TimerWheel wheel(0);
    auto timers = entries(5000);
    for (auto& timer : timers) {
        timer.deadline_ns = random() % 10'000'000'000;
        wheel.insert(timer);
    }
    for (std::size_t i = 0; i < timers.size(); i += 2) wheel.remove(timers[i]);
    std::size_t popped = 0;
    while (ach_timer_entry* timer = wheel.pop_due(10'000'000'000)) {
        ASSERT_EQ((timer - timers.data()) % 2, 1);
        ++popped;
    }
    EXPECT_EQ(popped, timers.size() / 2);
    EXPECT_EQ(wheel.next_look_ns(), TimerWheel::kNever);
}

TEST(TimerWheel, ADeadlineInThePastIsDueAtOnce) {
    TimerWheel wheel(1'000'000'000);
    auto timers = entries(2);
    timers[0].deadline_ns = 2'000'000'000;
    timers[1].deadline_ns = 5;
    wheel.insert(timers[0]);
    wheel.insert(timers[1]);
    EXPECT_EQ(wheel.pop_due(1'000'000'000), &timers[1]);
    EXPECT_EQ(wheel.pop_due(1'000'000'000), nullptr);
}

TEST(TimerWheel, ReachesTheLargestDeadline) {
    TimerWheel wheel(123);
    auto timers = entries(1);
    timers[0].deadline_ns = ~std::uint64_t{0};
    wheel.insert(timers[0]);
    EXPECT_EQ(wheel.pop_due(~std::uint64_t{0} - 1), nullptr);
    EXPECT_EQ(wheel.pop_due(~std::uint64_t{0}), &timers[0]);
}

}  // namespace
}  // namespace ach::host
