#include "vm/support/stack_room.hpp"

#include <gtest/gtest.h>
#include <pthread.h>

#include <stdexcept>
#include <thread>

namespace ach::vm {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

TEST(StackRoom, StaysWhereThereIsEnough) {
    std::thread::id ran;
    EXPECT_TRUE(with_stack_room(16 * 1024, [&] { ran = std::this_thread::get_id(); }));
    EXPECT_EQ(ran, std::this_thread::get_id());
}

// Uses `bytes` of stack, a page at a time.
std::size_t use_stack(std::size_t bytes) {
    volatile char page[4096];
    page[0] = 1;
    const std::size_t deeper = bytes > sizeof page ? use_stack(bytes - sizeof page) : 0;
    return deeper + static_cast<std::size_t>(page[0]);
}

TEST(StackRoom, MovesWhereThereIsTooLittle) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    pthread_t small;
    const auto body = [](void* used) -> void* {
        EXPECT_TRUE(with_stack_room(
            4 * kMegabyte, [&] { *static_cast<std::size_t*>(used) = use_stack(3 * kMegabyte); }));
        return nullptr;
    };
    std::size_t used = 0;
    ASSERT_EQ(pthread_create(&small, &attributes, body, &used), 0);
    pthread_join(small, nullptr);
    pthread_attr_destroy(&attributes);
    EXPECT_GE(used, 3 * kMegabyte / 4096);
}

TEST(StackRoom, BringsBackWhatWasThrown) {
    for (const std::size_t bytes : {std::size_t{1024}, 1024 * kMegabyte}) {
        EXPECT_THROW((void)with_stack_room(bytes, [] { throw std::runtime_error("x"); }),
                     std::runtime_error);
    }
}

}  // namespace
}  // namespace ach::vm
