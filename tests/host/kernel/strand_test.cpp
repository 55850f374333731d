#include "tests/host/kernel/kernel_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace ach::host {
namespace {

class LambdaItem : public ach_strand_item {
public:
    using Body = std::function<std::int32_t(ach_strand_id, const ach_slice&)>;

    explicit LambdaItem(Body body) : ach_strand_item{}, body_(std::move(body)) {
        this->run = [](ach_strand_item* self, ach_strand_id strand,
                       const ach_slice* slice) noexcept {
            return static_cast<LambdaItem*>(self)->body_(strand, *slice);
        };
    }
    LambdaItem(const LambdaItem&) = delete;
    LambdaItem& operator=(const LambdaItem&) = delete;

private:
    Body body_;
};

struct StrandTest : KernelTest {
    StrandTest() : KernelTest(4) {
        EXPECT_EQ(table.create(plugin, ACH_CLASS_SPAWNED, &strand), ACH_OK);
    }
    const ach_strand_t& table = *strand_table();
    ach_strand_id strand{};
};

TEST_F(StrandTest, ItemsOfOneThreadRunInOrderAndOneAtATime) {
    constexpr int kPosters = 4;
    constexpr int kEach = 5'000;
    std::vector<std::vector<int>> seen(kPosters);  // unguarded: only the strand writes
    std::vector<std::unique_ptr<LambdaItem>> items;
    Tally done;
    for (int p = 0; p < kPosters; ++p) {
        for (int i = 0; i < kEach; ++i) {
            items.push_back(
                std::make_unique<LambdaItem>([&, p, i](ach_strand_id, const ach_slice&) {
                    seen[static_cast<std::size_t>(p)].push_back(i);
                    if (i == kEach - 1) done.add();
                    return ACH_RUN_DONE;
                }));
        }
    }
    std::vector<std::thread> posters;
    for (int p = 0; p < kPosters; ++p) {
        posters.emplace_back([&, p] {
            for (int i = 0; i < kEach; ++i) {
                table.post(plugin, strand, items[static_cast<std::size_t>(p * kEach + i)].get());
            }
        });
    }
    for (auto& poster : posters) poster.join();
    ASSERT_TRUE(done.reaches(kPosters));
    for (auto& sequence : seen) {
        ASSERT_EQ(sequence.size(), static_cast<std::size_t>(kEach));
        EXPECT_TRUE(std::is_sorted(sequence.begin(), sequence.end()));
    }
}

TEST_F(StrandTest, AnItemThatWantsMoreRunsBeforeLaterOnes) {
    std::vector<int> order;
    Tally done;
    int rounds = 0;
    LambdaItem first([&](ach_strand_id, const ach_slice&) {
        order.push_back(1);
        return ++rounds < 3 ? ACH_RUN_MORE : ACH_RUN_DONE;
    });
    LambdaItem second([&](ach_strand_id, const ach_slice&) {
        order.push_back(2);
        done.add();
        return ACH_RUN_DONE;
    });
    LambdaItem feeder([&](ach_strand_id id, const ach_slice&) {
        table.post(plugin, id, &first);
        table.post(plugin, id, &second);
        return ACH_RUN_DONE;
    });
    table.post(plugin, strand, &feeder);
    ASSERT_TRUE(done.reaches(1));
    EXPECT_EQ(order, (std::vector{1, 1, 1, 2}));
}

TEST_F(StrandTest, AParkedItemHoldsTheStrandUntilTheWake) {
    Tally parked;
    Tally done;
    std::vector<int> order;
    bool go = false;
    LambdaItem holder([&](ach_strand_id, const ach_slice&) {
        order.push_back(1);
        if (go) return ACH_RUN_DONE;
        go = true;
        parked.add();
        return ACH_RUN_PARKED;
    });
    LambdaItem after([&](ach_strand_id, const ach_slice&) {
        order.push_back(2);
        done.add();
        return ACH_RUN_DONE;
    });
    table.post(plugin, strand, &holder);
    table.post(plugin, strand, &after);
    ASSERT_TRUE(parked.reaches(1));
    EXPECT_EQ(table.wake(plugin, strand), ACH_OK);
    ASSERT_TRUE(done.reaches(1));
    EXPECT_EQ(order, (std::vector{1, 1, 2}));
}

TEST_F(StrandTest, AnItemMayBeFreedOrPostedAgainWhileItRuns) {
    Tally done;
    int rounds = 0;
    LambdaItem* item = nullptr;
    item = new LambdaItem([&](ach_strand_id id, const ach_slice&) {
        if (++rounds < 100) {
            table.post(plugin, id, item);
            return ACH_RUN_DONE;
        }
        LambdaItem* self = item;
        done.add();
        delete self;
        return ACH_RUN_DONE;
    });
    table.post(plugin, strand, item);
    ASSERT_TRUE(done.reaches(1));
}

TEST_F(StrandTest, AClosedStrandRunsWhatIsQueuedAndIsGone) {
    Tally ran;
    std::vector<std::unique_ptr<LambdaItem>> items;
    for (int i = 0; i < 100; ++i) {
        items.push_back(std::make_unique<LambdaItem>([&](ach_strand_id, const ach_slice&) {
            ran.add();
            return ACH_RUN_DONE;
        }));
        table.post(plugin, strand, items.back().get());
    }
    EXPECT_EQ(table.close(plugin, strand), ACH_OK);
    EXPECT_EQ(table.post(plugin, strand, items.front().get()), ACH_E_GONE);
    ASSERT_TRUE(ran.reaches(100));
    ASSERT_TRUE(kernel.stop(~std::uint64_t{0}));
    EXPECT_EQ(kernel.strands().live(), 0u);
    EXPECT_EQ(plugin.caller.counters.strands, 0);
    EXPECT_EQ(table.wake(plugin, strand), ACH_E_GONE);
}

TEST_F(StrandTest, ClosingRacesWithPosting) {
    for (int round = 0; round < 200; ++round) {
        ach_strand_id id{};
        ASSERT_EQ(table.create(plugin, ACH_CLASS_MAIN, &id), ACH_OK);
        Tally ran;
        std::vector<std::unique_ptr<LambdaItem>> items;
        for (int i = 0; i < 50; ++i) {
            items.push_back(std::make_unique<LambdaItem>([&](ach_strand_id, const ach_slice&) {
                ran.add();
                return ACH_RUN_DONE;
            }));
        }
        std::atomic<int> accepted{0};
        std::thread poster([&] {
            for (auto& item : items) {
                if (table.post(plugin, id, item.get()) == ACH_OK) ++accepted;
            }
        });
        if (round % 2 == 0) std::this_thread::yield();
        table.close(plugin, id);
        poster.join();
        ASSERT_TRUE(ran.reaches(accepted)) << "an accepted item runs";
    }
}

}  // namespace
}  // namespace ach::host
