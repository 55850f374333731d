#include "host/kernel/support/token_table.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <unordered_set>
#include <vector>

namespace ach::host {
namespace {

struct Counted {
    explicit Counted(std::atomic<int>& its_alive, std::uint64_t its_token)
        : alive(its_alive), token(its_token) {
        ++alive;
    }
    ~Counted() { --alive; }
    std::atomic<int>& alive;
    std::uint64_t token;
};

struct TokenTableTest : testing::Test {
    std::uint64_t make() {
        return table.create(
            [&](std::uint64_t token, void* place) noexcept { new (place) Counted(alive, token); });
    }
    std::atomic<int> alive{0};
    TokenTable<Counted> table{10'000};
};

TEST_F(TokenTableTest, AnEndedObjectIsNotFoundAgainThroughItsOldToken) {
    const std::uint64_t first = make();
    ASSERT_NE(first, 0u);
    EXPECT_TRUE(table.release(first));
    EXPECT_EQ(alive, 0);
    const std::uint64_t second = make();  // the same slot
    EXPECT_EQ(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(second));
    EXPECT_NE(first, second);
    EXPECT_EQ(table.acquire(first), nullptr);
    EXPECT_FALSE(table.release(first));
    EXPECT_EQ(table.peek(first), nullptr);
    EXPECT_TRUE(table.release(second));
}

TEST_F(TokenTableTest, NonsenseTokensFindNothing) {
    const std::uint64_t token = make();
    for (std::uint64_t nonsense : {std::uint64_t{0}, ~std::uint64_t{0}, token + 1,
                                   token ^ (std::uint64_t{1} << 63), std::uint64_t{0xffff'ffff}}) {
        EXPECT_EQ(table.acquire(nonsense), nullptr);
        EXPECT_FALSE(table.release(nonsense));
    }
    table.release(token);
}

TEST_F(TokenTableTest, TheLastReferenceEndsTheObject) {
    const std::uint64_t token = make();
    ASSERT_NE(table.acquire(token), nullptr);
    table.release(token);
    EXPECT_EQ(alive, 1);
    table.release(token);
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(table.live(), 0u);
}

TEST_F(TokenTableTest, AFullTableSaysSo) {
    std::vector<std::uint64_t> tokens;
    for (int i = 0; i < 10'000; ++i) tokens.push_back(make());
    EXPECT_EQ(make(), 0u);
    EXPECT_EQ(std::unordered_set<std::uint64_t>(tokens.begin(), tokens.end()).size(), 10'000u);
    table.release(tokens[77]);
    EXPECT_NE(make(), 0u);
}

TEST_F(TokenTableTest, ManyThreadsMakeShareAndEnd) {
    std::atomic<std::uint64_t> shared{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20'000; ++i) {
                const std::uint64_t token = make();
                ASSERT_EQ(table.peek(token)->token, token);
                const std::uint64_t others = shared.exchange(token);
                if (Counted* found = table.acquire(others)) {
                    ASSERT_EQ(found->token, others);
                    table.release(others);
                }
                table.release(token);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(table.live(), 0u);
}

}  // namespace
}  // namespace ach::host
