#include "tests/host/kernel/kernel_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace ach::host {
namespace {

// The waiting side of an operation, taking notes.
struct Waiting {
    explicit Waiting(const TestPlugin& its_plugin) : plugin(its_plugin) {}

    ach_op_desc desc(std::uint32_t timeout_ms = 0) {
        ach_op_desc d{};
        d.struct_size = sizeof d;
        d.timeout_ms = timeout_ms;
        d.user = this;
        d.ended = [](void* user, ach_op, ach_status how, ach_buf payload) noexcept {
            auto* self = static_cast<Waiting*>(user);
            self->outcome = how;
            self->had_payload = payload.bits != 0;
            if (payload.bits != 0) buffer_table()->release(self->plugin, payload);
            self->ended.add();
        };
        d.cancel = [](void* user, ach_op) noexcept {
            auto* self = static_cast<Waiting*>(user);
            EXPECT_EQ(self->ended.count(), 0) << "the advice comes before the end";
            self->cancelled.add();
        };
        return d;
    }

    const TestPlugin& plugin;
    std::atomic<ach_status> outcome{ACH_E_INTERNAL};
    std::atomic<bool> had_payload{false};
    Tally ended;
    Tally cancelled;
};

struct OpTest : KernelTest {
    ach_op make(Waiting& waits, std::uint32_t timeout_ms = 0) {
        ach_op op{};
        const ach_op_desc desc = waits.desc(timeout_ms);
        EXPECT_EQ(table.create(plugin, &desc, &op), ACH_OK);
        return op;
    }
    const ach_op_t& table = *op_table();
    Waiting waiting{plugin};
};

TEST_F(OpTest, TheFirstCompletionWinsAndLaterOnesAreGone) {
    const ach_op op = make(waiting);
    EXPECT_FALSE(table.is_over(plugin, op));
    EXPECT_EQ(table.complete(other, op, ACH_OK, frozen("first")), ACH_OK);
    EXPECT_EQ(table.complete(other, op, ACH_E_FAILED, frozen("second")), ACH_E_GONE);
    EXPECT_EQ(table.cancel(plugin, op), ACH_E_GONE);
    EXPECT_EQ(waiting.ended.count(), 1);
    EXPECT_EQ(waiting.outcome, ACH_OK);
    EXPECT_TRUE(waiting.had_payload);
    EXPECT_EQ(waiting.cancelled.count(), 0);
    EXPECT_TRUE(table.is_over(plugin, op));
    EXPECT_EQ(kernel.buffers().live(), 0u) << "the payload that came too late was released";
    EXPECT_EQ(kernel.operations().pending(), 0u);
}

TEST_F(OpTest, CancellingEndsAtOnceAndAdvisesOnce) {
    const ach_op op = make(waiting);
    EXPECT_EQ(table.cancel(plugin, op), ACH_OK);
    EXPECT_EQ(waiting.outcome, ACH_E_CANCELLED);
    EXPECT_EQ(waiting.cancelled.count(), 1);
    EXPECT_EQ(table.complete(other, op, ACH_OK, frozen("late")), ACH_E_GONE);
    EXPECT_EQ(waiting.ended.count(), 1);
    EXPECT_EQ(kernel.buffers().live(), 0u);
}

TEST_F(OpTest, AnOperationThatIsNeverCompletedTimesOut) {
    const ach_op op = make(waiting, 5);
    ASSERT_TRUE(waiting.ended.reaches(1));
    EXPECT_EQ(waiting.outcome, ACH_E_TIMEOUT);
    EXPECT_EQ(waiting.cancelled.count(), 1);
    EXPECT_EQ(table.complete(other, op, ACH_OK, frozen("late")), ACH_E_GONE);
    EXPECT_EQ(kernel.buffers().live(), 0u);
}

TEST_F(OpTest, ACompletionInTimeTakesTheTimerBack) {
    const ach_op op = make(waiting, 3'600'000);
    EXPECT_EQ(kernel.timers().pending(), 1u);
    EXPECT_EQ(table.complete(other, op, ACH_OK, {0}), ACH_OK);
    EXPECT_EQ(kernel.timers().pending(), 0u);
}

TEST_F(OpTest, AnOperationWithoutTimeoutStaysPendingUntilTheHostEnds) {
    make(waiting);
    EXPECT_EQ(kernel.operations().pending(), 1u);
    EXPECT_EQ(plugin.caller.counters.operations, 1);
    EXPECT_EQ(kernel.operations().cancel_all(&other.caller), 0u);
    EXPECT_EQ(kernel.operations().cancel_all(&plugin.caller), 1u);
    EXPECT_EQ(waiting.outcome, ACH_E_CANCELLED);
    EXPECT_EQ(kernel.operations().pending(), 0u);
}

TEST_F(OpTest, NonsenseIsRefused) {
    ach_op op{};
    ach_op_desc empty{};
    empty.struct_size = sizeof empty;
    EXPECT_EQ(table.create(plugin, &empty, &op), ACH_E_ARG);
    EXPECT_EQ(table.create(plugin, nullptr, &op), ACH_E_ARG);
    EXPECT_EQ(table.complete(plugin, {0}, ACH_OK, {0}), ACH_E_GONE);
    EXPECT_EQ(table.complete(plugin, {~std::uint64_t{0}}, ACH_OK, frozen("x")), ACH_E_GONE);
    EXPECT_TRUE(table.is_over(plugin, {12345}));
    EXPECT_EQ(kernel.buffers().live(), 0u);
}

TEST_F(OpTest, CompletionCancellationAndTimeoutRace) {
    constexpr int kOperations = 3'000;
    std::vector<std::unique_ptr<Waiting>> waits;
    std::vector<std::atomic<std::uint64_t>> tokens(kOperations);
    for (int i = 0; i < kOperations; ++i) waits.push_back(std::make_unique<Waiting>(plugin));
    std::atomic<int> wins{0};
    const auto race = [&](bool complete) {
        for (auto& token : tokens) {
            while (token.load() == 0) std::this_thread::yield();
            const ach_op op{token.load()};
            const ach_status status = complete ? table.complete(plugin, op, ACH_OK, frozen("p"))
                                               : table.cancel(plugin, op);
            if (status == ACH_OK) ++wins;
        }
    };
    std::thread completer(race, true);
    std::thread canceller(race, false);
    for (std::size_t i = 0; i < kOperations; ++i) {
        tokens[i] = make(*waits[i], i % 3 == 0 ? 1 : 0).bits;
    }
    completer.join();
    canceller.join();
    int timed_out = 0;
    for (auto& wait : waits) {
        ASSERT_TRUE(wait->ended.reaches(1));
        EXPECT_EQ(wait->ended.count(), 1);
        if (wait->outcome == ACH_E_TIMEOUT) ++timed_out;
    }
    EXPECT_EQ(wins + timed_out, kOperations);
    EXPECT_EQ(kernel.buffers().live(), 0u);
    EXPECT_EQ(kernel.operations().pending(), 0u);
}

}  // namespace
}  // namespace ach::host
