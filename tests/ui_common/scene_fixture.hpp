// A scene with the headless metrics: every character 0.6 of the font size wide.
#pragma once

#include "plugins/ui_common/scene.hpp"
#include "plugins/ui_common/text_lines.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace ach::ui {

class PlainMeasure final : public TextMeasure {
public:
    double width(std::string_view utf8, const Font& font) override {
        ++asked;
        return 0.6 * font.size * static_cast<double>(count_characters(utf8));
    }
    int asked = 0;
};

inline Length px(double amount) { return {Unit::Pixels, amount}; }
inline Length percent(double amount) { return {Unit::Percent, amount}; }

inline Style sized(double width, double height) {
    Style style;
    style.width = px(width);
    style.height = px(height);
    return style;
}

inline Node node(WidgetId id, Kind kind, Style style = {}, std::vector<Node> children = {}) {
    Node made;
    made.id = id;
    made.kind = kind;
    made.style = std::move(style);
    made.children = std::move(children);
    return made;
}

inline Node box(WidgetId id, Style style = {}, std::vector<Node> children = {}) {
    return node(id, Kind::Box, std::move(style), std::move(children));
}

inline Node label(WidgetId id, std::string text, Style style = {}) {
    Node made = node(id, Kind::Label, std::move(style));
    made.props["text"] = std::move(text);
    return made;
}

inline Value bound(std::uint64_t key, std::uint64_t version, Value value) {
    auto made = std::make_shared<Bound>();
    made->key = key;
    made->version = version;
    made->value = std::move(value);
    return std::shared_ptr<const Bound>(std::move(made));
}

class SceneTest : public testing::Test {
protected:
    // Ids from 2 on; 1 is the root.
    void show(std::vector<Node> children) {
        scene.apply(Rebuild{1, scene.revision() + 1, node(1, Kind::Root, {}, std::move(children))});
        lay_out();
    }
    bool patch(std::vector<Op> ops) {
        const Revision base = scene.revision();
        const bool fits = scene.apply(Patch{1, base, base + 1, std::move(ops)});
        if (fits) lay_out();
        return fits;
    }
    void lay_out() { scene.lay_out(window, measure); }

    Rect frame(WidgetId id) { return scene.find(id)->frame; }
    void expect_frame(WidgetId id, double x, double y, double width, double height) {
        const Rect is = frame(id);
        EXPECT_NEAR(is.x, x, 1e-6) << "x of " << id;
        EXPECT_NEAR(is.y, y, 1e-6) << "y of " << id;
        EXPECT_NEAR(is.width, width, 1e-6) << "width of " << id;
        EXPECT_NEAR(is.height, height, 1e-6) << "height of " << id;
    }

    Size window{400, 300};
    PlainMeasure measure;
    Scene scene;
};

}  // namespace ach::ui
