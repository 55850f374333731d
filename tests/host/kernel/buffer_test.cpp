#include "tests/host/kernel/kernel_fixture.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "host/kernel/executor/this_thread.hpp"

namespace ach::host {
namespace {

struct BufferTest : KernelTest {
    const ach_buffer_t& table = *buffer_table();
};

TEST_F(BufferTest, WriteFreezeShareEnd) {
    ach_buf buffer{};
    std::uint8_t* bytes = nullptr;
    ASSERT_EQ(table.alloc(plugin, ACH_BUF_HEAP, 5, &buffer, &bytes), ACH_OK);
    std::memcpy(bytes, "hello", 5);
    EXPECT_FALSE(kernel.buffers().is_frozen(buffer));
    EXPECT_EQ(table.freeze(plugin, buffer), ACH_OK);
    EXPECT_EQ(table.freeze(plugin, buffer), ACH_OK);
    EXPECT_TRUE(kernel.buffers().is_frozen(buffer));

    std::size_t size = 0;
    const std::uint8_t* seen = table.view(other, buffer, &size);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(seen), size), "hello");
    EXPECT_EQ(plugin.caller.counters.buffers, 1);
    EXPECT_EQ(plugin.caller.counters.buffer_bytes, 5);

    EXPECT_EQ(table.retain(other, buffer), ACH_OK);
    EXPECT_EQ(table.release(plugin, buffer), ACH_OK);
    EXPECT_EQ(kernel.buffers().live(), 1u);
    EXPECT_EQ(table.release(other, buffer), ACH_OK);
    EXPECT_EQ(kernel.buffers().live(), 0u);
    EXPECT_EQ(plugin.caller.counters.buffers, 0);
    EXPECT_EQ(plugin.caller.counters.buffer_bytes, 0);
}

TEST_F(BufferTest, ADeadTokenIsGone) {
    const ach_buf buffer = frozen("x");
    table.release(plugin, buffer);
    std::size_t size = 9;
    EXPECT_EQ(table.view(plugin, buffer, &size), nullptr);
    EXPECT_EQ(size, 0u);
    EXPECT_EQ(table.retain(plugin, buffer), ACH_E_GONE);
    EXPECT_EQ(table.release(plugin, buffer), ACH_E_GONE);
    EXPECT_EQ(table.freeze(plugin, buffer), ACH_E_GONE);
}

TEST_F(BufferTest, NonsenseIsAnArgumentError) {
    ach_buf buffer{};
    std::uint8_t* bytes = nullptr;
    EXPECT_EQ(table.alloc(nullptr, ACH_BUF_HEAP, 1, &buffer, &bytes), ACH_E_ARG);
    EXPECT_EQ(table.alloc(plugin, 77, 1, &buffer, &bytes), ACH_E_ARG);
    EXPECT_EQ(table.alloc(plugin, ACH_BUF_HEAP, 1, nullptr, &bytes), ACH_E_ARG);
    EXPECT_EQ(table.alloc(plugin, ACH_BUF_HEAP, ~std::size_t{0} / 2, &buffer, &bytes), ACH_E_NOMEM);
    EXPECT_EQ(table.wrap(plugin, "x", 1, nullptr, nullptr, &buffer), ACH_E_ARG);
    EXPECT_EQ(kernel.buffers().live(), 0u);
}

TEST_F(BufferTest, AnEmptyBufferHasAnAddress) {
    ach_buf buffer{};
    std::uint8_t* bytes = nullptr;
    ASSERT_EQ(table.alloc(plugin, ACH_BUF_HEAP, 0, &buffer, &bytes), ACH_OK);
    EXPECT_NE(bytes, nullptr);
    table.release(plugin, buffer);
}

TEST_F(BufferTest, LargeBuffersStartOnACacheLine) {
    ach_buf buffer{};
    std::uint8_t* bytes = nullptr;
    ASSERT_EQ(table.alloc(plugin, ACH_BUF_HEAP, 1000, &buffer, &bytes), ACH_OK);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(bytes) % 64, 0u);
    table.release(plugin, buffer);
}

TEST_F(BufferTest, SharedMemoryKeepsItsBytesWhenFrozen) {
    ach_buf buffer{};
    std::uint8_t* bytes = nullptr;
    ASSERT_EQ(table.alloc(plugin, ACH_BUF_SHARED, 10'000, &buffer, &bytes), ACH_OK);
    bytes[9'999] = 42;
    ASSERT_EQ(table.freeze(plugin, buffer), ACH_OK);
    std::size_t size = 0;
    EXPECT_EQ(table.view(plugin, buffer, &size)[9'999], 42);
    EXPECT_EQ(size, 10'000u);
    table.release(plugin, buffer);
}

TEST_F(BufferTest, WrappedMemoryIsGivenBackOnAnExecutor) {
    struct Lent {
        char text[4] = "abc";
        Tally given_back;
        bool was_on_executor = false;
    } lent;
    ach_buf buffer{};
    ASSERT_EQ(table.wrap(
                  plugin, lent.text, 3,
                  [](void* user) noexcept {
                      auto* l = static_cast<Lent*>(user);
                      l->was_on_executor = this_thread().worker != nullptr;
                      l->given_back.add();
                  },
                  &lent, &buffer),
              ACH_OK);
    EXPECT_TRUE(kernel.buffers().is_frozen(buffer));
    EXPECT_EQ(table.view(plugin, buffer, nullptr), reinterpret_cast<std::uint8_t*>(lent.text));
    table.release(plugin, buffer);
    ASSERT_TRUE(lent.given_back.reaches(1));
    EXPECT_TRUE(lent.was_on_executor);
}

TEST_F(BufferTest, ManyThreadsShareOneBuffer) {
    const ach_buf buffer = frozen("shared");
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        table.retain(plugin, buffer);
        threads.emplace_back([&] {
            for (int i = 0; i < 10'000; ++i) {
                table.retain(plugin, buffer);
                std::size_t size = 0;
                ASSERT_EQ(table.view(plugin, buffer, &size)[size - 1], 'd');
                table.release(plugin, buffer);
            }
            table.release(plugin, buffer);
        });
    }
    for (auto& thread : threads) thread.join();
    table.release(plugin, buffer);
    EXPECT_EQ(kernel.buffers().live(), 0u);
}

}  // namespace
}  // namespace ach::host
