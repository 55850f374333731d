// What pointer and keys do, and what the core hears of it.
#include "plugins/ui_common/interaction.hpp"
#include "plugins/ui_common/control_parts.hpp"
#include "plugins/ui_common/text_edit.hpp"
#include "tests/ui_common/scene_fixture.hpp"

namespace ach::ui {
namespace {

class InteractionTest : public SceneTest, public Clipboard {
protected:
    std::string read() override { return clipboard; }
    void write(const std::string& utf8) override { clipboard = utf8; }

    void click(WidgetId id) {
        const Rect f = frame(id);
        const Point middle{f.x + f.width / 2, f.y + f.height / 2};
        user.pointer_move(middle);
        user.pointer_down(middle, PointerButton::Left, 1);
        user.pointer_up(middle, PointerButton::Left);
    }
    void key(const std::string& name, bool ctrl = false, bool shift = false) {
        user.key_down({name, name.size() == 1 && !ctrl ? name : "", ctrl, shift, false, false});
    }
    template <class E>
    std::vector<E> events() {
        std::vector<E> found;
        for (const Event& event : heard) {
            if (const E* one = std::get_if<E>(&event)) found.push_back(*one);
        }
        return found;
    }

    std::string clipboard;
    std::vector<Event> heard;
    Interaction user{scene, 1, [this](Event event) { heard.push_back(std::move(event)); }, this};
};

TEST_F(InteractionTest, AClickIsPressAndReleaseInside) {
    show({node(2, Kind::Button, sized(50, 20)), box(3, sized(50, 20))});
    click(2);
    ASSERT_EQ(events<ButtonClicked>().size(), 1u);
    user.pointer_down({10, 10}, PointerButton::Left, 1);
    EXPECT_TRUE(scene.find(2)->touch.is_pressed);
    user.pointer_move({10, 35});
    EXPECT_FALSE(scene.find(2)->touch.is_pressed);
    user.pointer_up({10, 35}, PointerButton::Left);
    EXPECT_EQ(events<ButtonClicked>().size(), 1u);
    user.pointer_down({10, 10}, PointerButton::Right, 1);
    user.pointer_up({10, 10}, PointerButton::Right);
    EXPECT_EQ(events<ButtonClicked>().size(), 1u);
}

TEST_F(InteractionTest, DisabledWidgetsDoNothing) {
    Node button = node(2, Kind::Button, sized(50, 20));
    Node around = box(3, {}, {button});
    around.props["disabled"] = true;
    show({around});
    click(2);
    key("Tab");
    key(" ");
    EXPECT_TRUE(heard.empty());
    EXPECT_EQ(user.focused(), 0u);
}

TEST_F(InteractionTest, SpaceAndEnterPressTheFocusedButton) {
    show({node(2, Kind::Button, sized(50, 20)), node(3, Kind::Button, sized(50, 20))});
    key("Tab");
    key("Tab");
    EXPECT_EQ(user.focused(), 3u);
    EXPECT_TRUE(user.shows_focus_ring());
    key(" ");
    key("Enter");
    ASSERT_EQ(events<ButtonClicked>().size(), 2u);
    EXPECT_EQ(events<ButtonClicked>()[0].widget, 3u);
    key("Tab");
    EXPECT_EQ(user.focused(), 2u);
    key("Tab", false, true);
    EXPECT_EQ(user.focused(), 3u);
}

TEST_F(InteractionTest, EnterTriggersTheDefaultButton) {
    Node button = node(3, Kind::Button, sized(50, 20));
    button.props["default"] = true;
    show({node(2, Kind::TextInput), button});
    click(2);
    key("Enter");
    EXPECT_EQ(events<TextSubmitted>().size(), 1u);
    ASSERT_EQ(events<ButtonClicked>().size(), 1u);
    EXPECT_EQ(events<ButtonClicked>()[0].widget, 3u);
}

TEST_F(InteractionTest, ASliderFollowsThePointerInSteps) {
    Node slider = node(2, Kind::Slider, sized(216, 24));
    slider.props = {{"value", 0}, {"min", 0}, {"max", 100}, {"step", 25}};
    show({slider, box(3)});
    user.pointer_down({8 + 110, 12}, PointerButton::Left, 1);
    user.pointer_move({8 + 112, 12});
    user.pointer_move({8 + 160, 12});
    user.pointer_up({8 + 160, 12}, PointerButton::Left);
    const auto changes = events<SliderChanged>();
    ASSERT_EQ(changes.size(), 3u);
    EXPECT_EQ(changes[0].value, 50);
    EXPECT_TRUE(changes[0].dragging);
    EXPECT_EQ(changes[0].seq, 1u);
    EXPECT_EQ(changes[1].value, 75);
    EXPECT_EQ(changes[1].seq, 2u);
    EXPECT_FALSE(changes[2].dragging);
    EXPECT_EQ(changes[2].seq, 2u);
    EXPECT_EQ(scene.find(2)->number("value", 0), 75);
}

TEST_F(InteractionTest, KeysMoveASlider) {
    Node slider = node(2, Kind::Slider);
    slider.props = {{"value", 10}, {"min", 0}, {"max", 50}};
    show({slider});
    key("Tab");
    key("ArrowRight");
    EXPECT_NEAR(scene.find(2)->number("value", 0), 10.5, 1e-9);
    key("Home");
    EXPECT_EQ(scene.find(2)->number("value", 1), 0);
    key("End");
    EXPECT_EQ(scene.find(2)->number("value", 0), 50);
}

TEST_F(InteractionTest, StepsThatDoNotReachTheEndStopBeforeIt) {
    Node slider = node(2, Kind::Slider);
    slider.props = {{"min", 0}, {"max", 10}, {"step", 4}};
    show({slider});
    EXPECT_EQ(snapped(*scene.find(2), 10), 8);
    EXPECT_EQ(snapped(*scene.find(2), -3), 0);
}

TEST_F(InteractionTest, CheckboxesToggle) {
    Node checkbox = node(2, Kind::Checkbox);
    checkbox.props["label"] = "on";
    show({checkbox});
    click(2);
    key(" ");
    const auto toggles = events<CheckboxToggled>();
    ASSERT_EQ(toggles.size(), 2u);
    EXPECT_TRUE(toggles[0].checked);
    EXPECT_FALSE(toggles[1].checked);
    EXPECT_EQ(toggles[1].seq, 2u);
}

TEST_F(InteractionTest, ChoosingARadioLeavesTheOthersOfItsGroup) {
    std::vector<Node> radios;
    for (WidgetId id = 2; id < 5; ++id) {
        Node radio = node(id, Kind::Radio);
        radio.props = {{"group", 1}, {"label", "r"}, {"selected", id == 2}};
        radios.push_back(radio);
    }
    show(radios);
    click(2);
    EXPECT_TRUE(events<RadioSelected>().empty());
    click(3);
    key("ArrowDown");
    ASSERT_EQ(events<RadioSelected>().size(), 2u);
    EXPECT_EQ(events<RadioSelected>()[1].widget, 4u);
    EXPECT_FALSE(scene.find(2)->flag("selected"));
    EXPECT_FALSE(scene.find(3)->flag("selected"));
    EXPECT_TRUE(scene.find(4)->flag("selected"));
}

TEST_F(InteractionTest, AComboboxOpensItsList) {
    Node combobox = node(2, Kind::Combobox, sized(200, 36));
    combobox.props = {{"items", List{"a", "b", "c"}}, {"index", 0}};
    show({combobox, box(3)});
    click(2);
    EXPECT_EQ(user.open_list(), 2u);
    const Rect list = list_frame(*scene.find(2), {400, 300});
    EXPECT_EQ(list.y, 36);
    user.pointer_down({20, list.y + 1 + 2.5 * list_row_height(*scene.find(2))}, PointerButton::Left,
                      1);
    EXPECT_EQ(user.open_list(), 0u);
    ASSERT_EQ(events<IndexSelected>().size(), 1u);
    EXPECT_EQ(events<IndexSelected>()[0].index, 2);
}

TEST_F(InteractionTest, TabsAndCollapsingByTheirHeaders) {
    Node tabs = node(2, Kind::Tabs);
    tabs.props = {{"titles", List{"One", "Two"}}, {"index", 0}};
    Node more = node(3, Kind::Collapsing);
    more.props["title"] = "More";
    show({tabs, more});
    const Rect second = tab_frame(*scene.find(2), 1, measure);
    const Point in_second{second.x + 5, second.y + 5};
    user.pointer_down(in_second, PointerButton::Left, 1);
    user.pointer_up(in_second, PointerButton::Left);
    ASSERT_EQ(events<IndexSelected>().size(), 1u);
    EXPECT_EQ(events<IndexSelected>()[0].index, 1);
    click(3);
    ASSERT_EQ(events<CollapsingToggled>().size(), 1u);
    EXPECT_TRUE(events<CollapsingToggled>()[0].open);
}

TEST_F(InteractionTest, HoverIsToldToThoseWhoAsked) {
    Node told = box(2, sized(50, 20));
    told.wanted = static_cast<WantedSet>(Wanted::Hover);
    show({told, box(3, sized(50, 20))});
    user.pointer_move({5, 5});
    user.pointer_move({6, 6});
    user.pointer_move({5, 30});
    const auto hovers = events<Hover>();
    ASSERT_EQ(hovers.size(), 2u);
    EXPECT_TRUE(hovers[0].inside);
    EXPECT_FALSE(hovers[1].inside);
}

TEST_F(InteractionTest, WhoOnlyWantsToHoverLeavesClicksToWhatIsAround) {
    Node told = box(2, sized(50, 20));
    told.wanted = static_cast<WantedSet>(Wanted::Hover);
    Node around = box(3, {}, {told});
    around.wanted = static_cast<WantedSet>(Wanted::Click);
    show({around});
    click(2);
    ASSERT_EQ(events<ButtonClicked>().size(), 1u);
    EXPECT_EQ(events<ButtonClicked>()[0].widget, 3u);
    EXPECT_EQ(events<Hover>().size(), 1u);
}

TEST_F(InteractionTest, TheWheelScrollsTheInnermostThatCan) {
    show({node(2, Kind::Scroll, sized(100, 100),
               {node(3, Kind::Scroll, sized(80, 50), {box(4, sized(10, 80))}),
                box(5, sized(10, 200))}),
          box(9)});
    user.wheel({10, 10}, 0, 40);
    EXPECT_EQ(scene.find(3)->scroll.y, 30);
    EXPECT_EQ(scene.find(2)->scroll.y, 0);
    user.wheel({10, 10}, 0, 40);
    EXPECT_EQ(scene.find(2)->scroll.y, 40);
}

class TypingTest : public InteractionTest {
protected:
    void SetUp() override {
        Node input = node(2, Kind::TextInput);
        input.props["value"] = "";
        show({input});
        click(2);
    }
    void type(const std::string& text) {
        for (const char c : text) key(std::string(1, c));
    }
    std::string shown() { return scene.find(2)->text("value"); }
};

TEST_F(TypingTest, EveryEditIsCountedAndTold) {
    type("abc");
    const auto changes = events<TextInputChanged>();
    ASSERT_EQ(changes.size(), 3u);
    EXPECT_EQ(changes[2].value, "abc");
    EXPECT_EQ(changes[2].seq, 3u);
}

TEST_F(TypingTest, TheKeysOfAnEditor) {
    type("one two");
    key("ArrowLeft", true);
    type("X");
    EXPECT_EQ(shown(), "one Xtwo");
    key("Backspace");
    key("Home");
    key("Delete");
    EXPECT_EQ(shown(), "ne two");
    key("End", false, true);
    type("z");
    EXPECT_EQ(shown(), "z");
    key("Backspace", true);
    EXPECT_EQ(shown(), "");
}

TEST_F(TypingTest, CopyCutAndPaste) {
    type("abc");
    key("a", true);
    key("c", true);
    EXPECT_EQ(clipboard, "abc");
    key("x", true);
    EXPECT_EQ(shown(), "");
    clipboard = "p\nq";
    key("v", true);
    EXPECT_EQ(shown(), "p q");
}

TEST_F(TypingTest, LimitsHold) {
    ASSERT_TRUE(patch({SetProps{2, {{"max_length", 3}}, {}}}));
    type("abcdef");
    EXPECT_EQ(shown(), "abc");
    ASSERT_TRUE(patch({SetProps{2, {{"readonly", true}}, {}}}));
    key("Backspace");
    EXPECT_EQ(shown(), "abc");
}

TEST_F(TypingTest, AValueFromOutsideLeavesTheCursorWhereItWas) {
    type("abcd");
    key("ArrowLeft");
    key("ArrowLeft");
    ASSERT_TRUE(patch({SetProps{2, {{"value", "ABCD"}}, EditSeq{4}}}));
    type("x");
    EXPECT_EQ(shown(), "ABxCD");
}

TEST_F(TypingTest, CharactersAreWhole) {
    TextEdit edit;
    edit.insert("aäb", 0);
    edit.move(-1, false, false);
    edit.erase_backward(false);
    EXPECT_EQ(edit.text, "ab");
    edit.insert("ßß", 3);
    EXPECT_EQ(edit.text, "aßb");
}

TEST_F(TypingTest, AutofocusWorksOnce) {
    Node input = node(5, Kind::TextInput);
    input.props["autofocus"] = true;
    ASSERT_TRUE(patch({Insert{1, 1, input}}));
    user.scene_changed();
    EXPECT_EQ(user.focused(), 5u);
    click(2);
    user.scene_changed();
    EXPECT_EQ(user.focused(), 2u);
    ASSERT_TRUE(patch({Remove{2}}));
    user.scene_changed();
    EXPECT_EQ(user.focused(), 0u);
}

}  // namespace
}  // namespace ach::ui
