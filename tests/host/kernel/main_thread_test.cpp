#include "tests/host/kernel/kernel_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <semaphore>
#include <thread>
#include <vector>

namespace ach::host {
namespace {

class LambdaMainItem : public ach_main_item {
public:
    explicit LambdaMainItem(std::function<void()> body) : ach_main_item{}, body_(std::move(body)) {
        this->run = [](ach_main_item* self) noexcept {
            static_cast<LambdaMainItem*>(self)->body_();
        };
    }
    LambdaMainItem(const LambdaMainItem&) = delete;
    LambdaMainItem& operator=(const LambdaMainItem&) = delete;

private:
    std::function<void()> body_;
};

// A borrower whose event loop is a semaphore.
struct Loop {
    explicit Loop(const TestPlugin& its_plugin) : plugin(its_plugin) {
        loan.struct_size = sizeof loan;
        loan.user = this;
        loan.run = [](void* user) noexcept {
            auto* self = static_cast<Loop*>(user);
            self->runs.add();
            while (!self->shall_end) {
                self->events.acquire();
                main_thread_table()->serve(self->plugin);
            }
        };
        loan.wake = [](void* user) noexcept { static_cast<Loop*>(user)->events.release(); };
        loan.release = [](void* user) noexcept {
            auto* self = static_cast<Loop*>(user);
            self->shall_end = true;
            self->events.release();
        };
    }
    const TestPlugin& plugin;
    ach_main_loan loan{};
    std::counting_semaphore<> events{0};
    std::atomic<bool> shall_end{false};
    Tally runs;
};

struct MainThreadTest : KernelTest {
    const ach_main_thread_t& table = *main_thread_table();
};

TEST_F(MainThreadTest, PostsRunInOrderOnTheMainThread) {
    EXPECT_TRUE(table.is_main(plugin));
    std::vector<int> order;
    std::vector<std::unique_ptr<LambdaMainItem>> items;
    for (int i = 0; i < 100; ++i) {
        items.push_back(std::make_unique<LambdaMainItem>([&, i] {
            EXPECT_TRUE(table.is_main(plugin));
            order.push_back(i);
            if (i == 99) kernel.main_thread().end();
        }));
    }
    std::thread poster([&] {
        EXPECT_FALSE(table.is_main(plugin));
        for (auto& item : items) EXPECT_EQ(table.post(plugin, item.get()), ACH_OK);
    });
    kernel.main_thread().run();
    poster.join();
    EXPECT_EQ(order.size(), 100u);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    LambdaMainItem late([] {});
    EXPECT_EQ(table.post(plugin, &late), ACH_E_GONE);
}

TEST_F(MainThreadTest, ABorrowerServesPostsAndGivesTheThreadBack) {
    Loop loop(plugin);
    ASSERT_EQ(table.claim(plugin, &loop.loan, nullptr), ACH_OK);
    Tally served;
    LambdaMainItem before([&] { served.add(); });
    table.post(plugin, &before);
    std::thread rest([&] {
        EXPECT_TRUE(loop.runs.reaches(1));
        std::vector<std::unique_ptr<LambdaMainItem>> items;
        for (int i = 0; i < 1000; ++i) {
            items.push_back(std::make_unique<LambdaMainItem>([&] { served.add(); }));
            EXPECT_EQ(table.post(plugin, items.back().get()), ACH_OK);
        }
        EXPECT_TRUE(served.reaches(1001));
        kernel.main_thread().end();
        EXPECT_TRUE(served.reaches(1001));
    });
    kernel.main_thread().run();
    rest.join();
    EXPECT_EQ(loop.runs.count(), 1);
}

TEST_F(MainThreadTest, OnlyOneMayBorrowAndTheNextOneComesAfter) {
    Loop first(plugin);
    Loop second(other);
    ach_error error{};
    error.struct_size = sizeof error;
    ASSERT_EQ(table.claim(plugin, &first.loan, nullptr), ACH_OK);
    EXPECT_EQ(table.claim(other, &second.loan, &error), ACH_E_FULL);
    EXPECT_NE(std::string(error.message).find("test.one"), std::string::npos) << error.message;
    std::thread rest([&] {
        EXPECT_TRUE(first.runs.reaches(1));
        kernel.main_thread().ask_back(&plugin.caller);
        while (table.claim(other, &second.loan, nullptr) != ACH_OK) std::this_thread::yield();
        EXPECT_TRUE(second.runs.reaches(1));
        kernel.main_thread().end();
    });
    kernel.main_thread().run();
    rest.join();
    EXPECT_EQ(table.claim(plugin, &first.loan, &error), ACH_E_GONE);
}

TEST_F(MainThreadTest, WhoHasItMayAskForItAgain) {
    Loop first(plugin);
    Loop again(plugin);
    ASSERT_EQ(table.claim(plugin, &first.loan, nullptr), ACH_OK);
    std::thread rest([&] {
        EXPECT_TRUE(first.runs.reaches(1));
        EXPECT_EQ(table.claim(plugin, &again.loan, nullptr), ACH_OK);
        first.loan.release(&first);
        EXPECT_TRUE(again.runs.reaches(1));
        kernel.main_thread().end();
    });
    kernel.main_thread().run();
    rest.join();
    EXPECT_EQ(first.runs.count(), 1);
    EXPECT_EQ(again.runs.count(), 1);
}

TEST_F(MainThreadTest, AClaimBeforeTheEndThatNeverRanIsDropped) {
    Loop loop(plugin);
    ASSERT_EQ(table.claim(plugin, &loop.loan, nullptr), ACH_OK);
    kernel.main_thread().end();
    kernel.main_thread().run();
    EXPECT_EQ(loop.runs.count(), 0);
}

TEST_F(MainThreadTest, GoesOnServingAfterTheLoopWasLeft) {
    std::atomic<bool> done{false};
    std::thread ender([&] {
        done = true;
        kernel.main_thread().end();
    });
    EXPECT_TRUE(kernel.main_thread().run_until(done, ~std::uint64_t{0}));
    ender.join();

    Tally served;
    LambdaMainItem item([&] { served.add(); });
    EXPECT_EQ(table.post(plugin, &item), ACH_OK);
    const std::atomic<bool> never{false};
    EXPECT_FALSE(kernel.main_thread().run_until(never, 0));
    EXPECT_EQ(served.count(), 1);

    kernel.main_thread().run();
    EXPECT_EQ(table.post(plugin, &item), ACH_E_GONE);
}

TEST_F(MainThreadTest, NonsenseIsRefused) {
    ach_main_loan loan{};
    EXPECT_EQ(table.claim(plugin, nullptr, nullptr), ACH_E_ARG);
    EXPECT_EQ(table.claim(plugin, &loan, nullptr), ACH_E_ARG);
    EXPECT_EQ(table.post(plugin, nullptr), ACH_E_ARG);
    kernel.main_thread().end();
}

TEST_F(MainThreadTest, AForeignThreadAdoptsItselfOnce) {
    const ach_thread_t& threads = *thread_table();
    EXPECT_EQ(threads.adopt(plugin, ACH_STR("main")), ACH_E_WRONG_CONTEXT);
    std::thread foreign([&] {
        EXPECT_EQ(threads.leave(plugin), ACH_E_WRONG_CONTEXT);
        EXPECT_EQ(threads.adopt(plugin, ACH_STR("reactor with a long name")), ACH_OK);
        EXPECT_EQ(threads.adopt(plugin, ACH_STR("again")), ACH_E_WRONG_CONTEXT);
        EXPECT_EQ(plugin.caller.counters.threads, 1);
        EXPECT_EQ(threads.leave(other), ACH_E_WRONG_CONTEXT);
        EXPECT_EQ(threads.leave(plugin), ACH_OK);
    });
    foreign.join();
    EXPECT_EQ(plugin.caller.counters.threads, 0);
    on_fiber(kernel, [&] { EXPECT_EQ(threads.adopt(plugin, ACH_STR("x")), ACH_E_WRONG_CONTEXT); });
}

TEST(KernelTables, AreFoundByIdAndOnlyByTheWholeId) {
    EXPECT_EQ(kernel_table("ach.bus/1"), bus_table());
    EXPECT_EQ(kernel_table("ach.timer/1"), timer_table());
    EXPECT_EQ(kernel_table("ach.bus/1x"), nullptr);
    EXPECT_EQ(kernel_table("ach.bus"), nullptr);
    EXPECT_EQ(kernel_table(""), nullptr);
}

}  // namespace
}  // namespace ach::host
