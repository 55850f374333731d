// Session files that were damaged, or made to do damage.
#include "plugins/builtins/session/container.hpp"
#include "plugins/builtins/session/message_pack.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <string>

namespace ach::builtins::session {
namespace {

using testing::HasSubstr;

constexpr ReadOptions kUnchecked{.verifies_checksum = false};

std::string file_with(const std::string& body) {
    std::string bytes = container_bytes({.level = 3, .body = ""});
    return bytes.substr(0, 64) + body + std::string(32, '\0');
}

std::string problem_of(const std::string& bytes, ReadOptions options = kUnchecked) {
    try {
        container_of(bytes, options);
    } catch (const Malformed& malformed) {
        return malformed.what();
    }
    return "(none)";
}

std::string frame_of(const std::string& text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
}

// A frame whose header states `size` and that ends there: no window, one segment, eight bytes of
// size.
std::string frame_that_states(std::uint64_t size) {
    std::string frame("\x28\xb5\x2f\xfd\xe0", 5);
    for (int i = 0; i < 8; ++i) frame += static_cast<char>(size >> (8 * i));
    return frame;
}

TEST(SessionContainer, WhatIsWrittenIsRead) {
    for (const std::optional<int> level :
         {std::optional<int>(), std::optional(3), std::optional(22)}) {
        for (const std::size_t size : {0u, 1u, 65536u, 65537u, 3'000'000u}) {
            const std::string body(size, 'b');
            const auto read =
                container_of(container_bytes({.created = 7, .level = level, .body = body}), {});
            EXPECT_EQ(read.body, body);
            EXPECT_EQ(read.created, 7u);
        }
    }
}

TEST(SessionContainer, AStatedSizeIsRefusedAboveTheLimitWhichIsNamed) {
    EXPECT_THAT(problem_of(file_with(frame_that_states(std::uint64_t{2} << 30))),
                HasSubstr("it has 2048 MiB, and no more than 1024 MiB are read"));
    const std::string large = frame_of(std::string(3 << 20, 'x'));
    EXPECT_THAT(problem_of(file_with(large), {.verifies_checksum = false, .most_bytes = 1 << 20}),
                HasSubstr("it has 3 MiB, and no more than 1 MiB are read"));
    EXPECT_EQ(problem_of(file_with(large), {.verifies_checksum = false, .most_bytes = 3 << 20}),
              "(none)");
}

TEST(SessionContainer, AStatedSizeThatDoesNotComeIsNoSize) {
    const std::string expected = "Invalid session file: it cannot be decompressed";
    EXPECT_EQ(problem_of(file_with(frame_that_states(kMostBytes))), expected);
    EXPECT_EQ(problem_of(file_with("")), expected);
    EXPECT_EQ(problem_of(file_with("no frame")), expected);
    const std::string frame = frame_of(std::string(100'000, 'x') + "end");
    EXPECT_EQ(problem_of(file_with(frame)), "(none)");
    EXPECT_EQ(problem_of(file_with(frame + "more")), expected);
    for (std::size_t size = 0; size < frame.size(); ++size) {
        EXPECT_EQ(problem_of(file_with(frame.substr(0, size))), expected) << size;
    }
}

}  // namespace
}  // namespace ach::builtins::session
