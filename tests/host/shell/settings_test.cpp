#include "host/shell/settings.hpp"

#include "host/shell/embedded.hpp"
#include "host/shell/index_builder.hpp"
#include "host/shell/schema_check.hpp"
#include "tests/host/shell/sandbox.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace ach::host {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class SettingsTest : public testing::Test {
protected:
    std::string problem() {
        const auto settings = load_settings(request_);
        return settings ? "none" : settings.problem().text;
    }

    Sandbox sandbox_;
    SettingsRequest request_;
};

TEST_F(SettingsTest, WithoutAnyLayerAreTheDefaultsOfTheFile) {
    const std::string file = std::string(ACH_SOURCE_DIR) + "/config/default.json";
    request_.config_file = file;
    const auto from_file = load_settings(request_);
    ASSERT_TRUE(from_file) << from_file.problem().text;
    const auto built_in = load_settings({});
    EXPECT_EQ(json::parse(to_json(*from_file)), json::parse(to_json(*built_in)));
    EXPECT_FALSE(built_in->grants);
}

TEST_F(SettingsTest, TheSchemasThemselvesAndTheMinimalFileAreGood) {
    request_.config_file = std::string(ACH_SOURCE_DIR) + "/config/minimal.json";
    EXPECT_EQ(problem(), "none");
    const auto minimal = load_settings(request_);
    ASSERT_TRUE(minimal->grants);
    EXPECT_TRUE(minimal->grants->read.empty());
}

TEST_F(SettingsTest, TheOtherFilesToStartFromAreGood) {
    request_.config_file = std::string(ACH_SOURCE_DIR) + "/config/console.json";
    EXPECT_EQ(problem(), "none");
    EXPECT_EQ(load_settings(request_)->ui_backend, "none");
    request_.config_file = std::string(ACH_SOURCE_DIR) + "/config/desktop.json";
    EXPECT_EQ(problem(), "none");
    EXPECT_EQ(load_settings(request_)->ui_backend, "wx");
}

TEST_F(SettingsTest, LaterLayersWin) {
    request_.user_file = sandbox_.write("user.json", R"({"threads": 2, "log": {"level": "info"}})");
    request_.project_file = sandbox_.write(
        "achronyme.json", R"({"log": {"file": "log.txt"}, "plugins": {"paths": ["more"]}})");
    request_.assignments = {"threads=7", "plugins.disabled=[\"a\"]", "/log/level=debug"};
    const auto settings = load_settings(request_);
    ASSERT_TRUE(settings) << settings.problem().text;
    EXPECT_EQ(settings->threads, 7u);
    EXPECT_EQ(settings->log_level, "debug");
    EXPECT_EQ(settings->log_file, sandbox_.file("log.txt"));
    EXPECT_THAT(settings->plugin_paths, ElementsAre(sandbox_.file("more")));
    EXPECT_THAT(settings->disabled, ElementsAre("a"));
    EXPECT_EQ(settings->files.size(), 2u);
}

TEST_F(SettingsTest, AnUnknownKeyNamesFilePathAndTheKeyThatWasMeant) {
    request_.config_file =
        sandbox_.write("c.json", "{\n  \"plugins\": {\n    \"path\": []\n  }\n}");
    EXPECT_EQ(problem(), sandbox_.file("c.json") +
                             ":3:5: /plugins/path: unknown key 'path'; did you mean 'paths'?");
}

TEST_F(SettingsTest, AWrongTypeSaysWhatWasExpected) {
    request_.config_file = sandbox_.write("c.json", R"({"threads": "two"})");
    EXPECT_THAT(problem(), HasSubstr("/threads: expected an integer, found the string \"two\""));
    request_.config_file = sandbox_.write("c.json", R"({"threads": 1.5})");
    EXPECT_THAT(problem(), HasSubstr("/threads: expected an integer, found 1.5"));
    request_.config_file = sandbox_.write("c.json", R"({"threads": 4096})");
    EXPECT_THAT(problem(), HasSubstr("4096 is more than the largest allowed, 1024"));
    request_.config_file = sandbox_.write("c.json", R"({"threads": 1e999})");
    EXPECT_THAT(problem(), HasSubstr("c.json:1:2: a number is too large"));
    request_.config_file = sandbox_.write("c.json", R"({"log": {"level": "debugg"}})");
    EXPECT_THAT(problem(), HasSubstr("did you mean 'debug'?"));
}

TEST_F(SettingsTest, AScheduleIsFreeOrSeeded) {
    for (const char* good : {"free", "seed", "seed:0", "seed:18446744073709551615"}) {
        request_.assignments = {std::string("executor.schedule=") + good};
        EXPECT_EQ(load_settings(request_)->schedule, good);
    }
    for (const char* bad : {"seeds", "seed:", "seed:x", "seed:-1", "random", "seed:1 "}) {
        request_.assignments = {std::string("executor.schedule=") + bad};
        EXPECT_THAT(problem(), HasSubstr("is not of the form that is expected, such as \"free\", "
                                         "\"seed\", \"seed:42\""));
    }
}

TEST_F(SettingsTest, AFlagIsNamedAsItWasTyped) {
    request_.assignments = {"thread=1"};
    EXPECT_EQ(problem(), "--set thread=1: /thread: unknown key 'thread'; did you mean 'threads'?");
    request_.assignments = {Assignment("threads=x", "--threads x")};
    EXPECT_EQ(problem(), "--threads x: expected an integer, found the string \"x\"");
    request_.assignments = {"nonsense"};
    EXPECT_THAT(problem(), HasSubstr("expected PATH=VALUE"));
    request_.assignments = {"=1"};
    EXPECT_THAT(problem(), HasSubstr("expected PATH=VALUE"));
}

TEST_F(SettingsTest, AFileThatWasAskedForMustBeThere) {
    request_.user_file = sandbox_.file("nothing.json");
    EXPECT_EQ(problem(), "none");
    request_.config_file = sandbox_.file("nothing.json");
    EXPECT_THAT(problem(), HasSubstr("cannot be read: No such file"));
    request_.config_file = sandbox_.write("broken.json", "{\n  \"threads\": }");
    EXPECT_THAT(problem(), HasSubstr("broken.json:2:14: not valid JSON: unexpected "));
}

TEST_F(SettingsTest, AFileIsJsonFromItsFirstByteToItsLast) {
    const auto said_of = [this](std::string text) {
        request_.config_file = sandbox_.write("c.json", text);
        const std::string whole = problem();
        return whole.substr(std::min(whole.size(), request_.config_file.size() + 1));
    };
    using namespace std::string_literals;
    EXPECT_EQ(said_of("{}\n\0 x"s), "2:1: not valid JSON: a NUL byte (JSON is text in UTF-8)");
    EXPECT_THAT(said_of("{} {}"), HasSubstr("1:4: not valid JSON: unexpected '{'; expected end"));
    EXPECT_EQ(said_of("{} x"), "1:4: not valid JSON: invalid literal; expected end of input");
    EXPECT_THAT(said_of("// why\n{}"), HasSubstr("(JSON has no comments)"));
    EXPECT_THAT(said_of("{'threads': 1}"), HasSubstr("(JSON puts text between \")"));
    EXPECT_THAT(said_of("{\"threads\": 1,\n}"), HasSubstr("2:1: not valid JSON"));
    EXPECT_THAT(said_of("{\"threads\": 1,\n}"), HasSubstr("a comma before it"));
    EXPECT_THAT(said_of("{\"log\": {\"level\": \"\xff\"}}"), HasSubstr("1:20: not valid JSON"));
}

TEST_F(SettingsTest, NoKeyStandsTwiceInOneObject) {
    request_.config_file =
        sandbox_.write("c.json", "{\"log\": {\"level\": \"off\",\n  \"level\": \"warn\"}}");
    EXPECT_THAT(problem(), HasSubstr("c.json:2:3: key 'level' stands twice in one object"));
    request_.config_file.clear();
    request_.assignments = {R"(log={"level":"off","level":"off"})"};
    EXPECT_THAT(problem(), HasSubstr("key 'level' stands twice in one object"));
}

TEST_F(SettingsTest, NestingHasALimit) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += R"({"a":)";
    request_.config_file = sandbox_.write("c.json", R"({"plugins":{"config":{"x":)" + deep);
    EXPECT_THAT(problem(), HasSubstr("nested more than 200 levels deep"));
    request_.config_file.clear();
    std::string path = "plugins.config.x";
    for (int i = 0; i < 100'000; ++i) path += ".a";
    request_.assignments = {path + "=1"};
    EXPECT_THAT(problem(), HasSubstr("the path leads nowhere"));
}

TEST_F(SettingsTest, WhatIsLongOrNoTextIsShownInPart) {
    for (const std::string& flag :
         {"log.level=" + std::string(60'000, 'x'), std::string(60'000, 'x') + "=1",
          "plugins.paths.999999999=x" + std::string(60'000, 'x')}) {
        request_.assignments = {flag};
        EXPECT_LT(problem().size(), 1000u);
        EXPECT_NE(problem(), "none");
    }
    request_.assignments = {"log.level=\xff\x1b[31m"};
    EXPECT_THAT(problem(), HasSubstr("log.level=\\xFF\\x1B[31m"));
}

TEST_F(SettingsTest, GrantsCloseEverythingElse) {
    request_.config_file = sandbox_.write(
        "c.json", R"({"permissions": {"read": ["data", "/tmp"], "net": ["*:443"]}})");
    const auto settings = load_settings(request_);
    ASSERT_TRUE(settings && settings->grants);
    EXPECT_THAT(settings->grants->read, ElementsAre(sandbox_.file("data"), "/tmp"));
    EXPECT_TRUE(settings->grants->write.empty());
}

class PluginSettingsTest : public SettingsTest {
protected:
    void SetUp() override {
        sandbox_.write_plugin("p/vm", manifest_of("ach.vm", R"("config": {"type": "object",
            "additionalProperties": false, "properties": {
              "max_heap": {"type": "integer", "minimum": 1, "default": 1024},
              "trace": {"type": "boolean", "default": false}}})"));
        sandbox_.write_plugin("p/plain", manifest_of("plain"));
        const std::vector<std::string> folders{sandbox_.file("p")};
        index_ = build_index(folders);
    }

    std::string checked(const std::string& file) {
        request_.config_file = sandbox_.write("c.json", file);
        auto settings = load_settings(request_);
        if (!settings) return settings.problem().text;
        const Outcome outcome = check_plugin_settings(*settings, *index_);
        if (!outcome) return outcome.problem().text;
        return settings->plugin_config.begin()->second.json;
    }

    std::optional<PluginIndex> index_;
};

TEST_F(PluginSettingsTest, AreCheckedAgainstTheManifestAndCompleted) {
    EXPECT_EQ(checked(R"({"plugins": {"config": {"ach.vm": {"trace": true}}}})"),
              R"({"max_heap":1024,"trace":true})");
    EXPECT_THAT(
        checked("{\"plugins\": {\"config\": {\"ach.vm\": {\n \"max_heep\": 3}}}}"),
        HasSubstr("c.json:2:2: /plugins/config/ach.vm/max_heep: unknown key 'max_heep'; did you "
                  "mean 'max_heap'?"));
    EXPECT_THAT(checked(R"({"plugins": {"config": {"ach.vn": {}}}})"),
                HasSubstr("no plugin 'ach.vn' can be used here; did you mean 'ach.vm'?"));
    EXPECT_THAT(checked(R"({"plugins": {"config": {"plain": {}}}})"),
                HasSubstr("takes no configuration"));
}

TEST_F(PluginSettingsTest, OfAFlagAreSetThroughAPointer) {
    request_.assignments = {"/plugins/config/ach.vm/max_heap=0"};
    EXPECT_THAT(checked("{}"), HasSubstr("0 is less than the smallest allowed, 1"));
    request_.assignments = {"/plugins/config/ach.vm/max_heap=5"};
    EXPECT_EQ(checked("{}"), R"({"max_heap":5,"trace":false})");
}

}  // namespace
}  // namespace ach::host
