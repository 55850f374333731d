// Places and sizes against values computed by hand (ui.md §7, §11.2, U13).
#include "tests/ui_common/scene_fixture.hpp"

#include <functional>

#include <pthread.h>

namespace ach::ui {
namespace {

class LayoutTest : public SceneTest {};

Style row() {
    Style style;
    style.direction = Direction::Row;
    return style;
}

Style filling(Style style = {}) {
    style.width = percent(100);
    style.height = percent(100);
    return style;
}

Style flex_one(Style style = {}) {
    style.grow = 1;
    style.shrink = 1;
    style.basis = px(0);
    return style;
}

TEST_F(LayoutTest, TheCheckValueOfTheSpecification) {
    Style centered = filling();
    centered.items = Align::Center;
    centered.justify = Justify::Center;
    Style padded;
    padded.padding.fill(16);
    show({box(2, centered, {box(3, padded, {box(4, sized(80, 20))})})});
    expect_frame(2, 0, 0, 400, 300);
    expect_frame(3, 144, 124, 112, 52);
    expect_frame(4, 160, 140, 80, 20);
}

TEST_F(LayoutTest, TextSizesOfTheHeadlessMetrics) {
    Style start;
    start.items = Align::Start;
    Node ok = node(4, Kind::Button);
    ok.props["text"] = "OK";
    show({box(2, start, {label(3, "Hello"), ok})});
    expect_frame(3, 0, 0, 42, 19.6);
    expect_frame(4, 0, 19.6, 48.8, 35.6);
}

TEST_F(LayoutTest, TheOnlyBoxFillsTheWindow) {
    show({box(2)});
    expect_frame(2, 0, 0, 400, 300);
    show({box(3), box(4)});
    expect_frame(3, 0, 0, 400, 0);
    Style high;
    high.height = px(10);
    show({box(5, high)});
    expect_frame(5, 0, 0, 400, 10);
}

TEST_F(LayoutTest, JustifyInARow) {
    const auto at = [&](Justify justify, std::vector<double> xs) {
        Style style = row();
        style.justify = justify;
        style.width = px(300);
        std::vector<Node> children;
        for (std::size_t i = 0; i < xs.size(); ++i) children.push_back(box(10 + i, sized(50, 10)));
        show({box(2, style, children), box(3)});
        for (std::size_t i = 0; i < xs.size(); ++i) {
            EXPECT_NEAR(frame(10 + i).x, xs[i], 1e-6) << i << " of justify " << int(justify);
        }
    };
    at(Justify::Start, {0, 50, 100});
    at(Justify::Center, {75, 125, 175});
    at(Justify::End, {150, 200, 250});
    at(Justify::Between, {0, 125, 250});
    at(Justify::Between, {0});
    at(Justify::Around, {25, 125, 225});
    at(Justify::Evenly, {37.5, 125, 212.5});
}

TEST_F(LayoutTest, GapsAddToJustification) {
    Style style = row();
    style.justify = Justify::Between;
    style.gap_x = 20;
    style.width = px(300);
    show({box(2, style, {box(3, sized(50, 10)), box(4, sized(50, 10)), box(5, sized(50, 10))}),
          box(6)});
    expect_frame(4, 125, 0, 50, 10);
    style.justify = Justify::Start;
    show({box(2, style, {box(3, sized(50, 10)), box(4, sized(50, 10)), box(5, sized(50, 10))}),
          box(6)});
    expect_frame(4, 70, 0, 50, 10);
    expect_frame(5, 140, 0, 50, 10);
}

TEST_F(LayoutTest, TwinsOfFlexOneAreEquallyWide) {
    show({box(2, row(),
              {box(3, flex_one(), {label(5, "a")}),
               box(4, flex_one(), {label(6, "something longer")})}),
          box(7)});
    EXPECT_NEAR(frame(3).width, 200, 1e-6);
    EXPECT_NEAR(frame(4).width, 200, 1e-6);
}

TEST_F(LayoutTest, GrowthIsSharedByFactorAndLimited) {
    Style one, three;
    one.grow = 1;
    three.grow = 3;
    show({box(2, row(), {box(3, one), box(4, three)}), box(7)});
    expect_frame(3, 0, 0, 100, 0);
    expect_frame(4, 100, 0, 300, 0);
    three.max_width = px(150);
    show({box(2, row(), {box(3, one), box(4, three)}), box(7)});
    expect_frame(3, 0, 0, 250, 0);
    expect_frame(4, 250, 0, 150, 0);
}

TEST_F(LayoutTest, ItemsShrinkInProportionDownToTheirContent) {
    Style wide;
    wide.width = px(300);
    show({box(2, row(), {box(3, wide), box(4, wide)}), box(9)});
    EXPECT_NEAR(frame(3).width, 200, 1e-6);
    // A box does not get narrower than what is in it.
    show({box(2, row(), {box(3, wide, {box(5, sized(260, 5))}), box(4, wide)}), box(9)});
    EXPECT_NEAR(frame(3).width, 260, 1e-6);
    EXPECT_NEAR(frame(4).width, 140, 1e-6);
    // Unless what sticks out is cut off.
    Style cut = wide;
    cut.clip = true;
    show({box(2, row(), {box(3, cut, {box(5, sized(260, 5))}), box(4, wide)}), box(9)});
    EXPECT_NEAR(frame(3).width, 200, 1e-6);
    Style firm = wide;
    firm.shrink = 0;
    show({box(2, row(), {box(3, firm), box(4, wide)}), box(9)});
    EXPECT_NEAR(frame(3).width, 300, 1e-6);
    EXPECT_NEAR(frame(4).width, 100, 1e-6);
}

TEST_F(LayoutTest, PercentOfSomethingUndeterminedIsAutomatic) {
    Style start;
    start.items = Align::Start;
    Style half;
    half.width = percent(50);
    show({box(2, start, {box(3, {}, {box(4, half, {box(5, sized(60, 10))})})})});
    EXPECT_NEAR(frame(3).width, 60, 1e-6);
    EXPECT_NEAR(frame(4).width, 60, 1e-6);
    Style tall;
    tall.height = percent(50);
    show({box(2, {}, {box(3, {}, {box(4, tall, {box(5, sized(60, 10))})})}), box(9)});
    EXPECT_NEAR(frame(4).height, 10, 1e-6);
    // The window is determined.
    show({box(4, tall, {box(5, sized(60, 10))})});
    EXPECT_NEAR(frame(4).height, 150, 1e-6);
}

TEST_F(LayoutTest, CrossAlignmentInARow) {
    const auto at = [&](Align align, double y, double height) {
        Style style = row();
        style.items = align;
        style.height = px(100);
        Style item;
        item.width = px(10);
        show({box(2, style, {box(3, item, {box(4, sized(10, 20))})}), box(9)});
        expect_frame(3, 0, y, 10, height);
    };
    at(Align::Stretch, 0, 100);
    at(Align::Start, 0, 20);
    at(Align::Center, 40, 20);
    at(Align::End, 80, 20);
}

TEST_F(LayoutTest, SelfBeatsItems) {
    Style style;
    style.items = Align::End;
    Style start = sized(50, 10);
    start.self = Align::Start;
    show({box(2, style, {box(3, sized(50, 10)), box(4, start)})});
    expect_frame(3, 350, 0, 50, 10);
    expect_frame(4, 0, 10, 50, 10);
}

TEST_F(LayoutTest, BaselinesOfDifferentFontsMeet) {
    Style style = row();
    style.items = Align::Baseline;
    Style large;
    large.font_size = 28;
    show({box(2, style, {label(3, "a"), label(4, "b", large)}), box(9)});
    // 14 px: 9.8 + 4.9; 28 px: 19.6 + 9.8.
    EXPECT_NEAR(frame(3).y, 29.4 - 14.7, 1e-6);
    EXPECT_NEAR(frame(4).y, 0, 1e-6);
}

TEST_F(LayoutTest, AutomaticMarginsTakeTheFreeSpaceFirst) {
    Style pushed = sized(50, 10);
    pushed.margin[3] = Length{};
    Style style = row();
    style.justify = Justify::Center;
    show({box(2, style, {box(3, sized(50, 10)), box(4, pushed)}), box(9)});
    expect_frame(3, 0, 0, 50, 10);
    expect_frame(4, 350, 0, 50, 10);
    Style middle = sized(100, 10);
    middle.margin[1] = middle.margin[3] = Length{};
    show({box(2, {}, {box(3, middle)})});
    expect_frame(3, 150, 0, 100, 10);
}

TEST_F(LayoutTest, NegativeMarginsPull) {
    Style pulled = sized(50, 10);
    pulled.margin[0] = px(-8);
    show({box(2, {}, {box(3, sized(50, 10)), box(4, pulled)})});
    expect_frame(4, 0, 2, 50, 10);
}

TEST_F(LayoutTest, ReversedDirectionsStartAtTheEnd) {
    Style style = row();
    style.direction = Direction::RowReverse;
    show({box(2, style, {box(3, sized(50, 10)), box(4, sized(60, 10))}), box(9)});
    expect_frame(3, 350, 0, 50, 10);
    expect_frame(4, 290, 0, 60, 10);
    style.direction = Direction::ColumnReverse;
    show({box(2, style, {box(3, sized(50, 10)), box(4, sized(60, 20))})});
    expect_frame(3, 0, 290, 50, 10);
    expect_frame(4, 0, 270, 60, 20);
}

TEST_F(LayoutTest, WrappedRows) {
    Style style = row();
    style.wrap = true;
    style.gap_x = 10;
    style.gap_y = 5;
    style.width = px(200);
    show({box(2, style,
              {box(3, sized(90, 10)), box(4, sized(90, 20)), box(5, sized(90, 10)),
               box(6, sized(120, 10))}),
          box(9)});
    expect_frame(4, 100, 0, 90, 20);
    expect_frame(5, 0, 25, 90, 10);
    expect_frame(6, 0, 40, 120, 10);
    EXPECT_NEAR(frame(2).height, 50, 1e-6);
}

TEST_F(LayoutTest, LabelsWrapAtWordsAndPushTheRestDown) {
    // Eight characters of 8.4 are 67.2 wide.
    Style narrow;
    narrow.width = px(70);
    show({box(2, narrow, {label(3, "one two three"), box(4, sized(10, 10))}), box(9)});
    expect_frame(3, 0, 0, 70, 39.2);
    expect_frame(4, 0, 39.2, 10, 10);
}

TEST_F(LayoutTest, WordsLongerThanTheLineAreBroken) {
    Style narrow;
    narrow.width = px(45);  // five characters
    show({box(2, narrow, {label(3, "abcdefghijklm")}), box(9)});
    expect_frame(3, 0, 0, 45, 3 * 19.6);
    Style one_line;
    one_line.nowrap = true;
    show({box(2, narrow, {label(3, "abcde fghij", one_line)}), box(9)});
    EXPECT_NEAR(frame(3).height, 19.6, 1e-6);
}

TEST_F(LayoutTest, LineBreaksCount) {
    show({label(2, "a\nb\n"), box(3)});
    EXPECT_NEAR(frame(2).height, 3 * 19.6, 1e-6);
    show({label(2, ""), box(3)});
    EXPECT_NEAR(frame(2).height, 19.6, 1e-6);
}

TEST_F(LayoutTest, ALabelInARowShrinksToItsLongestWord) {
    Style firm = sized(360, 10);
    firm.shrink = 0;
    show({box(2, row(), {box(3, firm), label(4, "aa bbbbbb c")}), box(9)});
    EXPECT_NEAR(frame(4).width, 6 * 8.4, 1e-6);
    EXPECT_NEAR(frame(4).height, 3 * 19.6, 1e-6);
}

TEST_F(LayoutTest, ControlsHaveTheirSizes) {
    Style start;
    start.items = Align::Start;
    std::vector<Node> nodes;
    const auto add = [&](Kind kind) {
        nodes.push_back(node(10 + static_cast<WidgetId>(kind), kind));
        return &nodes.back();
    };
    const auto id = [](Kind kind) { return 10 + static_cast<WidgetId>(kind); };
    window.height = 1000;
    add(Kind::TextInput);
    add(Kind::Slider);
    add(Kind::Checkbox)->props["label"] = "abc";
    add(Kind::Combobox);
    add(Kind::Progress);
    add(Kind::Separator);
    add(Kind::Plot);
    show({box(2, start, nodes)});
    const auto is = [&](Kind kind, double width, double height) {
        EXPECT_NEAR(frame(id(kind)).width, width, 1e-6) << int(kind);
        EXPECT_NEAR(frame(id(kind)).height, height, 1e-6) << int(kind);
    };
    is(Kind::TextInput, 200, 35.6);
    is(Kind::Slider, 200, 24);
    is(Kind::Checkbox, 18 + 8 + 25.2, 27.6);
    is(Kind::Combobox, 200, 35.6);
    is(Kind::Progress, 200, 8);
    is(Kind::Separator, 400, 1);
    is(Kind::Plot, 400, 200);
}

TEST_F(LayoutTest, ASeparatorInARowIsVertical) {
    show({box(2, row(), {box(3, sized(10, 30)), node(4, Kind::Separator)}), box(9)});
    expect_frame(4, 10, 0, 1, 30);
}

TEST_F(LayoutTest, AScrollAreaTakesWhatIsLeftAndKeepsItsContentHigh) {
    show({box(
        2, filling(),
        {box(3, sized(10, 100)), node(4, Kind::Scroll, flex_one(), {box(5, sized(50, 900))})})});
    expect_frame(4, 0, 100, 400, 200);
    expect_frame(5, 0, 100, 50, 900);
    EXPECT_NEAR(scene.find(4)->content.height, 900, 1e-6);
    scene.scroll_to(*scene.find(4), {0, 250});
    expect_frame(5, 0, -150, 50, 900);
    scene.scroll_to(*scene.find(4), {0, 5000});
    expect_frame(5, 0, -600, 50, 900);
}

TEST_F(LayoutTest, AScrollAreaWithoutAHeightIsAsHighAsItsContentIfThereIsRoom) {
    show({box(2, filling(), {node(4, Kind::Scroll, {}, {box(5, sized(50, 90))})})});
    expect_frame(4, 0, 0, 400, 90);
    show({box(2, filling(), {node(4, Kind::Scroll, {}, {box(5, sized(50, 900))})})});
    expect_frame(4, 0, 0, 400, 300);
}

TEST_F(LayoutTest, HiddenWidgetsTakeNoSpace) {
    Style hidden = sized(10, 50);
    hidden.hidden = true;
    Node gone = box(4, sized(10, 50));
    gone.props["hidden"] = true;
    Style gaps;
    gaps.gap_y = 10;
    show({box(2, gaps, {box(3, hidden), gone, box(5, sized(10, 10)), box(6, sized(10, 10))})});
    expect_frame(5, 0, 0, 10, 10);
    expect_frame(6, 0, 20, 10, 10);
}

TEST_F(LayoutTest, BordersAndPaddingAreInside) {
    Style style = sized(100, 60);
    style.padding = {1, 2, 3, 4};
    style.border.fill(5);
    show({box(2, style, {box(3, filling())}), box(9)});
    expect_frame(3, 9, 6, 84, 46);
}

TEST_F(LayoutTest, FlexOneIsNeverLowerThanItsContent) {
    Style column = filling();
    show({box(2, column, {box(3, flex_one(), {box(4, sized(10, 200))}), box(5, flex_one())})});
    expect_frame(3, 0, 0, 400, 200);
    expect_frame(5, 0, 200, 400, 100);
}

TEST_F(LayoutTest, ContentBelowHeaders) {
    Node tabs = node(2, Kind::Tabs, {}, {box(3, sized(10, 10))});
    tabs.props["titles"] = List{"A", "B"};
    Node more = node(4, Kind::Collapsing, {}, {box(5, sized(10, 10))});
    more.props["title"] = "More";
    show({tabs, more});
    expect_frame(3, 0, 35.6, 10, 10);
    expect_frame(4, 0, 45.6, 400, 37.6);
    expect_frame(5, 16, 45.6 + 27.6, 10, 10);
}

TEST_F(LayoutTest, OnlyWhatHasChangedIsMeasuredAgain) {
    std::vector<Node> labels;
    for (WidgetId i = 0; i < 1000; ++i) labels.push_back(label(10 + i, "word" + std::to_string(i)));
    show({node(2, Kind::Scroll, filling(), labels)});
    measure.asked = 0;
    ASSERT_TRUE(patch({SetProps{500, {{"text", "changed"}}, {}}}));
    EXPECT_LE(measure.asked, 4);
    EXPECT_NEAR(frame(500).y, 490 * 19.6, 1e-6);
}

TEST_F(LayoutTest, InsertedAndRemovedWidgetsMoveTheOthers) {
    show({box(2, {}, {box(3, sized(10, 10)), box(4, sized(10, 10))})});
    ASSERT_TRUE(patch({Insert{2, 1, box(5, sized(10, 30))}}));
    expect_frame(4, 0, 40, 10, 10);
    ASSERT_TRUE(patch({Remove{3}}));
    expect_frame(5, 0, 0, 10, 30);
    ASSERT_TRUE(patch({Move{4, 0}}));
    expect_frame(4, 0, 0, 10, 10);
    expect_frame(5, 0, 10, 10, 30);
}

// Rows and columns by turns, so that every function takes part.
Node nested(int depth) {
    Node inner = label(1000, "innermost");
    for (int i = 0; i < depth; ++i) {
        Node outer = box(static_cast<WidgetId>(2 + i), i % 2 == 0 ? row() : Style(), {inner});
        inner = outer;
    }
    return inner;
}

TEST_F(LayoutTest, TheDeepestTreeFitsOnTheStackOfAFiber) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
#ifdef __SANITIZE_ADDRESS__
    constexpr std::size_t kStack = 1024 * 1024;  // its frames are larger
#else
    constexpr std::size_t kStack = 256 * 1024;
#endif
    pthread_attr_setstacksize(&attributes, kStack);
    std::function<void()> body = [this] {
        show({nested(kDeepestTree - 2)});
        EXPECT_GT(frame(1000).width, 0);
        EXPECT_EQ(scene.hit({1, 1})->id, 1000u);
    };
    pthread_t thread{};
    const auto run = [](void* given) -> void* {
        (*static_cast<std::function<void()>*>(given))();
        return nullptr;
    };
    ASSERT_EQ(pthread_create(&thread, &attributes, run, &body), 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
}

TEST_F(LayoutTest, WhatIsTooDeepIsLeftOut) {
    show({nested(kDeepestTree + 10)});
    EXPECT_EQ(scene.find(1000), nullptr);
    show({box(2)});
    EXPECT_FALSE(patch({Insert{2, 0, nested(kDeepestTree)}}));
}

TEST_F(LayoutTest, TextPropertiesAreInherited) {
    Style large;
    large.font_size = 20;
    large.items = Align::Start;
    show({box(2, large, {box(3, {}, {label(4, "ab")})})});
    expect_frame(4, 0, 0, 24, 28);
    large.font_size = 10;
    ASSERT_TRUE(patch({SetStyle{2, large, {}}}));
    expect_frame(4, 0, 0, 12, 14);
}

}  // namespace
}  // namespace ach::ui
