// The real host, the toy machine, and two plugins that try every table between them.
#include "tests/plugins/real_host.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace {

using ach::testing::RealHost;
using ::testing::HasSubstr;
using ::testing::StartsWith;

ach::host::KernelConfig two_executors() {
    ach::host::KernelConfig config;
    config.executors.threads = 2;
    return config;
}

class ToyTest : public ::testing::Test {
protected:
    RealHost host{{ACH_FIXTURES}, {}, two_executors()};
};

TEST_F(ToyTest, TheSmallestPluginsWork) {
    EXPECT_EQ(host.call("celsius", "[212]"), "100.0");
    EXPECT_EQ(host.call("celsius", R"(["hot"])"),
              "TypeError: Type error in celsius: expected Number, got String");
    EXPECT_EQ(host.call("greet", R"(["Ada"])"), R"("Hello, Ada!")");
    EXPECT_EQ(host.call("greet", R"(["Ada", "Good morning"])"), R"("Good morning, Ada!")");
    EXPECT_EQ(host.call("greet"), "RuntimeError: greet() was given 0 arguments");
}

TEST_F(ToyTest, TheWaitingExampleWaits) {
    EXPECT_EQ(host.call("later", R"([5, "tea"])"), R"("tea")");
    EXPECT_EQ(host.call("later", R"([0, "now"])"), R"("now")");
    EXPECT_EQ(host.call("later", R"([-1, "never"])"),
              "ValueError: later(): the time must be from 0 to 1e9 ms");
}

TEST_F(ToyTest, NativesOfAPluginInC) {
    EXPECT_EQ(host.call("peer_squares", "[[1, 2, 3]]"), "14.0");
    EXPECT_THAT(host.call("peer_squares", "[7]"),
                StartsWith("TypeError: Type error in peer_squares"));
}

TEST_F(ToyTest, WhatNobodyContributesIsSaid) {
    EXPECT_EQ(host.call("not_there"), "nobody contributes not_there");
}

TEST_F(ToyTest, SuspendedNativesEndInEveryWay) {
    EXPECT_EQ(host.call("probe_suspend", R"(["early"])"), R"("early")");
    EXPECT_EQ(host.call("probe_suspend", R"(["late"])"), R"("late")");
    EXPECT_EQ(host.call("probe_suspend", R"(["twice"])"), R"("first")");
    EXPECT_EQ(host.call("probe_suspend", R"(["thread"])"), R"("from a thread")");
    EXPECT_EQ(host.call("probe_suspend", R"(["fail"])"), "RuntimeError: probe_suspend(): as asked");
    EXPECT_EQ(host.call("probe_suspend", R"(["never"])"),
              "TimeoutError: probe_suspend(): it took too long");
    EXPECT_EQ(host.call("probe_suspend", R"(["throw"])"),
              "ValueError: probe_suspend(): thrown while starting");
    EXPECT_EQ(host.call("probe_future"), R"("late")");
    EXPECT_EQ(host.call("probe_blocking", "[21]"), "42.0");
}

TEST_F(ToyTest, ManyLateCompletionsAllArrive) {
    for (int i = 0; i < 200; ++i) {
        ASSERT_EQ(host.call("probe_suspend", i % 2 == 0 ? R"(["thread"])" : R"(["twice"])"),
                  i % 2 == 0 ? R"("from a thread")" : R"("first")");
    }
}

TEST_F(ToyTest, ResourcesAreFreedWhenTheirValuesAre) {
    EXPECT_EQ(host.call("probe_counter"), R"({"resource":"Counter"})");
    EXPECT_EQ(host.call("probe_alive"), "0.0");
    EXPECT_EQ(host.call("probe_bump", "[1]"),
              "TypeError: Type error in probe_bump: expected Counter, got Number");
}

class TableTest : public ToyTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(TableTest, KeepsItsPromises) { EXPECT_EQ(host.call(GetParam()), R"("ok")"); }

TEST_P(TableTest, KeepsThemAgain) {
    for (int i = 0; i < 5; ++i) ASSERT_EQ(host.call(GetParam()), R"("ok")");
}

INSTANTIATE_TEST_SUITE_P(Every, TableTest,
                         ::testing::Values("probe_timer", "probe_fibers", "probe_strand",
                                           "probe_executor", "probe_thread", "probe_main",
                                           "probe_buffer", "probe_op", "probe_events",
                                           "probe_policies", "probe_signals", "probe_echo",
                                           "probe_services"),
                         [](const auto& param) { return std::string(param.param); });

TEST(Configuration, DefaultsAndSettingsReachThePlugin) {
    {
        RealHost host({ACH_FIXTURES});
        EXPECT_EQ(host.call("probe_config"), R"("probe")");
    }
    ach::host::Settings settings;
    settings.plugin_config["test.toy_probe"].json = R"({"name": "other", "loud": true})";
    RealHost host({ACH_FIXTURES}, settings);
    EXPECT_EQ(host.call("probe_config"), R"("other!")");
}

TEST(Permissions, ADeniedPathSaysWhatToGrant) {
    {
        RealHost host({ACH_FIXTURES});
        EXPECT_EQ(host.call("probe_permission", R"(["/etc/hostname"])"), R"("ok")");
    }
    ach::host::Settings closed;
    closed.grants.emplace();
    closed.grants->read.push_back("/usr");
    RealHost host({ACH_FIXTURES}, closed);
    EXPECT_EQ(host.call("probe_permission", R"(["/usr/bin"])"), R"("ok")");
    EXPECT_THAT(host.call("probe_permission", R"(["/etc/hostname"])"), HasSubstr("read"));
    EXPECT_THAT(host.call("probe_permission", R"(["/etc/hostname"])"), HasSubstr("/etc/hostname"));
}

TEST(Museum, OldPluginsStillWork) {
#if defined(__x86_64__)
    RealHost host({ACH_FIXTURES, ACH_MUSEUM "/first"});
    EXPECT_EQ(host.call("museum_double", "[21]"), "42.0");
    EXPECT_EQ(host.call("museum_sum", "[1, 2, 3, 4]"), "10.0");
    EXPECT_EQ(host.call("museum_stats"), "true");
    EXPECT_EQ(host.call("museum_error"), "true");
    EXPECT_EQ(host.call("museum_double", "[null]"),
              "TypeError: Type error in museum_double: expected Number, got Null");
#else
    GTEST_SKIP() << "the exhibits are for x86-64";
#endif
}

TEST(Hosts, TwoInOneProcessShareNothing) {
    RealHost first({ACH_FIXTURES}, {}, two_executors());
    EXPECT_EQ(first.call("probe_echo"), R"("ok")");
    {
        RealHost second({ACH_FIXTURES}, {}, two_executors());
        EXPECT_EQ(second.call("probe_echo"), R"("ok")");
    }
    EXPECT_EQ(first.call("probe_services"), R"("ok")");
}

}  // namespace
