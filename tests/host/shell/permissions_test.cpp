#include "host/shell/permissions.hpp"

#include "tests/host/shell/sandbox.hpp"

#include <achronyme/abi/permission.h>
#include <gmock/gmock.h>

namespace ach::host {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t kEverything = ~0u;

bool allows(const Permissions& permissions, int what, const std::string& detail) {
    return static_cast<bool>(permissions.check("p", kEverything, what, detail));
}

TEST(Permissions, OpenMeansWhatThePersonMay) {
    const Permissions open(std::nullopt, false);
    EXPECT_TRUE(allows(open, ACH_PERM_FILE_WRITE, "/etc/passwd"));
    EXPECT_TRUE(allows(open, ACH_PERM_NET, "example.org:80"));
    EXPECT_FALSE(open.check("p", 0, ACH_PERM_NET, "example.org:80"));
}

TEST(Permissions, TheSandboxClosesEverythingThatIsNotGranted) {
    const Permissions closed(std::nullopt, true);
    EXPECT_FALSE(allows(closed, ACH_PERM_FILE_READ, "/etc/passwd"));
    EXPECT_FALSE(allows(closed, ACH_PERM_ENV_READ, "HOME"));
    const Outcome refused = closed.check("p", kEverything, ACH_PERM_FILE_READ, "/etc/passwd");
    EXPECT_EQ(refused.problem().status, ACH_E_DENIED);
    EXPECT_THAT(refused.problem().text,
                HasSubstr("permissions.read in the configuration does not grant reading file "
                          "'/etc/passwd'; add it there"));
}

TEST(Permissions, PathsAreComparedWhereTheyReallyLead) {
    const Sandbox sandbox;
    sandbox.folder("data");
    sandbox.write("secret", "");
    std::filesystem::create_symlink("../secret", sandbox.file("data/shortcut"));
    std::filesystem::create_symlink("../later", sandbox.file("data/dangling"));
    std::filesystem::create_directory_symlink(sandbox.file("data"), sandbox.file("alias"));
    Grants grants;
    grants.read = grants.write = {sandbox.file("alias")};
    const Permissions closed(grants, true);
    EXPECT_TRUE(allows(closed, ACH_PERM_FILE_READ, sandbox.file("data")));
    EXPECT_TRUE(allows(closed, ACH_PERM_FILE_READ, sandbox.file("alias/x/y")));
    EXPECT_FALSE(allows(closed, ACH_PERM_FILE_READ, sandbox.file("data/shortcut")));
    EXPECT_FALSE(allows(closed, ACH_PERM_FILE_WRITE, sandbox.file("data/dangling")));
    EXPECT_FALSE(allows(closed, ACH_PERM_FILE_READ, sandbox.file("data/none/../../secret")));
    EXPECT_FALSE(allows(closed, ACH_PERM_FILE_READ, sandbox.file("database")));
}

TEST(Permissions, EndpointsAndNamesMayHoldAStar) {
    Grants grants;
    grants.net = {"example.org:443", "*.weather.gov:*", "*:8080"};
    grants.env = {"LC_*", "HOME"};
    const Permissions closed(grants, true);
    EXPECT_TRUE(allows(closed, ACH_PERM_NET, "Example.org:443"));
    EXPECT_FALSE(allows(closed, ACH_PERM_NET, "example.org:80"));
    EXPECT_TRUE(allows(closed, ACH_PERM_NET, "api.weather.gov:80"));
    EXPECT_FALSE(allows(closed, ACH_PERM_NET, "weather.gov:80"));
    EXPECT_TRUE(allows(closed, ACH_PERM_NET, "anywhere:8080"));
    EXPECT_TRUE(allows(closed, ACH_PERM_ENV_READ, "LC_ALL"));
    EXPECT_FALSE(allows(closed, ACH_PERM_ENV_READ, "HOMER"));
    EXPECT_FALSE(allows(closed, ACH_PERM_ENV_WRITE, "HOME"));
}

}  // namespace
}  // namespace ach::host
