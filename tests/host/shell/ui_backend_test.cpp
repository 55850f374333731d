#include "host/shell/ui_backend.hpp"

#include "host/shell/tables/tables.hpp"
#include "tests/host/shell/fake_plugins.hpp"

#include <achronyme/abi/service.h>
#include <achronyme/abi/ui.h>

#include <gmock/gmock.h>

namespace ach::host {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kProvides = R"("provides": ["ach.ui_backend/1"])";

// A world with two backends and a plugin that may look for one.
class UiBackendTest : public testing::Test {
protected:
    void SetUp() override {
        world_.add("achronyme.ui_wx", kProvides).tables[ACH_IF_UI_BACKEND] = &wx_;
        world_.add("org.example.tiles", kProvides).tables[ACH_IF_UI_BACKEND] = &tiles_;
        world_.add("core", R"("requires": [{"interface": "ach.ui_backend/1", "optional": true}])");
    }

    void open(const std::string& backend) {
        Settings settings;
        settings.ui_backend = backend;
        settings.providers[ACH_IF_UI_BACKEND] = "somebody else";
        world_.open(std::move(settings));
        EXPECT_EQ(world_.activate("core"), "ok");
        world_.journal.clear();
    }

    const void* find() {
        const auto& service = *static_cast<const ach_service_t*>(shell_table(ACH_IF_SERVICE));
        error_.struct_size = sizeof error_;
        return service.find(world_.host_of("core"), ACH_STR(ACH_IF_UI_BACKEND), &error_);
    }

    std::string problem(const std::string& backend) {
        Settings settings;
        settings.ui_backend = backend;
        const Shell& shell = world_.open();
        const auto chosen = ui_provider(settings, shell.index);
        return chosen ? chosen->plugin : chosen.problem().text;
    }

    FakeWorld world_;
    const int wx_ = 0, tiles_ = 0;
    ach_error error_{};
};

TEST_F(UiBackendTest, IsMappedWhenSomebodyLooksForItAndNotBefore) {
    open("wx");
    EXPECT_THAT(world_.journal, IsEmpty());
    EXPECT_EQ(find(), &wx_);
    EXPECT_THAT(world_.journal, ElementsAre("map achronyme.ui_wx", "create achronyme.ui_wx",
                                            "start achronyme.ui_wx"));
    EXPECT_EQ(find(), &wx_);
    EXPECT_EQ(world_.journal.size(), 3u);
}

TEST_F(UiBackendTest, IsTheChosenOneWhoeverElseProvidesIt) {
    open("org.example.tiles");
    EXPECT_EQ(find(), &tiles_);
}

TEST_F(UiBackendTest, IsAbsentWhenSwitchedOffAndSaysSo) {
    open("none");
    EXPECT_EQ(find(), nullptr);
    EXPECT_EQ(error_.status, ACH_E_ABSENT);
    EXPECT_THAT(error_.message, HasSubstr("--ui none"));
    EXPECT_THAT(world_.journal, IsEmpty());
}

TEST_F(UiBackendTest, AnUnknownNameIsAMistakeThatNamesTheNearest) {
    EXPECT_THAT(problem("vx"), HasSubstr("no backend 'vx'; did you mean 'wx'?"));
    EXPECT_THAT(problem("non"), HasSubstr("did you mean 'none'?"));
    EXPECT_THAT(problem("browser"), HasSubstr("(here: wx, org.example.tiles, none)"));
    EXPECT_EQ(problem("achronyme.ui_wx"), "achronyme.ui_wx");
}

TEST(UiBackend, TheDefaultMayBeMissingUntilAWindowIsWanted) {
    FakeWorld world;
    world.add("core");
    world.open();
    ach_error error{};
    error.struct_size = sizeof error;
    EXPECT_EQ(find_interface(world.host_of("core"), ACH_IF_UI_BACKEND, &error), nullptr);
    EXPECT_THAT(error.message, HasSubstr("achronyme.ui_wx is not installed"));
}

}  // namespace
}  // namespace ach::host
