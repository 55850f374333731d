#include "host/shell/resolver.hpp"

#include "host/shell/index_builder.hpp"
#include "tests/host/shell/sandbox.hpp"

#include <gmock/gmock.h>

namespace ach::host {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ResolverTest : public testing::Test {
protected:
    void plugin(const std::string& id, const std::string& provides, const std::string& requires_) {
        sandbox_.write_plugin(id, manifest_of(id, R"("provides": [)" + provides +
                                                      R"(], "requires": [)" + requires_ + "]"));
    }

    void resolve() {
        const std::vector<std::string> folders{sandbox_.path()};
        index_ = build_index(folders);
        input_.host_serves = [](std::string_view id) { return id == "ach.bus/1"; };
        resolution_ = Resolution::of(*index_, input_);
    }

    std::vector<std::string> order() {
        std::vector<std::string> ids;
        for (PluginNumber plugin : resolution_->order()) {
            ids.emplace_back(index_->text(index_->plugins()[plugin].id));
        }
        return ids;
    }

    std::string reason(std::string_view id) {
        for (PluginNumber plugin = 0; plugin < index_->plugins().size(); ++plugin) {
            if (index_->text(index_->plugins()[plugin].id) == id)
                return resolution_->reason(plugin);
        }
        return "not there";
    }

    Sandbox sandbox_;
    ResolverInput input_;
    std::optional<PluginIndex> index_;
    std::optional<Resolution> resolution_;
};

TEST_F(ResolverTest, StartsProvidersFirstAndOthersById) {
    plugin("a", "", R"("c/1", "b/1")");
    plugin("b", R"("b/1")", R"("c/1", "ach.bus/1")");
    plugin("c", R"("c/1")", "");
    plugin("aa", "", "");
    resolve();
    EXPECT_THAT(order(), ElementsAre("c", "b", "a", "aa"));
    EXPECT_EQ(reason("a"), "");
}

TEST_F(ResolverTest, SaysWhatIsMissingAlongTheWholeChain) {
    plugin("app", "", R"("db/1")");
    plugin("db", R"("db/1")", R"("disk/1")");
    plugin("disk", R"("disk/2")", "");
    resolve();
    EXPECT_THAT(order(), ElementsAre("disk"));
    EXPECT_EQ(reason("db"), "it needs disk/1, which nobody provides; provided here: disk/2");
    EXPECT_THAT(reason("app"),
                HasSubstr("it needs db/1 from 'db', which cannot be used: it needs disk/1"));
}

TEST_F(ResolverTest, AnOptionalNeedStopsNobody) {
    plugin("a", "", R"({"interface": "nice/1", "optional": true})");
    resolve();
    EXPECT_THAT(order(), ElementsAre("a"));
}

TEST_F(ResolverTest, RefusesThoseThatWaitForEachOther) {
    plugin("a", R"("a/1")", R"("b/1")");
    plugin("b", R"("b/1")", R"("a/1")");
    plugin("narcissus", R"("me/1")", R"("me/1")");
    resolve();
    EXPECT_TRUE(order().empty());
    EXPECT_THAT(reason("b"), HasSubstr("from 'a', which in turn needs it"));
    EXPECT_THAT(reason("a"), HasSubstr("'b', which cannot be used"));
    EXPECT_THAT(reason("narcissus"), HasSubstr("which it provides itself"));
}

TEST_F(ResolverTest, TakesTheProviderTheConfigurationChooses) {
    plugin("ui_a", R"("ui/1")", "");
    plugin("ui_b", R"("ui/1")", "");
    plugin("app", "", R"("ui/1")");
    resolve();
    EXPECT_EQ(resolution_->provider("ui/1"), index_->find("ui_a"));
    input_.chosen["ui/1"] = "ui_b";
    resolve();
    EXPECT_EQ(resolution_->provider("ui/1"), index_->find("ui_b"));
    input_.chosen["ui/1"] = "ui_z";
    resolve();
    EXPECT_THAT(reason("app"),
                HasSubstr("ui/1 from 'ui_z', which the configuration chooses and which does "
                          "not provide it"));
}

TEST_F(ResolverTest, FallsBackToAnotherProviderThatCanBeUsed) {
    plugin("ui_a", R"("ui/1")", R"("screen/1")");
    plugin("ui_b", R"("ui/1")", "");
    plugin("app", "", R"("ui/1")");
    resolve();
    EXPECT_EQ(resolution_->provider("ui/1"), index_->find("ui_b"));
    EXPECT_EQ(reason("app"), "");
}

TEST_F(ResolverTest, LeavesOutTheDisabledAndTheQuarantined) {
    plugin("a", R"("a/1")", "");
    plugin("b", "", R"("a/1")");
    plugin("c", "", "");
    input_.disabled = {"a"};
    input_.quarantined["c"] = "it crashed yesterday";
    resolve();
    EXPECT_TRUE(order().empty());
    EXPECT_THAT(reason("b"), HasSubstr("the configuration disables it"));
    EXPECT_EQ(reason("c"), "it crashed yesterday");
}

}  // namespace
}  // namespace ach::host
