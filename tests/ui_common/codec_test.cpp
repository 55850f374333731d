#include "plugins/ui_common/codec.hpp"

#include "plugins/ui_common/cbor_writer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

namespace ach::ui {
namespace {

using Bytes = std::vector<std::uint8_t>;

Value points() {
    auto array = std::make_shared<Array>();
    array->shape = {2, 2};
    array->items = {0, 1.5, 1, NAN};
    return std::shared_ptr<const Array>(array);
}

Node rich_node() {
    Node node;
    node.id = 0xFFFF'FFFF'FFFF'FFFE;  // more than a double can hold
    node.kind = Kind::Plot;
    node.style.direction = Direction::RowReverse;
    node.style.width = Length{Unit::Percent, 50};
    node.style.height = Length{Unit::Screen, 0};
    node.style.margin[3] = Length{Unit::Pixels, -8};
    node.style.padding[1] = 12.5;
    node.style.background = 0x80FF0102;
    node.style.shadow = Shadow{0, 10, 15, -3, 0x32000000, false};
    node.style.hidden = false;
    node.states.hover = Style{};
    node.states.hover->opacity = 0.5;
    node.wanted = 5;
    node.props["title"] = "plot";
    node.props["series"] = List{Map{{"name", "a"}, {"data", points()}}};
    node.props["nothing"] = nullptr;
    auto bound = std::make_shared<Bound>();
    bound->key = 1ull << 60;
    bound->version = 7;
    bound->value = "now";
    node.props["text"] = Value(std::shared_ptr<const Bound>(bound));
    Node child;
    child.id = 3;
    child.kind = Kind::Label;
    node.children = {child, child};
    return node;
}

std::vector<Command> all_commands() {
    WindowOptions options;
    options.title = "T";
    options.width = 800.5;
    options.background = 0xFF1A1A1A;
    options.ask_before_closing = true;
    Patch patch{1, 4, 5, {}};
    patch.ops.push_back(Insert{1, 2, rich_node()});
    patch.ops.push_back(Remove{9});
    patch.ops.push_back(Move{4, 0});
    patch.ops.push_back(SetProps{4, {{"value", 0.1}, {"text", nullptr}}, EditSeq{3}});
    patch.ops.push_back(SetStyle{4, rich_node().style, rich_node().states});
    patch.ops.push_back(SetWanted{4, 15});
    return {
        OpenWindow{1, options},
        SetWindow{1, {}},
        CloseWindow{2},
        Rebuild{1, 1, rich_node()},
        patch,
        Seen{1, 4, 3, 99},
        Forget{{1, 2, 1ull << 63}},
        Focus{1, 0},
        Notice{1, 5, false, "careful", 5000.0},
        ClearNotice{1, 5},
        Busy{1, true},
        SubscribeFrames{1, true},
        Inspect{1, 77, "tree"},
        Quit{},
        Synced{1, 5, 12},
        Dialog{1, 9, DialogKind::Save, "where?", "Save", {{"Images", {"png", "jpg"}}, {}}, "/tmp"},
        CloseDialog{1, 9}};
}

std::vector<Event> all_events() {
    return {Hello{1, "wx", {"plots", "shadows"}},
            ButtonClicked{1, 2},
            TextInputChanged{1, 2, "grüße", 4},
            TextSubmitted{1, 2, ""},
            SliderChanged{1, 2, -0.0, 5, true},
            CheckboxToggled{1, 2, true, 6},
            RadioSelected{1, 2, 7},
            IndexSelected{1, 2, -1, 8},
            CollapsingToggled{1, 2, true, 9},
            Hover{1, 2, true},
            FocusChanged{1, 2, false},
            KeyPressed{1, 2, "ArrowLeft", true, false, true, false},
            WindowResized{1, 640, 480, 1.25},
            WindowCloseRequested{1},
            WindowClosed{1},
            Frame{1, 16.6},
            Applied{1, 3, 1e9},
            Taken{1ull << 62},
            InspectResult{77, List{1, "two", points()}},
            Fault{1, "no", true},
            Sync{1, 5},
            DialogResult{1, 9, "/tmp/a.png"}};
}

// Messages are data: two are the same when they are written the same.
TEST(Codec, EveryCommandComesBack) {
    const std::vector<Command> commands = all_commands();
    ASSERT_EQ(commands.size(), std::variant_size_v<Command>);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        ASSERT_EQ(commands[i].index(), i);
        const Bytes bytes = encode(commands[i]);
        const auto back = decode_command(bytes);
        ASSERT_TRUE(back.has_value()) << i;
        EXPECT_EQ(back->index(), i);
        EXPECT_EQ(encode(*back), bytes) << i;
    }
}

TEST(Codec, EveryEventComesBack) {
    const std::vector<Event> events = all_events();
    ASSERT_EQ(events.size(), std::variant_size_v<Event>);
    for (std::size_t i = 0; i < events.size(); ++i) {
        ASSERT_EQ(events[i].index(), i);
        const Bytes bytes = encode(events[i]);
        const auto back = decode_event(bytes);
        ASSERT_TRUE(back.has_value()) << i;
        EXPECT_EQ(encode(*back), bytes) << i;
    }
}

TEST(Codec, ANodeKeepsAllItHas) {
    const auto back = decode_command(encode(Command(Rebuild{1, 2, rich_node()})));
    const Node& node = std::get<Rebuild>(*back).root;
    const Node was = rich_node();
    EXPECT_EQ(node.id, was.id);
    EXPECT_EQ(node.kind, was.kind);
    EXPECT_EQ(node.style, was.style);
    EXPECT_EQ(node.states, was.states);
    EXPECT_EQ(node.wanted, was.wanted);
    EXPECT_EQ(node.props, was.props);
    const Bound* bound = node.props.at("text").bound();
    ASSERT_NE(bound, nullptr);
    EXPECT_EQ(bound->key, 1ull << 60);
    EXPECT_EQ(bound->version, 7u);
    EXPECT_EQ(bound->value, Value("now"));
    ASSERT_EQ(node.children.size(), 2u);
    EXPECT_EQ(node.children[1].kind, Kind::Label);
}

TEST(Codec, WhatIsUnknownIsSkipped) {
    Bytes bytes;
    CborWriter out(bytes);
    out.open_map(4);
    out.text("colour");  // a field of a later version, before the name
    out.value(List{Map{{"deep", points()}}});
    out.text("widget");
    out.number(8);
    out.text("c");
    out.text("Focus");
    out.text("window");
    out.number(3);
    const auto focus = decode_command(bytes);
    ASSERT_TRUE(focus.has_value());
    EXPECT_EQ(std::get<Focus>(*focus).window, 3u);
    EXPECT_EQ(std::get<Focus>(*focus).widget, 8u);

    bytes.clear();
    out.map({{"c", "Levitate"}, {"window", 1}});
    EXPECT_FALSE(decode_command(bytes).has_value());
    bytes.clear();
    out.map({{"window", 1}});
    EXPECT_FALSE(decode_event(bytes).has_value());
    bytes.clear();
    out.map({{"c", "Patch"}, {"ops", List{Map{{"op", "Explode"}}, Map{{"op", "Remove"}}}}});
    EXPECT_EQ(std::get<Patch>(*decode_command(bytes)).ops.size(), 1u);
}

TEST(Codec, WrongTypesAreBadMessages) {
    const auto bad = [](Map fields) {
        Bytes bytes;
        CborWriter(bytes).map(fields);
        EXPECT_THROW(decode_event(bytes), BadMessage);
    };
    bad({{"e", "ButtonClicked"}, {"window", "one"}});
    bad({{"e", "ButtonClicked"}, {"window", -1}});
    bad({{"e", "ButtonClicked"}, {"window", 4294967296.0}});
    bad({{"e", "ButtonClicked"}, {"window", 1.5}});
    bad({{"e", "TextInputChanged"}, {"value", 1}});
    bad({{"e", "CheckboxToggled"}, {"checked", 1}});
    bad({{"e", "IndexSelected"}, {"index", NAN}});
    bad({{"e", List{}}});
    EXPECT_THROW(decode_event(Bytes{}), BadMessage);
    EXPECT_THROW(decode_event(Bytes{0x80}), BadMessage);
    EXPECT_THROW(decode_event(Bytes{0xA0, 0x00}), BadMessage);
}

TEST(Codec, DamagedMessagesNeverDoMoreThanThrow) {
    std::mt19937 random(7);
    std::vector<Bytes> originals;
    for (const Command& command : all_commands()) originals.push_back(encode(command));
    for (const Event& event : all_events()) originals.push_back(encode(event));
    const auto read = [](const Bytes& bytes) {
        try {
            if (auto command = decode_command(bytes)) encode(*command);
        } catch (const BadMessage&) {
        }
        try {
            if (auto event = decode_event(bytes)) encode(*event);
        } catch (const BadMessage&) {
        }
        try {
            decode_value(bytes);
        } catch (const BadMessage&) {
        }
    };
    for (const Bytes& original : originals) {
        for (std::size_t end = 0; end < original.size(); ++end) {
            const Bytes cut(original.begin(), original.begin() + static_cast<std::ptrdiff_t>(end));
            EXPECT_THROW(decode_value(cut), BadMessage);
            read(cut);
        }
        for (int round = 0; round < 400; ++round) {
            Bytes damaged = original;
            for (int i = 0; i < 1 + round % 3; ++i) {
                damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
            }
            read(damaged);
        }
    }
}

TEST(Codec, ValuesOfSignals) {
    Bytes data(16);
    data[0] = 9;
    const double number = 2.5;
    std::memcpy(data.data() + 8, &number, 8);
    SignalChanged change = decode_signal(4, data, {});
    EXPECT_EQ(change.key, 4u);
    EXPECT_EQ(change.version, 9u);
    EXPECT_EQ(change.value, Value(2.5));
    EXPECT_FALSE(change.wants_credit);

    data.resize(9);
    data[8] = 0;
    EXPECT_TRUE(decode_signal(4, data, {}).value.is_null());
    data[8] = 1;
    EXPECT_EQ(decode_signal(4, data, {}).value, Value(false));
    data[8] = 2;
    EXPECT_EQ(decode_signal(4, data, {}).value, Value(true));
    data[8] = 3;
    EXPECT_THROW(decode_signal(4, data, {}), BadMessage);

    data.resize(8);
    const auto sent = [&](const Value& value) {
        Bytes payload;
        CborWriter(payload).value(value);
        return decode_signal(4, data, payload);
    };
    EXPECT_EQ(sent("short").value, Value("short"));
    EXPECT_FALSE(sent("short").wants_credit);
    EXPECT_TRUE(sent(std::string(5000, 'x')).wants_credit);
    EXPECT_TRUE(sent(List{1, 2}).wants_credit);
    EXPECT_EQ(sent(points()).value, points());
    data.resize(7);
    EXPECT_THROW(decode_signal(4, data, {}), BadMessage);
}

}  // namespace
}  // namespace ach::ui
