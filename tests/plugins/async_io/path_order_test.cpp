#include "plugins/async_io/path_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

namespace ach::async_io {
namespace {

using testing::ElementsAre;

// Work that begins when it is let in and ends when the test says so, all on the test's thread.
class PathOrderTest : public testing::Test {
protected:
    // Submits work that is called `name`.
    void submit(const std::string& name, std::vector<std::string> paths, bool changes) {
        EXPECT_TRUE(
            order_.submit({std::move(paths), changes, [this, name] { log_.push_back(name); },
                           [this, name] { log_.push_back("refused " + name); }}));
    }
    // Runs the piece that was let in as number `i` of those waiting here.
    void run(std::size_t i = 0) {
        const auto work = std::move(spawned_.at(i));
        spawned_.erase(spawned_.begin() + static_cast<std::ptrdiff_t>(i));
        work();
    }
    void run_all() {
        while (!spawned_.empty()) run();
    }

    std::vector<std::function<void()>> spawned_;
    std::vector<std::string> log_;
    bool has_threads_ = true;
    PathOrder order_{[this](std::function<void()> work) {
        if (has_threads_) spawned_.push_back(std::move(work));
        return has_threads_;
    }};
};

TEST_F(PathOrderTest, ChangesOfOnePathWaitForEachOther) {
    submit("write", {"/a"}, true);
    submit("append", {"/a"}, true);
    submit("elsewhere", {"/b"}, true);
    EXPECT_EQ(spawned_.size(), 2u);
    run(1);
    EXPECT_EQ(spawned_.size(), 1u);
    run_all();
    EXPECT_THAT(log_, ElementsAre("elsewhere", "write", "append"));
}

TEST_F(PathOrderTest, ReadersShareAndNeverOvertakeAWriter) {
    submit("r1", {"/a"}, false);
    submit("r2", {"/a"}, false);
    submit("w", {"/a"}, true);
    submit("r3", {"/a"}, false);
    EXPECT_EQ(spawned_.size(), 2u);
    run(1);
    EXPECT_EQ(spawned_.size(), 1u);
    run();
    run_all();
    EXPECT_THAT(log_, ElementsAre("r2", "r1", "w", "r3"));
}

TEST_F(PathOrderTest, TwoPathsAreTwoLines) {
    submit("a", {"/a"}, true);
    submit("a to b", {"/a", "/b"}, true);
    submit("b to a", {"/b", "/a"}, true);
    submit("b", {"/b"}, true);
    submit("same", {"/b", "/b"}, true);
    EXPECT_EQ(spawned_.size(), 1u);
    run_all();
    EXPECT_THAT(log_, ElementsAre("a", "a to b", "b to a", "b", "same"));
}

TEST_F(PathOrderTest, SixtyFourAreInProgressAndMoreWait) {
    for (int i = 0; i < 100; ++i) submit(std::to_string(i), {"/" + std::to_string(i)}, i % 2 == 0);
    EXPECT_EQ(spawned_.size(), PathOrder::kMostAtOnce);
    run(10);
    EXPECT_EQ(spawned_.size(), PathOrder::kMostAtOnce);
    run_all();
    EXPECT_EQ(log_.size(), 100u);
}

TEST_F(PathOrderTest, WithoutAThreadWorkIsRefusedAndTheLineMovesOn) {
    submit("first", {"/a"}, true);
    submit("second", {"/a"}, true);
    has_threads_ = false;
    run();
    submit("third", {"/a"}, true);
    EXPECT_THAT(log_, ElementsAre("first", "refused second", "refused third"));
}

TEST_F(PathOrderTest, ClosingLetsReadersEndByThemselves) {
    submit("read", {"/a"}, false);
    bool has_ended = false;
    order_.close([&] { has_ended = true; });
    EXPECT_FALSE(has_ended);
    EXPECT_FALSE(order_.submit({{"/b"}, true, [] {}, [] {}}));
    run();
    EXPECT_TRUE(has_ended);
}

TEST(PathOrder, ClosingWaitsForWhatChanges) {
    std::promise<void> may_end;
    std::atomic<bool> has_written = false;
    std::vector<std::jthread> threads;
    PathOrder order([&](std::function<void()> work) {
        threads.emplace_back(std::move(work));
        return true;
    });
    order.submit({{"/a"},
                  true,
                  [&, ready = may_end.get_future().share()] {
                      ready.wait();
                      has_written = true;
                  },
                  [] {}});
    std::jthread unblocks([&] { may_end.set_value(); });
    bool has_ended = false;
    order.close([&] { has_ended = true; });
    EXPECT_TRUE(has_written);
    EXPECT_TRUE(has_ended);
}

TEST(PathOrder, ManyThreadsSubmitAndEachKeepsItsOrder) {
    constexpr int kThreads = 4;
    constexpr int kEach = 500;
    std::vector<std::pair<int, int>> log;  // guarded by the line of /log
    PathOrder order([](std::function<void()> work) {
        std::thread(std::move(work)).detach();
        return true;
    });
    {
        std::vector<std::jthread> submitters;
        for (int t = 0; t < kThreads; ++t) {
            submitters.emplace_back([&, t] {
                for (int i = 0; i < kEach; ++i) {
                    order.submit({{"/log"}, true, [&log, t, i] { log.emplace_back(t, i); }, [] {}});
                }
            });
        }
    }
    std::promise<void> ended;
    order.close([&] { ended.set_value(); });
    ended.get_future().wait();
    ASSERT_EQ(log.size(), static_cast<std::size_t>(kThreads * kEach));
    for (int t = 0; t < kThreads; ++t) {
        std::vector<int> mine;
        for (const auto& [thread, number] : log) {
            if (thread == t) mine.push_back(number);
        }
        EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    }
}

TEST(PathOrder, PathsAreComparedWithoutDetours) {
    EXPECT_EQ(path_key("/a/./b//c/../d/"), "/a/b/d");
    EXPECT_EQ(path_key("x"), path_key("./y/../x"));
    EXPECT_EQ(path_key("/"), "/");
}

}  // namespace
}  // namespace ach::async_io
