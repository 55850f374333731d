#include "plugins/async_io/io_thread.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace ach::async_io {
namespace {

TEST(IoThread, WorkRunsInTheOrderOfItsPostsOnOneThread) {
    std::thread::id entered;
    std::vector<int> order;
    std::vector<std::thread::id> threads;
    IoThread io([&] { entered = std::this_thread::get_id(); }, [] {});
    for (int i = 0; i < 1000; ++i) {
        EXPECT_TRUE(io.post([&, i] {
            order.push_back(i);
            threads.push_back(std::this_thread::get_id());
        }));
    }
    std::promise<void> drained;
    io.drain([&] { drained.set_value(); });
    drained.get_future().get();
    io.join();
    ASSERT_EQ(order.size(), 1000u);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
    for (const std::thread::id id : threads) EXPECT_EQ(id, entered);
    EXPECT_NE(entered, std::this_thread::get_id());
}

TEST(IoThread, WithoutWorkThereIsNoThread) {
    bool entered = false;
    bool drained = false;
    IoThread io([&] { entered = true; }, [] {});
    io.drain([&] { drained = true; });
    io.join();
    EXPECT_TRUE(drained);
    EXPECT_FALSE(entered);
}

TEST(IoThread, DrainingFinishesWhatWasPostedAndTakesNoMore) {
    std::atomic<int> done = 0;
    std::atomic<bool> left = false;
    IoThread io([] {}, [&] { left = true; });
    for (int i = 0; i < 100; ++i) io.post([&] { ++done; });
    int at_drain = 0;
    io.drain([&] { at_drain = done; });
    EXPECT_FALSE(io.post([&] { ++done; }));
    io.join();
    EXPECT_EQ(at_drain, 100);
    EXPECT_EQ(done, 100);
    EXPECT_TRUE(left);
}

TEST(IoThread, PostsFromManyThreadsAllRun) {
    std::atomic<int> done = 0;
    IoThread io([] {}, [] {});
    {
        std::vector<std::jthread> posters;
        for (int t = 0; t < 4; ++t) {
            posters.emplace_back([&] {
                for (int i = 0; i < 1000; ++i) io.post([&] { ++done; });
            });
        }
    }
    io.drain([] {});
    io.join();
    EXPECT_EQ(done, 4000);
}

}  // namespace
}  // namespace ach::async_io
