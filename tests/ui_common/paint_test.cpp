// What is drawn, call by call.
#include "plugins/ui_common/paint.hpp"
#include "tests/ui_common/scene_fixture.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {
namespace {

struct Call {
    std::string what;
    Rect rect;
    Color color = 0;
    std::string text;
    std::size_t points = 0;
    double amount = 0;  // of opacity
};

class Recorder final : public Painter {
public:
    void fill(const Rect& rect, const Corners<double>&, Color color) override {
        add({"fill", rect, color, {}, 0, 0});
    }
    void border(const Rect& rect, const Corners<double>&, const Sides<double>& width,
                Color color) override {
        add({"border", rect, color, {}, 0, width[0]});
    }
    void shadow(const Rect& rect, const Corners<double>&, const Shadow& shadow) override {
        add({"shadow", rect, shadow.color, {}, 0, 0});
    }
    void text(std::string_view utf8, Point origin, double line_height, const Font&,
              Color color) override {
        add({"text", {origin.x, origin.y, 0, line_height}, color, std::string(utf8), 0, 0});
    }
    void lines(std::span<const Point> points, double, Color color) override {
        add({"lines", {}, color, {}, points.size(), 0});
    }
    void polygon(std::span<const Point> points, Color color) override {
        add({"polygon", {}, color, {}, points.size(), 0});
    }
    void dots(std::span<const Point> centers, double, Color color) override {
        add({"dots", {}, color, {}, centers.size(), 0});
    }
    void bars(std::span<const Rect> bars, Color color) override {
        add({"bars", {}, color, {}, bars.size(), 0});
    }
    void push_clip(const Rect& rect) override {
        add({"clip", rect, 0, {}, 0, 0});
        ++clips;
    }
    void pop_clip() override { --clips; }
    void push_opacity(double opacity) override {
        add({"opacity", {}, 0, {}, 0, opacity});
        ++opacities;
    }
    void pop_opacity() override { --opacities; }

    void add(Call call) { calls.push_back(std::move(call)); }
    std::vector<Call> all(const std::string& what) const {
        std::vector<Call> found;
        std::copy_if(calls.begin(), calls.end(), std::back_inserter(found),
                     [&](const Call& call) { return call.what == what; });
        return found;
    }
    const Call* text_call(const std::string& words) const {
        const auto found = std::find_if(calls.begin(), calls.end(),
                                        [&](const Call& call) { return call.text == words; });
        return found == calls.end() ? nullptr : &*found;
    }

    std::vector<Call> calls;
    int clips = 0, opacities = 0;
};

class PaintTest : public SceneTest {
protected:
    void paint_all() {
        PaintOptions options;
        options.area = {0, 0, window.width, window.height};
        paint_with(options);
    }
    void paint_with(PaintOptions options) {
        options.notices = notices;
        recorder = {};
        paint(scene, &user, recorder, measure, options);
        EXPECT_EQ(recorder.clips, 0);
        EXPECT_EQ(recorder.opacities, 0);
    }
    bool has_fill(const Rect& rect, Color color) {
        return std::any_of(recorder.calls.begin(), recorder.calls.end(), [&](const Call& call) {
            return call.what == "fill" && call.rect == rect && call.color == color;
        });
    }

    Interaction user{scene, 1, [](const Event&) {}};
    std::vector<Notice> notices;
    Recorder recorder;
};

TEST_F(PaintTest, ABoxHasShadowThenBackgroundThenBorder) {
    Style style = sized(100, 50);
    style.background = 0xFF112233;
    style.border.fill(2);
    style.border_color = 0xFF445566;
    style.shadow = Shadow{0, 4, 6, -1, 0x32000000, false};
    show({box(2, style), box(9)});
    paint_all();
    const Rect rect{0, 0, 100, 50};
    std::vector<std::string> order;
    for (const Call& call : recorder.calls) {
        if (call.rect == rect) order.push_back(call.what);
    }
    EXPECT_EQ(order, (std::vector<std::string>{"shadow", "fill", "border"}));
    EXPECT_TRUE(has_fill(rect, 0xFF112233));
}

TEST_F(PaintTest, OnlyWhatIsDamagedIsDrawn) {
    show({label(2, "first"), label(3, "second")});
    PaintOptions options;
    options.area = {0, 30, 400, 9};
    paint_with(options);
    EXPECT_EQ(recorder.text_call("first"), nullptr);
    EXPECT_NE(recorder.text_call("second"), nullptr);
}

TEST_F(PaintTest, OfALongLabelOnlyTheLinesInSight) {
    std::string text;
    for (int i = 0; i < 10000; ++i) text += "line " + std::to_string(i) + "\n";
    show({node(2, Kind::Scroll, sized(400, 300), {label(3, text)}), box(9)});
    scene.scroll_to(*scene.find(2), {0, 19.6 * 500});
    paint_all();
    EXPECT_LT(recorder.all("text").size(), 25u);
    EXPECT_NE(recorder.text_call("line 500"), nullptr);
}

TEST_F(PaintTest, TextIsAligned) {
    Style right;
    right.text_align = TextAlign::Right;
    Style center;
    center.text_align = TextAlign::Center;
    show({label(2, "right", right), label(3, "mid", center)});
    paint_all();
    EXPECT_NEAR(recorder.text_call("right")->rect.x, 400 - 5 * 8.4, 1e-6);
    EXPECT_NEAR(recorder.text_call("mid")->rect.x, 200 - 1.5 * 8.4, 1e-6);
}

TEST_F(PaintTest, TruncatedTextEndsInAnEllipsis) {
    Style style;
    style.ellipsis = true;
    style.width = px(50);
    show({label(2, "a long label", style), box(9)});
    paint_all();
    EXPECT_NE(recorder.text_call("a lo…"), nullptr);
}

TEST_F(PaintTest, ButtonsAreLighterUnderThePointerAndDarkerPressed) {
    show({node(2, Kind::Button, sized(100, 30)), box(9)});
    const Rect rect{0, 0, 100, 30};
    paint_all();
    EXPECT_TRUE(has_fill(rect, 0xFF3B82F6));
    user.pointer_move({5, 5});
    paint_all();
    EXPECT_TRUE(has_fill(rect, mixed(0xFF3B82F6, 0xFFFFFFFF, 0.15)));
    user.pointer_down({5, 5}, PointerButton::Left, 1);
    paint_all();
    EXPECT_TRUE(has_fill(rect, mixed(0xFF3B82F6, 0xFF000000, 0.2)));
}

TEST_F(PaintTest, StylesOfStatesCountInTheirStates) {
    Node styled = node(2, Kind::Box, sized(100, 30));
    styled.states.hover = Style{};
    styled.states.hover->background = 0xFF00FF00;
    show({styled, box(9)});
    paint_all();
    EXPECT_FALSE(has_fill({0, 0, 100, 30}, 0xFF00FF00));
    user.pointer_move({5, 5});
    paint_all();
    EXPECT_TRUE(has_fill({0, 0, 100, 30}, 0xFF00FF00));
}

TEST_F(PaintTest, DisabledWidgetsAreHalfThere) {
    Node off = box(2, sized(50, 50), {label(3, "x")});
    off.props["disabled"] = true;
    show({off, box(9)});
    paint_all();
    ASSERT_EQ(recorder.all("opacity").size(), 1u);
    EXPECT_EQ(recorder.all("opacity")[0].amount, 0.5);
}

TEST_F(PaintTest, TheFocusRingIsAroundTheWidgetOfTheKeyboard) {
    show({node(2, Kind::Button, sized(100, 30)), box(9)});
    user.pointer_down({5, 5}, PointerButton::Left, 1);
    user.pointer_up({5, 5}, PointerButton::Left);
    paint_all();
    EXPECT_TRUE(recorder.all("border").empty());
    user.key_down({"Tab", ""});
    paint_all();
    ASSERT_EQ(recorder.all("border").size(), 1u);
    EXPECT_EQ(recorder.all("border")[0].rect, (Rect{-2, -2, 104, 34}));
}

TEST_F(PaintTest, NeighboursMeetOnWholePixels) {
    Style third;
    third.grow = 1;
    third.background = 0xFFABCDEF;
    Style row;
    row.direction = Direction::Row;
    row.height = px(10);
    window.width = 100;
    show({box(2, row, {box(3, third), box(4, third), box(5, third)}), box(9)});
    paint_all();
    EXPECT_TRUE(has_fill({0, 0, 33, 10}, 0xFFABCDEF));
    EXPECT_TRUE(has_fill({33, 0, 34, 10}, 0xFFABCDEF));
    EXPECT_TRUE(has_fill({67, 0, 33, 10}, 0xFFABCDEF));
}

TEST_F(PaintTest, ProgressIsClamped) {
    Node bar = node(2, Kind::Progress, sized(200, 8));
    bar.props["value"] = 0.25;
    show({bar, box(9)});
    paint_all();
    EXPECT_TRUE(has_fill({0, 0, 50, 8}, 0xFF3B82F6));
    ASSERT_TRUE(patch({SetProps{2, {{"value", 7}}, {}}}));
    paint_all();
    EXPECT_TRUE(has_fill({0, 0, 200, 8}, 0xFF3B82F6));
    ASSERT_TRUE(patch({SetProps{2, {{"value", std::nan("")}}, {}}}));
    paint_all();
    EXPECT_EQ(recorder.all("fill").size(), 2u);  // the window, the track
}

TEST_F(PaintTest, NativeInputsDrawThemselves) {
    Node input = node(2, Kind::TextInput);
    input.props["value"] = "typed";
    show({input});
    paint_all();
    EXPECT_NE(recorder.text_call("typed"), nullptr);
    PaintOptions options;
    options.area = {0, 0, 400, 300};
    options.has_native_inputs = true;
    paint_with(options);
    EXPECT_EQ(recorder.text_call("typed"), nullptr);
}

TEST_F(PaintTest, PasswordsAreDots) {
    Node input = node(2, Kind::TextInput);
    input.props = {{"value", "abc"}, {"password", true}};
    show({input});
    paint_all();
    EXPECT_NE(recorder.text_call("•••"), nullptr);
}

TEST_F(PaintTest, NoticesAreAtTheBottom) {
    show({label(2, "a")});
    notices = {{1, 1, true, "first", {}}, {1, 2, false, "second", {}}};
    paint_all();
    EXPECT_NEAR(recorder.text_call("second")->rect.y, 300 - 28, 1e-6);
    EXPECT_NEAR(recorder.text_call("first")->rect.y, 300 - 38 - 28, 1e-6);
    EXPECT_EQ(notices_area(scene, notices, measure), (Rect{0, 224, 400, 76}));
}

TEST_F(PaintTest, APlotDrawsAtMostFourPointsAColumn) {
    auto data = std::make_shared<Array>();
    data->shape = {100000, 2};
    for (int i = 0; i < 100000; ++i) {
        data->items.push_back(i);
        data->items.push_back(i % 997);
    }
    Node plot = node(2, Kind::Plot);
    plot.props["title"] = "saw";
    plot.props["series"] =
        List{Map{{"name", "s"}, {"data", Value(std::shared_ptr<const Array>(data))}},
             Map{{"name", "d"}, {"kind", "scatter"}, {"data", List{1, 2, 3}}}};
    show({plot});
    paint_all();
    ASSERT_EQ(recorder.all("lines").size(), 1u);
    EXPECT_LE(recorder.all("lines")[0].points, 4u * 352);
    EXPECT_GE(recorder.all("lines")[0].points, 350u);
    ASSERT_EQ(recorder.all("bars").size(), 1u);  // where it falls, with more points in a column
    EXPECT_GE(recorder.all("bars")[0].points, 99u);
    EXPECT_NE(recorder.text_call("saw"), nullptr);
    EXPECT_NE(recorder.text_call("d"), nullptr);
    EXPECT_NE(recorder.text_call("0"), nullptr);
}

TEST_F(PaintTest, EveryKindCanBeDrawnWithNothingSaidAboutIt) {
    std::vector<Node> nodes;
    for (int kind = 1; kind <= static_cast<int>(Kind::Table); ++kind) {
        nodes.push_back(node(10 + static_cast<WidgetId>(kind), static_cast<Kind>(kind)));
    }
    window.height = 2000;
    show(nodes);
    paint_all();
    EXPECT_GT(recorder.calls.size(), nodes.size());
}

}  // namespace
}  // namespace ach::ui
