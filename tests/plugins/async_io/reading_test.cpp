#include "plugins/async_io/reading.hpp"

#include "tests/plugins/async_io/folder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <thread>
#include <utility>

namespace ach::async_io {
namespace {

class Reading : public FolderTest {
protected:
    std::string text_of(std::string_view name) const {
        return read_text({"read file", path(name)}, never);
    }
    std::string code_of(std::string_view name) const {
        return error_of([&] { text_of(name); }).code;
    }
};

TEST_F(Reading, ByteOrderMarkIsRemovedFromText) {
    put("bom",
        "\xEF\xBB\xBF"
        "one");
    EXPECT_EQ(text_of("bom"), "one");
    EXPECT_EQ(read_bytes({"read file", path("bom")}, never).size(), 6u);
}

TEST_F(Reading, EmptyAndLargeFiles) {
    put("empty", "");
    EXPECT_EQ(text_of("empty"), "");
    const std::string large(9'000'000, 'z');
    put("large", large);
    EXPECT_EQ(text_of("large"), large);
}

TEST_F(Reading, FilesThatClaimNoSizeAreReadToTheirEnd) {
    EXPECT_THAT(read_text({"read file", "/proc/self/maps"}, never), testing::HasSubstr("[stack]"));
}

TEST_F(Reading, ReasonsHaveCodes) {
    EXPECT_EQ(code_of("nowhere"), "not_found");
    EXPECT_EQ(code_of("."), "is_directory");
    put("invalid", "ab\xFF");
    EXPECT_EQ(code_of("invalid"), "invalid_encoding");
    put("surrogate", "\xED\xA0\x80");
    EXPECT_EQ(code_of("surrogate"), "invalid_encoding");
    put("cut", "a\xE2\x82");
    EXPECT_EQ(code_of("cut"), "invalid_encoding");
    EXPECT_EQ(code_of("invalid/below"), "not_directory");
    const IoError error = error_of([&] { text_of("nowhere"); });
    EXPECT_EQ(error.message,
              "Failed to read file '" + path("nowhere") + "': no such file or directory");
    EXPECT_EQ(error.kind, "IOError");
    EXPECT_EQ(error.path, path("nowhere"));
}

// A sparse file costs no disk and no memory, because the limit is known before anything is read.
TEST_F(Reading, MoreThanTheLimitIsTooLarge) {
    put("huge", "");
    std::filesystem::resize_file(folder_ / "huge", kMostBytes + 1);
    EXPECT_EQ(code_of("huge"), "too_large");
}

TEST_F(Reading, NobodyWaitsForAPipeThatNobodyWrites) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    int looks = 0;
    const auto after_a_while = [&looks] { return ++looks > 2; };
    EXPECT_THROW(read_text({"read file", path("pipe")}, after_a_while), Abandoned);
}

TEST_F(Reading, APipeIsReadUntilItsWriterCloses) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    std::thread writer([&] { std::ofstream(folder_ / "pipe") << "through the pipe"; });
    EXPECT_EQ(text_of("pipe"), "through the pipe");
    writer.join();
}

// Files whose time says that somebody has written to them, although the test is faster than the
// clock of the file system.
class Rewritten : public Reading {
protected:
    void rewrite(char with) {
        const std::string bytes(kSize, with);
        const int fd = ::open(path("file").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        EXPECT_EQ(::pwrite(fd, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(kSize));
        const timespec times[2] = {{++seconds_, 0}, {seconds_, 0}};
        EXPECT_EQ(::futimens(fd, times), 0);
        ::close(fd);
    }

    static constexpr std::size_t kSize = 9 << 20;  // several pieces
    time_t seconds_ = 1'000'000'000;
    int looks_ = 0;
};

TEST_F(Rewritten, MeanwhileIsReadAgain) {
    rewrite('a');
    const auto rewrite_once = [&] {
        if (++looks_ == 2) rewrite('b');
        return false;
    };
    const std::string text = read_text({"read file", path("file")}, rewrite_once);
    EXPECT_EQ(text, std::string(kSize, 'b'));
}

TEST_F(Rewritten, AgainAndAgainIsAnError) {
    rewrite('a');
    const auto rewrite_always = [&] {
        rewrite(static_cast<char>('a' + ++looks_ % 23));
        return false;
    };
    const IoError error = error_of([&] { read_text({"read file", path("file")}, rewrite_always); });
    EXPECT_EQ(error.code, "busy");
}

TEST_F(Reading, AFileThatOnlyGrowsIsReadAsItWas) {
    put("log", std::string(100, 'x'));
    bool has_grown = false;
    const auto grow_once = [&] {
        if (!std::exchange(has_grown, true)) {
            std::ofstream(folder_ / "log", std::ios::app) << "later";
        }
        return false;
    };
    const std::string text = read_text({"read file", path("log")}, grow_once);
    EXPECT_TRUE(text.starts_with(std::string(100, 'x')));
    EXPECT_TRUE(has_grown);
}

TEST_F(Reading, AFileThatIsReplacedIsReadToItsEndAsItWas) {
    const std::string old_content(9'000'000, 'o');
    put("file", old_content);
    put("next", "new");
    bool is_replaced = false;
    const auto replace_once = [&] {
        if (!std::exchange(is_replaced, true)) {
            std::filesystem::rename(folder_ / "next", folder_ / "file");
        }
        return false;
    };
    EXPECT_EQ(read_text({"read file", path("file")}, replace_once), old_content);
    EXPECT_EQ(content("file"), "new");
}

}  // namespace
}  // namespace ach::async_io
