#include "plugins/async_io/writing.hpp"

#include "tests/plugins/async_io/folder.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <array>
#include <utility>

namespace ach::async_io {
namespace {

constexpr std::array kModes = {WriteMode::Replace, WriteMode::ReplaceAtomically};

class Writing : public FolderTest {
protected:
    IoError error_of_writing(const std::string& to, std::string_view bytes, WriteMode mode) const {
        return error_of([&] { write_file({"write file", to}, bytes, mode, never); });
    }
    void write(std::string_view name, std::string_view bytes, WriteMode mode) const {
        write_file({"write file", path(name)}, bytes, mode, never);
    }
};

// As long as it lives, no file of this process may grow beyond `bytes`: a disk that is full.
class FileLimit {
public:
    explicit FileLimit(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FileLimit(const FileLimit&) = delete;
    FileLimit& operator=(const FileLimit&) = delete;

private:
    rlimit before_{};
};

TEST_F(Writing, ReplacesLongerAndShorterContent) {
    for (const WriteMode mode : kModes) {
        write("a", "a longer text\r\n", mode);
        EXPECT_EQ(content("a"), "a longer text\r\n");
        write("a", "x", mode);
        EXPECT_EQ(content("a"), "x");
        write("a", "", mode);
        EXPECT_EQ(content("a"), "");
    }
}

TEST_F(Writing, NeedsAFolder) {
    for (const WriteMode mode : kModes) {
        const IoError error = error_of_writing(path("missing/a"), "x", mode);
        EXPECT_EQ(error.code, "not_found");
        EXPECT_EQ(error.message,
                  "Failed to write file '" + path("missing/a") + "': no such file or directory");
        EXPECT_NE(error_of_writing(path("."), "x", mode).code, "(none)");
    }
    EXPECT_EQ(error_of_writing(path("."), "x", WriteMode::Replace).code, "is_directory");
}

TEST_F(Writing, AtomicReplacementKeepsModeAndLeavesNothingBehind) {
    put("a", "old");
    ASSERT_EQ(::chmod(path("a").c_str(), 0640), 0);
    write("a", "new", WriteMode::ReplaceAtomically);
    EXPECT_EQ(content("a"), "new");
    struct stat about {};
    ASSERT_EQ(::stat(path("a").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0640u);
    EXPECT_EQ(count(), 1);
}

TEST_F(Writing, NewFilesGetTheirModeFromTheUmask) {
    const mode_t before = ::umask(077);
    for (const WriteMode mode : kModes) {
        write("a", "secret", mode);
        struct stat about {};
        ASSERT_EQ(::stat(path("a").c_str(), &about), 0);
        EXPECT_EQ(about.st_mode & 0777, 0600u);
        std::filesystem::remove(folder_ / "a");
    }
    ::umask(before);
}

TEST_F(Writing, AtomicReplacementOfADirectoryFailsCleanly) {
    std::filesystem::create_directory(folder_ / "d");
    put("d/inside", "x");
    EXPECT_NE(error_of_writing(path("d"), "new", WriteMode::ReplaceAtomically).code, "(none)");
    EXPECT_EQ(count(), 1);
}

TEST_F(Writing, LinksAreWrittenThrough) {
    put("real", "old");
    std::filesystem::create_symlink("real", folder_ / "link");
    std::filesystem::create_symlink("later", folder_ / "dangling");
    for (const WriteMode mode : kModes) {
        write("link", "new", mode);
        EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "link"));
        EXPECT_EQ(content("real"), "new");
        write("dangling", "made", mode);
        EXPECT_EQ(content("later"), "made");
        std::filesystem::remove(folder_ / "later");
    }
}

TEST_F(Writing, AFullDeviceIsReported) {
    EXPECT_EQ(error_of_writing("/dev/full", "x", WriteMode::Replace).code, "no_space");
    EXPECT_EQ(error_of([] {
                  append_file({"append to file", "/dev/full"}, "x", never);
              }).code,
              "no_space");
}

TEST_F(Writing, WhatFindsNoRoomLeavesTheOldContentAlone) {
    const std::string old_content(6000, 'o');
    put("kept", old_content);
    const std::string large(100'000, 'n');
    {
        const FileLimit full(8192);
        for (const WriteMode mode : kModes) {
            EXPECT_EQ(error_of_writing(path("kept"), large, mode).code, "too_large");
            EXPECT_EQ(error_of_writing(path("fresh"), large, mode).code, "too_large");
        }
    }
    EXPECT_EQ(content("kept"), old_content);
    EXPECT_EQ(count(), 1) << "a file that could not be written stays behind";
}

TEST_F(Writing, WhatFindsNoRoomAtTheEndIsReported) {
    put("log", "before\n");
    const FileLimit full(8192);
    const Deed deed{"append to file", path("log")};
    EXPECT_EQ(error_of([&] { append_file(deed, std::string(100'000, 'n'), never); }).code,
              "too_large");
    EXPECT_TRUE(content("log").starts_with("before\n"));
}

TEST_F(Writing, AppendingCreatesAndAdds) {
    const Deed deed{"append to file", path("log")};
    append_file(deed, "one\n", never);
    append_file(deed, "two\n", never);
    EXPECT_EQ(content("log"), "one\ntwo\n");
    EXPECT_EQ(error_of([&] {
                  append_file({"append to file", path(".")}, "x", never);
              }).message,
              "Failed to append to file '" + path(".") + "': it is a directory");
}

TEST_F(Writing, APipeWithoutAReaderIsAnError) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(error_of_writing(path("pipe"), "x", WriteMode::Replace).code, "other");
}

TEST_F(Writing, APipeWhoseReaderLeavesIsAnError) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    const auto leave = [&reader] {
        if (reader >= 0) ::close(std::exchange(reader, -1));
        return false;
    };
    const std::string more_than_a_pipe_holds(1 << 20, 'p');
    const IoError error = error_of([&] {
        write_file({"write file", path("pipe")}, more_than_a_pipe_holds, WriteMode::Replace, leave);
    });
    EXPECT_EQ(error.code, "other");
}

TEST_F(Writing, APipeThatIsFullWaitsForItsReader) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    const int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    int looks = 0;
    const auto after_a_while = [&looks] { return ++looks > 2; };
    const std::string more_than_a_pipe_holds(1 << 20, 'p');
    EXPECT_THROW(write_file({"write file", path("pipe")}, more_than_a_pipe_holds,
                            WriteMode::Replace, after_a_while),
                 Abandoned);
    ::close(reader);
}

}  // namespace
}  // namespace ach::async_io
