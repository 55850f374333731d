#include "plugins/async_io/entries.hpp"

#include "tests/plugins/async_io/folder.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

namespace ach::async_io {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class Entries : public FolderTest {
protected:
    std::vector<std::string> names(std::string_view name, bool is_recursive = false) const {
        std::vector<std::string> all;
        for (const Entry& entry :
             list_dir({"list directory", path(name)}, is_recursive, false, never))
            all.push_back(entry.name);
        return all;
    }
};

TEST_F(Entries, Existence) {
    put("a", "");
    fs::create_symlink("nowhere", folder_ / "dangling");
    EXPECT_TRUE(exists(path("a")));
    EXPECT_TRUE(exists(path(".")));
    EXPECT_FALSE(exists(path("b")));
    EXPECT_FALSE(exists(path("a/b")));
    EXPECT_FALSE(exists(path("dangling")));
}

TEST_F(Entries, DeletingIsForFilesAndLinks) {
    put("a", "");
    fs::create_symlink("a", folder_ / "link");
    delete_file({"delete file", path("link")});
    EXPECT_TRUE(exists(path("a")));
    delete_file({"delete file", path("a")});
    EXPECT_FALSE(exists(path("a")));
    EXPECT_EQ(error_of([&] { delete_file({"delete file", path("a")}); }).code, "not_found");
    EXPECT_EQ(error_of([&] { delete_file({"delete file", path(".")}); }).code, "is_directory");
}

TEST_F(Entries, Information) {
    put("a", "12345");
    const FileInfo file = info_of({"look at file", path("a")});
    EXPECT_EQ(file.size, 5u);
    EXPECT_TRUE(file.is_file);
    EXPECT_FALSE(file.is_dir);
    EXPECT_FALSE(file.readonly);
    EXPECT_GT(file.modified_ms, 1.6e12);
    ::chmod(path("a").c_str(), 0444);
    EXPECT_TRUE(info_of({"look at file", path("a")}).readonly);
    EXPECT_TRUE(info_of({"look at file", path(".")}).is_dir);
    EXPECT_EQ(error_of([&] { info_of({"look at file", path("b")}); }).code, "not_found");
}

TEST_F(Entries, CopiesReplaceAndKeepTheirMode) {
    const std::string large(3'000'000, 'c');
    put("from", large);
    ::chmod(path("from").c_str(), 0750);
    copy_file({"copy file", path("from"), path("to")}, never);
    EXPECT_EQ(content("to"), large);
    struct stat about {};
    ASSERT_EQ(::stat(path("to").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0750u & ~0022u);
    put("from", "short");
    copy_file({"copy file", path("from"), path("to")}, never);
    EXPECT_EQ(content("to"), "short");
}

TEST_F(Entries, CopiesThatCannotBe) {
    put("a", "content");
    fs::create_symlink("a", folder_ / "link");
    const IoError missing = error_of([&] {
        copy_file({"copy file", path("b"), path("c")}, never);
    });
    EXPECT_EQ(missing.code, "not_found");
    EXPECT_EQ(missing.message, "Failed to copy file '" + path("b") + "' to '" + path("c") +
                                   "': no such file or directory");
    EXPECT_EQ(error_of([&] {
                  copy_file({"copy file", path("."), path("c")}, never);
              }).code,
              "is_directory");
    EXPECT_EQ(error_of([&] {
                  copy_file({"copy file", path("a"), path("link")}, never);
              }).code,
              "other");
    EXPECT_EQ(content("a"), "content");
    EXPECT_EQ(error_of([&] {
                  copy_file({"copy file", path("a"), "/dev/full"}, never);
              }).code,
              "no_space");
}

TEST_F(Entries, RenamingReplaces) {
    put("a", "new");
    put("b", "old");
    rename_file({"rename file", path("a"), path("b")});
    EXPECT_EQ(content("b"), "new");
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(error_of([&] {
                  rename_file({"rename file", path("a"), path("c")});
              }).code,
              "not_found");
}

TEST_F(Entries, ListsAreSortedByCodePoint) {
    for (const char* name : {"b", "B", "a", "z", "\xC3\xA4", "\xF0\x9F\x8C\x8D", "\xEF\xBF\xBD"})
        put(name, "");
    EXPECT_THAT(names("."),
                ElementsAre("B", "a", "b", "z", "\xC3\xA4", "\xEF\xBF\xBD", "\xF0\x9F\x8C\x8D"));
}

TEST_F(Entries, RecursiveListsDoNotFollowLinks) {
    fs::create_directories(folder_ / "d/e");
    put("d/e/f", "12");
    fs::create_directory_symlink("..", folder_ / "d/up");
    EXPECT_THAT(names("."), ElementsAre("d"));
    EXPECT_THAT(names("./", true), ElementsAre("d", "d/e", "d/e/f", "d/up"));
    const auto entries = list_dir({"list directory", path("d")}, true, true, never);
    ASSERT_EQ(entries.size(), 3u);
    EXPECT_TRUE(entries[0].is_dir);
    EXPECT_EQ(entries[1].size, 2u);
    EXPECT_TRUE(entries[2].is_dir);
    put("a", "");
    EXPECT_EQ(error_of([&] { names("a"); }).code, "not_directory");
    EXPECT_EQ(error_of([&] { names("nowhere"); }).code, "not_found");
    EXPECT_THROW(list_dir({"list directory", path(".")}, true, false, [] { return true; }),
                 Abandoned);
}

TEST_F(Entries, DirectoriesAreMadeWithTheirParents) {
    EXPECT_TRUE(make_dir({"make directory", path("x/y/")}));
    EXPECT_FALSE(make_dir({"make directory", path("x/y")}));
    put("file", "");
    EXPECT_EQ(error_of([&] { make_dir({"make directory", path("file")}); }).code, "already_exists");
    EXPECT_EQ(error_of([&] {
                  make_dir({"make directory", path("file/z")});
              }).code,
              "not_directory");
}

TEST_F(Entries, OnlyEmptyDirectoriesAreRemovedWithoutAskingForMore) {
    make_dir({"make directory", path("x/y")});
    put("kept", "");
    fs::create_symlink(folder_ / "kept", folder_ / "x/link");
    fs::create_directory_symlink(folder_ / "x", folder_ / "linked");
    EXPECT_EQ(error_of([&] {
                  remove_dir({"remove directory", path("x")}, false);
              }).code,
              "not_empty");
    EXPECT_EQ(error_of([&] {
                  remove_dir({"remove directory", path("linked")}, true);
              }).code,
              "not_directory");
    EXPECT_EQ(error_of([&] {
                  remove_dir({"remove directory", path("kept")}, true);
              }).code,
              "not_directory");
    remove_dir({"remove directory", path("x/y")}, false);
    remove_dir({"remove directory", path("x")}, true);
    EXPECT_FALSE(exists(path("x")));
    EXPECT_TRUE(exists(path("kept")));
    EXPECT_EQ(error_of([&] {
                  remove_dir({"remove directory", path("x")}, true);
              }).code,
              "not_found");
}

TEST_F(Entries, TemporaryDirectoriesAreNewAndPrivate) {
    const std::string one = make_temporary_dir();
    const std::string two = make_temporary_dir();
    EXPECT_NE(one, two);
    EXPECT_TRUE(one.starts_with(temporary_root()));
    struct stat about {};
    ASSERT_EQ(::stat(one.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0700u);
    fs::remove(one);
    fs::remove(two);
}

}  // namespace
}  // namespace ach::async_io
