#include "host/shell/plugin_set.hpp"

#include "tests/host/shell/fake_plugins.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace ach::host {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PluginSetTest : public testing::Test {
protected:
    FakeWorld world_;
};

TEST_F(PluginSetTest, StartsWhatIsNeededFirstAndEndsInReverse) {
    world_.add("app", R"("requires": ["db/1", "ach.kernel/1"])");
    world_.add("db", R"("provides": ["db/1"], "resident": false)");
    world_.add("bystander");
    Shell& shell = world_.open();
    EXPECT_EQ(world_.activate("app"), "ok");
    EXPECT_EQ(world_.activate("app"), "ok");
    EXPECT_THAT(shell.plugins.shut_down(milliseconds(100)), IsEmpty());
    shell.plugins.unmap_stopped();
    EXPECT_THAT(world_.journal,
                ElementsAre("map db", "create db", "start db", "map app", "create app", "start app",
                            "quiesce app", "quiesce db", "stop app", "destroy app", "stop db",
                            "destroy db", "unmap db"));
}

TEST_F(PluginSetTest, WhoComesToRestMayUseWhoeverItHasAskedForLater) {
    const int table = 0;
    bool is_there = false;
    world_.add("app").comes_to_rest = [&](FakeInstance&) {
        is_there = std::ranges::find(world_.journal, "destroy db") == world_.journal.end();
        return true;
    };
    world_.add("db", R"("provides": ["db/1"])").tables["db/1"] = &table;
    Shell& shell = world_.open();
    EXPECT_EQ(world_.activate("app"), "ok");
    const ach_host_t* app = world_.host_of("app");
    EXPECT_EQ(app->get_interface(app, "db/1", nullptr), &table);
    EXPECT_THAT(shell.plugins.shut_down(milliseconds(100)), IsEmpty());
    EXPECT_TRUE(is_there);
}

TEST_F(PluginSetTest, ATableIsServedByStartingItsProvider) {
    const int table = 0;
    world_.add("db", R"("provides": ["db/1", "lie/1"])").tables["db/1"] = &table;
    world_.add("app");
    world_.open();
    EXPECT_EQ(world_.activate("app"), "ok");
    const ach_host_t* app = world_.host_of("app");
    ach_error error{sizeof(ach_error), 0, 0, 0, {}};
    EXPECT_EQ(app->get_interface(app, "db/1", &error), &table);
    EXPECT_THAT(world_.journal, testing::Contains("start db"));
    EXPECT_EQ(app->get_interface(app, "db/1 ", &error), nullptr);
    EXPECT_EQ(error.status, ACH_E_ABSENT);
    EXPECT_EQ(app->get_interface(app, "lie/1", &error), nullptr);
    EXPECT_THAT(error.message,
                HasSubstr("'db' lists lie/1 under `provides` but does not serve it"));
    EXPECT_EQ(app->get_interface(app, "dc/1", &error), nullptr);
    EXPECT_THAT(error.message, HasSubstr("dc/1, which nobody provides; provided here: db/1"));
    EXPECT_EQ(app->get_interface(app, nullptr, &error), nullptr);
    EXPECT_EQ(error.status, ACH_E_ARG);
    EXPECT_EQ(app->get_interface(nullptr, "db/1", nullptr), nullptr);
    EXPECT_EQ(app->get_interface(app, "ach.kernel/1", nullptr), &world_);
}

TEST_F(PluginSetTest, AFailedStartLeavesNothingAndIsRememberedWithItsReason) {
    world_.add("bad", R"("provides": ["bad/1"])").start = [](FakeInstance&, ach_error* err) {
        return fail_with(err, "the disk is full");
    };
    world_.add("app", R"("requires": ["bad/1"])");
    Shell& shell = world_.open();
    EXPECT_EQ(world_.activate("app"),
              "plugin 'app' cannot be used: plugin 'bad' cannot be used: its start failed: the "
              "disk is full");
    EXPECT_THAT(world_.activate("bad"), HasSubstr("the disk is full"));
    EXPECT_THAT(world_.journal, ElementsAre("map bad", "create bad", "start bad", "destroy bad"));
    EXPECT_THAT(shell.plugins.shut_down(milliseconds(100)), IsEmpty());
}

TEST_F(PluginSetTest, WhatThrowsAcrossTheBorderIsCaughtAndNamed) {
    world_.add("bad").start = [](FakeInstance&, ach_error*) -> ach_status {
        throw std::runtime_error("boom");
    };
    world_.add("odd").start = [](FakeInstance&, ach_error*) -> ach_status { throw 42; };
    world_.open();
    EXPECT_THAT(
        world_.activate("bad"),
        HasSubstr("'bad' cannot be used: its start failed: its start threw an exception across "
                  "the ABI: boom"));
    EXPECT_THAT(world_.activate("odd"), HasSubstr("not a std::exception"));
}

TEST_F(PluginSetTest, RefusesWhatIsNotWhatItsManifestSays) {
    world_.add("liar").module = [](ach_module_t& m) { m.id = "honest"; };
    world_.add("old").module = [](ach_module_t& m) { m.abi_major = 7; };
    world_.add("short").module = [](ach_module_t& m) { m.struct_size = 8; };
    world_.add("version").module = [](ach_module_t& m) { m.version = "2.0.0"; };
    world_.add("idle").instance = [](ach_plugin_t& p) { p.start = nullptr; };
    world_.add("gone");
    world_.unreadable = {"gone"};
    world_.open();
    EXPECT_THAT(world_.activate("liar"),
                HasSubstr("it calls itself 'honest', its manifest says 'liar'"));
    EXPECT_THAT(world_.activate("old"), HasSubstr("built for plugin ABI 7"));
    EXPECT_THAT(world_.activate("short"), HasSubstr("too short"));
    EXPECT_THAT(world_.activate("version"),
                HasSubstr("version '2.0.0', its manifest says '1.0.0'"));
    EXPECT_THAT(world_.activate("idle"), HasSubstr("has no start"));
    EXPECT_THAT(world_.activate("gone"), HasSubstr("not a plugin"));
}

TEST_F(PluginSetTest, NamesWhoDoesNotComeToRestAndSparesWhomItMayUse) {
    world_.add("app", R"("requires": ["mid/1"])");
    world_.add("base", R"("provides": ["base/1"])");
    world_.add("mid", R"("provides": ["mid/1"], "requires": ["base/1"])").comes_to_rest =
        [](FakeInstance&) { return false; };
    Shell& shell = world_.open();
    EXPECT_EQ(world_.activate("app"), "ok");
    world_.journal.clear();
    EXPECT_THAT(shell.plugins.shut_down(milliseconds(10)),
                ElementsAre(HasSubstr("plugin 'mid' did not come to rest within the deadline")));
    EXPECT_THAT(world_.journal, ElementsAre("quiesce app", "quiesce mid", "quiesce base",
                                            "stop app", "destroy app"));
}

TEST_F(PluginSetTest, AFileThatIsStillPointedIntoStaysMapped) {
    world_.add("pinned", R"("resident": false)");
    world_.pins["pinned"] = "1 thread of its own";
    Shell& shell = world_.open();
    world_.activate("pinned");
    shell.plugins.shut_down(milliseconds(10));
    shell.plugins.unmap_stopped();
    EXPECT_THAT(world_.journal, testing::Not(testing::Contains("unmap pinned")));
    const Plugin& plugin = shell.plugins.plugin(shell.index.find("pinned"));
    EXPECT_EQ(plugin.resident_because, "still in use: 1 thread of its own");
}

TEST_F(PluginSetTest, WhoeverNeedsItselfWhileStartingIsTold) {
    std::string told;
    world_.add("a", R"("provides": ["a/1"])").start = [&](FakeInstance& self, ach_error*) {
        ach_error error{sizeof(ach_error), 0, 0, 0, {}};
        self.host->get_interface(self.host, "b/1", &error);
        return ACH_OK;
    };
    world_.add("b", R"("provides": ["b/1"])").start = [&](FakeInstance& self, ach_error*) {
        ach_error error{sizeof(ach_error), 0, 0, 0, {}};
        EXPECT_EQ(self.host->get_interface(self.host, "a/1", &error), nullptr);
        told = error.message;
        return ACH_OK;
    };
    world_.open();
    EXPECT_EQ(world_.activate("a"), "ok");
    EXPECT_THAT(told, HasSubstr("'a' is still starting"));
}

TEST_F(PluginSetTest, NobodyStartsAfterTheEnd) {
    world_.add("a");
    world_.add("late", R"("provides": ["late/1"])");
    Shell& shell = world_.open();
    world_.activate("a");
    shell.plugins.shut_down(milliseconds(10));
    EXPECT_THAT(world_.activate("a"), HasSubstr("the host is shutting down"));
}

}  // namespace
}  // namespace ach::host
