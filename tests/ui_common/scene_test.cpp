// Patches, values of signals, and the local echo of edits.
#include "plugins/ui_common/damage.hpp"
#include "tests/ui_common/scene_fixture.hpp"

#include <random>

namespace ach::ui {
namespace {

TEST_F(SceneTest, APatchOfAnotherRevisionDoesNotFit) {
    show({label(2, "a")});
    EXPECT_FALSE(scene.apply(Patch{1, scene.revision() + 1, scene.revision() + 2, {}}));
    EXPECT_TRUE(scene.apply(Patch{1, scene.revision(), scene.revision() + 5, {}}));
    EXPECT_EQ(scene.revision(), 6u);
}

TEST_F(SceneTest, AMalformedPatchChangesNothing) {
    show({box(2, {}, {label(3, "a")})});
    const Revision before = scene.revision();
    const SetProps renaming{3, {{"text", "changed"}}, {}};
    const auto is_refused = [&](Op op) {
        EXPECT_FALSE(patch({renaming, std::move(op)}));
        EXPECT_EQ(scene.find(3)->text("text"), "a");
        EXPECT_EQ(scene.revision(), before);
    };
    is_refused(Remove{9});
    is_refused(Remove{1});
    is_refused(Move{3, 1});
    is_refused(Insert{9, 0, box(4)});
    is_refused(Insert{2, 2, box(4)});
    is_refused(Insert{2, 0, box(3)});
    is_refused(Insert{2, 0, node(4, Kind::Root)});
    is_refused(Insert{2, 0, box(4, {}, {box(5), box(5)})});
    is_refused(SetStyle{9, {}, {}});
    is_refused(SetWanted{9, 1});
    EXPECT_FALSE(patch({Remove{2}, SetProps{3, {}, {}}}));
    EXPECT_FALSE(patch({Remove{2}, Remove{3}}));
    EXPECT_FALSE(patch({Insert{2, 0, box(4)}, Remove{4}, Remove{4}}));
}

TEST_F(SceneTest, OpsSeeWhatThoseBeforeThemDid) {
    show({box(2)});
    ASSERT_TRUE(patch({Insert{2, 0, box(3, {}, {box(4)})}, Insert{3, 1, box(5)}, Move{5, 0},
                       Remove{4}, SetProps{5, {{"id", "five"}}, {}}}));
    ASSERT_EQ(scene.find(3)->children.size(), 1u);
    EXPECT_EQ(scene.find(5)->text("id"), "five");
    EXPECT_EQ(scene.find(4), nullptr);
}

TEST_F(SceneTest, PropsThatAreNullGoAway) {
    show({label(2, "a")});
    ASSERT_TRUE(patch({SetProps{2, {{"text", nullptr}}, {}}}));
    EXPECT_FALSE(scene.find(2)->props.contains("text"));
}

TEST_F(SceneTest, BoundPropsFollowTheirKeys) {
    Node text = label(2, "");
    text.props["text"] = bound(7, 1, "one");
    show({text});
    EXPECT_EQ(scene.find(2)->text("text"), "one");
    EXPECT_TRUE(scene.apply(SignalChanged{7, 2, "two", false}));
    EXPECT_EQ(scene.find(2)->text("text"), "two");
    EXPECT_FALSE(scene.apply(SignalChanged{7, 2, "again", false}));
    EXPECT_FALSE(scene.apply(SignalChanged{7, 1, "old", false}));
    EXPECT_EQ(scene.find(2)->text("text"), "two");
}

TEST_F(SceneTest, AValueMayComeBeforeItsWidget) {
    show({box(2)});
    EXPECT_FALSE(scene.apply(SignalChanged{7, 5, "newer", false}));
    Node text = label(3, "");
    text.props["text"] = bound(7, 4, "older");
    ASSERT_TRUE(patch({Insert{2, 0, text}}));
    EXPECT_EQ(scene.find(3)->text("text"), "newer");
}

TEST_F(SceneTest, ForgottenKeysStayForgotten) {
    show({box(2)});
    scene.apply(Forget{{7}});
    scene.apply(SignalChanged{7, 5, "late", false});
    Node text = label(3, "");
    text.props["text"] = bound(7, 4, "described");
    ASSERT_TRUE(patch({Insert{2, 0, text}}));
    EXPECT_EQ(scene.find(3)->text("text"), "described");
}

TEST_F(SceneTest, BoundValuesMayLieWithinAProp) {
    Node plot = node(2, Kind::Plot);
    plot.props["series"] = List{Map{{"name", "a"}, {"data", bound(7, 1, List{1, 2})}}};
    show({plot});
    const auto data = [&] {
        return scene.find(2)->prop("series").list()->front().map()->find("data")->second;
    };
    EXPECT_EQ(data(), Value(List{1, 2}));
    EXPECT_TRUE(scene.apply(SignalChanged{7, 2, List{3}, true}));
    EXPECT_EQ(data(), Value(List{3}));
}

class EchoTest : public SceneTest {
protected:
    void SetUp() override {
        Node input = node(2, Kind::TextInput);
        input.props["value"] = bound(7, 1, "");
        show({input});
    }
    std::string shown() { return scene.find(2)->text("value"); }
};

TEST_F(EchoTest, AnEditIsShownAtOnceAndNotRolledBack) {
    Item& input = *scene.find(2);
    EXPECT_EQ(scene.edit(input, "a"), 1u);
    EXPECT_EQ(shown(), "a");
    scene.apply(SignalChanged{7, 2, "from elsewhere", false});
    EXPECT_EQ(shown(), "a");
    EXPECT_EQ(scene.edit(input, "ab"), 2u);
    scene.apply(Seen{1, 2, 1, 3});
    EXPECT_EQ(shown(), "ab");
}

TEST_F(EchoTest, AScriptThatNormalisesWinsInTheEnd) {
    Item& input = *scene.find(2);
    scene.edit(input, "a");                        // the core sets version 2
    scene.apply(SignalChanged{7, 3, "A", false});  // and the script version 3
    EXPECT_EQ(shown(), "a");
    scene.apply(Seen{1, 2, 1, 2});
    EXPECT_EQ(shown(), "A");
}

TEST_F(EchoTest, WhatIsOlderThanTheEditIsForgotten) {
    Item& input = *scene.find(2);
    scene.edit(input, "a");
    scene.apply(SignalChanged{7, 2, "before", false});
    scene.apply(Seen{1, 2, 1, 3});
    EXPECT_EQ(shown(), "a");
    // The edit itself comes back, perhaps in another form.
    scene.apply(SignalChanged{7, 3, "a.0", false});
    EXPECT_EQ(shown(), "a");
    scene.apply(SignalChanged{7, 4, "later", false});
    EXPECT_EQ(shown(), "later");
}

TEST_F(EchoTest, PlainValuesKnowWhatTheyHaveSeen) {
    Node input = node(3, Kind::TextInput);
    input.props["value"] = "start";
    show({input});
    Item& item = *scene.find(3);
    scene.edit(item, "edited");
    ASSERT_TRUE(patch({SetProps{3, {{"value", "outdated"}}, EditSeq{0}}}));
    EXPECT_EQ(item.text("value"), "edited");
    ASSERT_TRUE(patch({SetProps{3, {{"value", "wanted"}}, EditSeq{1}}}));
    EXPECT_EQ(item.text("value"), "wanted");
}

TEST_F(EchoTest, ARebuildKeepsWhatTheUserHasDone) {
    scene.edit(*scene.find(2), "typed");
    Node input = node(2, Kind::TextInput);
    input.props["value"] = bound(7, 1, "");
    show({label(5, "new"), input});
    EXPECT_EQ(shown(), "typed");
    EXPECT_EQ(scene.find(2)->edit_seq, 1u);
}

TEST_F(SceneTest, HiddenMayBeBound) {
    Node text = label(2, "a");
    text.props["hidden"] = bound(7, 1, true);
    show({text, label(3, "b")});
    expect_frame(3, 0, 0, 400, 19.6);
    scene.apply(SignalChanged{7, 2, false, false});
    lay_out();
    expect_frame(3, 0, 19.6, 400, 19.6);
    ASSERT_TRUE(patch({SetProps{2, {{"hidden", true}}, {}}}));
    expect_frame(3, 0, 0, 400, 19.6);
    ASSERT_TRUE(patch({SetProps{2, {{"hidden", nullptr}}, {}}}));
    expect_frame(3, 0, 19.6, 400, 19.6);
}

// Whatever comes, it fits or it does not; the tree stays whole.
TEST_F(SceneTest, RandomPatches) {
    std::mt19937 random(3);
    const auto below = [&](unsigned limit) { return static_cast<WidgetId>(random() % limit); };
    show({box(2)});
    WidgetId next = 3;
    int fitting = 0;
    for (int round = 0; round < 3000; ++round) {
        std::vector<Op> ops;
        for (WidgetId i = 0; i <= below(3); ++i) {
            const WidgetId id = 1 + below(40);
            switch (below(5)) {
                case 0:
                case 1:
                    ops.emplace_back(Insert{id, below(3), box(next, {}, {label(next + 1, "x")})});
                    next += 2;
                    break;
                case 2: ops.emplace_back(Remove{id}); break;
                case 3: ops.emplace_back(Move{id, below(3)}); break;
                default: ops.emplace_back(SetProps{id, {{"text", "y"}}, {}}); break;
            }
        }
        if (next > 40) next = 3;
        fitting += patch(std::move(ops));
    }
    EXPECT_GT(fitting, 100);
    EXPECT_LT(fitting, 2900);
}

TEST_F(SceneTest, DamageIsWhatHasChanged) {
    show({label(2, "a"), label(3, "b")});
    scene.take_damage();
    EXPECT_TRUE(scene.take_damage().empty());
    ASSERT_TRUE(patch({SetProps{3, {{"text", "c"}}, {}}}));
    const std::vector<Rect> damage = scene.take_damage();
    ASSERT_EQ(damage.size(), 1u);
    EXPECT_GE(damage[0].y, 19.6 - 5);
    EXPECT_LE(damage[0].bottom(), 39.2 + 5);
    scene.apply(SignalChanged{99, 1, "nobody's", false});
    EXPECT_TRUE(scene.take_damage().empty());
}

TEST(DamageTest, IsApartWhereItIsFarApart) {
    Damage damage;
    damage.add({0, 0, 10, 10});
    damage.add({90, 90, 20, 20});
    damage.add({});
    EXPECT_EQ(damage.take({0, 0, 100, 100}), (std::vector<Rect>{{0, 0, 10, 10}, {90, 90, 10, 10}}));
    EXPECT_TRUE(damage.is_empty());
    damage.add({0, 0, 10, 10});
    damage.add({20, 0, 10, 10});
    damage.add({5, 5, 20, 1});
    EXPECT_EQ(damage.take({0, 0, 100, 100}), (std::vector<Rect>{{0, 0, 30, 10}}));
    for (int i = 0; i < 1000; ++i) damage.add({i * 10.0, 0, 5, 5});
    EXPECT_LE(damage.take({0, 0, 1e6, 1e6}).size(), 13u);
}

TEST_F(SceneTest, TheLastPaintedIsHit) {
    Style pulled = sized(50, 20);
    pulled.margin[0] = px(-10);
    show({box(2, sized(50, 20)), box(3, pulled)});
    EXPECT_EQ(scene.hit({5, 5})->id, 2u);
    EXPECT_EQ(scene.hit({5, 15})->id, 3u);
    EXPECT_EQ(scene.hit({200, 200})->id, 1u);
}

TEST_F(SceneTest, WhatIsCutOffIsNotHit) {
    Style cut = sized(50, 20);
    cut.clip = true;
    show({box(2, cut, {node(3, Kind::Button, sized(50, 100))}), box(4, sized(50, 100))});
    EXPECT_EQ(scene.hit({5, 10})->id, 3u);
    EXPECT_EQ(scene.hit({5, 30})->id, 4u);
}

TEST_F(SceneTest, StickToEndFollowsUntilTheUserScrollsUp) {
    Node area = node(2, Kind::Scroll, sized(100, 50), {box(3, sized(10, 100))});
    area.props["stick_to_end"] = true;
    show({area, box(9)});
    EXPECT_EQ(scene.find(2)->scroll.y, 50);
    ASSERT_TRUE(patch({Insert{2, 1, box(4, sized(10, 100))}}));
    EXPECT_EQ(scene.find(2)->scroll.y, 150);
    scene.scroll_to(*scene.find(2), {0, 20});
    ASSERT_TRUE(patch({Insert{2, 2, box(5, sized(10, 100))}}));
    EXPECT_EQ(scene.find(2)->scroll.y, 20);
}

}  // namespace
}  // namespace ach::ui
