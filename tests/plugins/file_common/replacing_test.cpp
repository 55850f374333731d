// A file has its old content or the new one, and nothing is left beside it.
#include "plugins/file_common/replacing.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>

namespace ach::file {
namespace {

namespace fs = std::filesystem;

class Replacing : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "replacing_XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string path(const char* name) const { return (folder_ / name).string(); }
    std::string content(const char* name) const {
        std::ifstream in(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    auto count() const { return std::distance(fs::directory_iterator(folder_), {}); }
    mode_t mode(const char* name) const {
        struct stat about {};
        EXPECT_EQ(::stat(path(name).c_str(), &about), 0);
        return about.st_mode & 07777;
    }

    fs::path folder_;
};

TEST_F(Replacing, MakesAndReplaces) {
    const std::string large(3 << 20, 'l');
    for (const std::string& text :
         {std::string("one"), std::string(), large, std::string("\0x", 2)}) {
        EXPECT_EQ(replace_file(path("a"), text), 0);
        EXPECT_EQ(content("a"), text);
        EXPECT_EQ(count(), 1);
    }
}

TEST_F(Replacing, KeepsPermissionsAndGivesNewFilesThoseOfTheUmask) {
    const mode_t before = ::umask(027);
    EXPECT_EQ(replace_file(path("a"), "x"), 0);
    ::umask(before);
    EXPECT_EQ(mode("a"), 0640u);
    ASSERT_EQ(::chmod(path("a").c_str(), 0604), 0);
    EXPECT_EQ(replace_file(path("a"), "y"), 0);
    EXPECT_EQ(mode("a"), 0604u);
}

TEST_F(Replacing, WritesThroughLinksAndRefusesCircles) {
    fs::create_symlink("middle", folder_ / "link");
    fs::create_symlink("real", folder_ / "middle");
    EXPECT_EQ(replace_file(path("link"), "x"), 0);
    EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
    EXPECT_FALSE(fs::is_symlink(folder_ / "real"));
    EXPECT_EQ(content("real"), "x");
    fs::create_symlink("there", folder_ / "here");
    fs::create_symlink("here", folder_ / "there");
    EXPECT_EQ(replace_file(path("here"), "x"), ELOOP);
}

TEST_F(Replacing, SaysWhatFailedAndLeavesNothingBehind) {
    EXPECT_EQ(replace_file(path("missing/a"), "x"), ENOENT);
    fs::create_directory(folder_ / "folder");
    EXPECT_EQ(replace_file(path("folder"), "x"), EISDIR);
    EXPECT_EQ(count(), 1);
}

TEST_F(Replacing, AFullDiskLeavesTheOldContent) {
    ASSERT_EQ(replace_file(path("a"), "old"), 0);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit limit{8192, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const int problem = replace_file(path("a"), std::string(100'000, 'n'));
    ::setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_EQ(problem, EFBIG);
    EXPECT_EQ(content("a"), "old");
    EXPECT_EQ(count(), 1);
}

}  // namespace
}  // namespace ach::file
