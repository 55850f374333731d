#include "plugins/async_io/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace ach::async_io {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "files_test_XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string path(std::string_view name) const { return (folder_ / name).string(); }
    std::string content(std::string_view name) const {
        std::ifstream in(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(std::string_view name, std::string_view bytes) const {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
    }
    std::string code_of_reading(std::string_view name) const {
        std::string text = "kept";
        const auto error = read_text(path(name), text);
        EXPECT_EQ(text, "kept");
        return error ? error->code : "(read)";
    }

    fs::path folder_;
};

TEST_F(Files, WhatWasWrittenIsRead) {
    EXPECT_FALSE(write_text(path("a"), "zwölf\r\n", WriteMode::Replace));
    std::string text = ">";
    EXPECT_FALSE(read_text(path("a"), text));
    EXPECT_EQ(text, ">zwölf\r\n");
    EXPECT_FALSE(write_text(path("a"), "x", WriteMode::Replace));
    EXPECT_EQ(content("a"), "x");
}

TEST_F(Files, ByteOrderMarkIsRemoved) {
    write("bom",
          "\xEF\xBB\xBF"
          "one");
    std::string text;
    EXPECT_FALSE(read_text(path("bom"), text));
    EXPECT_EQ(text, "one");
}

TEST_F(Files, EmptyAndLargeFiles) {
    write("empty", "");
    std::string text;
    EXPECT_FALSE(read_text(path("empty"), text));
    EXPECT_EQ(text, "");
    const std::string large(3'000'000, 'z');
    write("large", large);
    EXPECT_FALSE(read_text(path("large"), text));
    EXPECT_EQ(text, large);
}

TEST_F(Files, FilesThatClaimNoSizeAreReadToTheirEnd) {
    std::string text;
    EXPECT_FALSE(read_text("/proc/self/maps", text));
    EXPECT_THAT(text, testing::HasSubstr("[stack]"));
}

TEST_F(Files, ReasonsHaveCodes) {
    EXPECT_EQ(code_of_reading("nowhere"), "not_found");
    EXPECT_EQ(code_of_reading("."), "is_directory");
    write("invalid", "ab\xFF");
    EXPECT_EQ(code_of_reading("invalid"), "invalid_encoding");
    write("surrogate", "\xED\xA0\x80");
    EXPECT_EQ(code_of_reading("surrogate"), "invalid_encoding");
    write("cut", "a\xE2\x82");
    EXPECT_EQ(code_of_reading("cut"), "invalid_encoding");
    EXPECT_EQ(code_of_reading("invalid/below"), "not_directory");
    std::string text;
    EXPECT_EQ(read_text(path("nowhere"), text)->message,
              "Failed to read file '" + path("nowhere") + "': no such file or directory");
}

TEST_F(Files, WritingNeedsAFolder) {
    const auto error = write_text(path("missing/a"), "x", WriteMode::Replace);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, "not_found");
    EXPECT_EQ(error->kind, "IOError");
    EXPECT_EQ(write_text(path("missing/a"), "x", WriteMode::ReplaceAtomically)->code, "not_found");
    EXPECT_EQ(write_text(path("."), "x", WriteMode::Replace)->code, "is_directory");
}

TEST_F(Files, AtomicReplacementKeepsModeAndLeavesNothingBehind) {
    write("a", "old");
    ASSERT_EQ(::chmod(path("a").c_str(), 0640), 0);
    EXPECT_FALSE(write_text(path("a"), "new", WriteMode::ReplaceAtomically));
    EXPECT_EQ(content("a"), "new");
    struct stat about {};
    ASSERT_EQ(::stat(path("a").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0640u);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(Files, AtomicReplacementOfADirectoryFailsCleanly) {
    fs::create_directory(folder_ / "d");
    write("d/inside", "x");
    EXPECT_TRUE(write_text(path("d"), "new", WriteMode::ReplaceAtomically));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(Files, FullDeviceIsReported) {
    const auto error = write_text("/dev/full", "x", WriteMode::Replace);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, "no_space");
}

TEST_F(Files, Existence) {
    write("a", "");
    EXPECT_TRUE(exists(path("a")));
    EXPECT_TRUE(exists(path(".")));
    EXPECT_FALSE(exists(path("b")));
    EXPECT_FALSE(exists(path("a/b")));
}

}  // namespace
}  // namespace ach::async_io
