#include "host/kernel/bus/sequences.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace ach::host {
namespace {

TEST(Sequences, EachTopicCountsForItself) {
    Sequences sequences;
    EXPECT_EQ(sequences.next(1), 1u);
    EXPECT_EQ(sequences.next(17), 1u) << "of the same list";
    EXPECT_EQ(sequences.next(1), 2u);
    EXPECT_EQ(sequences.next(0), 1u);
    EXPECT_EQ(sequences.next(17), 2u);
}

// Every number is given once, also while the first message about a topic makes its count.
TEST(Sequences, ThreadsNeverGetTheSameNumber) {
    constexpr ach_topic kTopics = 64;
    constexpr std::uint64_t kMessages = 500;
    constexpr std::uint64_t kThreads = 4;
    Sequences sequences;
    std::vector<std::vector<std::uint64_t>> sums(kThreads, std::vector<std::uint64_t>(kTopics));
    std::vector<std::thread> threads;
    for (auto& sum : sums) {
        threads.emplace_back([&sequences, &sum] {
            for (std::uint64_t i = 0; i < kMessages; ++i) {
                for (ach_topic topic = 0; topic < kTopics; ++topic) {
                    sum[topic] += sequences.next(topic);
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (ach_topic topic = 0; topic < kTopics; ++topic) {
        constexpr std::uint64_t kAll = kMessages * kThreads;
        std::uint64_t total = 0;
        for (const auto& sum : sums) total += sum[topic];
        EXPECT_EQ(total, kAll * (kAll + 1) / 2);
        EXPECT_EQ(sequences.next(topic), kAll + 1);
    }
}

}  // namespace
}  // namespace ach::host
