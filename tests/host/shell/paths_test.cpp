#include "host/shell/paths.hpp"

#include "tests/host/shell/sandbox.hpp"

namespace ach::host {
namespace {

namespace fs = std::filesystem;

TEST(ResolvePath, FollowsLinksBeforeItGoesUp) {
    const Sandbox sandbox;
    const std::string root = resolve_path(sandbox.path());
    sandbox.folder("outside/deep");
    sandbox.folder("inside");
    fs::create_directory_symlink("../outside/deep", sandbox.file("inside/link"));
    EXPECT_EQ(resolve_path(sandbox.file("inside/link/../secret")), root + "/outside/secret");
    EXPECT_EQ(resolve_path(sandbox.file("inside/./a/../b")), root + "/inside/b");
}

TEST(ResolvePath, SeesThroughALinkToNothing) {
    const Sandbox sandbox;
    sandbox.folder("inside");
    fs::create_symlink("/somewhere/else", sandbox.file("inside/dangling"));
    EXPECT_EQ(resolve_path(sandbox.file("inside/dangling")), "/somewhere/else");
}

TEST(ResolvePath, GivesUpOnACircle) {
    const Sandbox sandbox;
    fs::create_symlink("b", sandbox.file("a"));
    fs::create_symlink("a", sandbox.file("b"));
    EXPECT_EQ(resolve_path(sandbox.file("a")), "");
}

TEST(ResolvePath, StaysAtTheTop) {
    EXPECT_EQ(resolve_path("/../.."), "/");
    EXPECT_EQ(resolve_path("/"), "/");
}

TEST(AbsolutePath, StartsAtTheFolderOfWhoeverNamedIt) {
    EXPECT_EQ(absolute_path("data", "/etc/x"), "/etc/x/data");
    EXPECT_EQ(absolute_path("/data", "/etc/x"), "/data");
    EXPECT_EQ(folder_of("/a/b"), "/a");
    EXPECT_EQ(folder_of("/a"), "/");
    EXPECT_EQ(folder_of("a"), ".");
}

}  // namespace
}  // namespace ach::host
