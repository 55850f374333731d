// What the content of each kind takes (ui.md §8), by itself and of its children.
#include "plugins/ui_common/layout.hpp"
#include "plugins/ui_common/scene.hpp"

#include <algorithm>
#include <limits>

namespace ach::ui {

namespace {

constexpr double kControlWidth = 200;
constexpr double kLeastControlWidth = 40;
constexpr double kSliderHeight = 24;
constexpr double kProgressHeight = 8;
constexpr double kPictureSize = 100;

double horizontal(const Sides<double>& sides) { return sides[1] + sides[3]; }
double vertical(const Sides<double>& sides) { return sides[0] + sides[2]; }

// A field's border lies within its padding.
bool is_field(Kind kind) { return kind == Kind::TextInput || kind == Kind::Combobox; }

Size around(const Item& item) {
    const Look& look = look_of(item);
    if (is_field(item.kind)) return {horizontal(look.padding), vertical(look.padding)};
    return {horizontal(look.padding) + horizontal(look.border),
            vertical(look.padding) + vertical(look.border)};
}

double control_height(const Item& item) {
    const double line = look_of(item).line_pixels();
    if (item.kind == Kind::TextInput && item.flag("multiline")) {
        return std::max(1.0, item.number("rows", 4)) * line;
    }
    return line;
}

double tabs_width(const Item& item, TextMeasure& measure) {
    double width = 0;
    if (const List* titles = item.prop("titles").list()) {
        for (const Value& title : *titles) {
            const std::string* text = title.text();
            width +=
                2 * kTabPadding + (text != nullptr ? measure.width(*text, look_of(item).font) : 0);
        }
    }
    return width;
}

}  // namespace

bool is_container(Kind kind) {
    return kind == Kind::Root || kind == Kind::Box || kind == Kind::Tabs ||
           kind == Kind::Collapsing || kind == Kind::Scroll;
}

const Look& look_of(const Item& item) { return item.layout->look; }

bool takes_space(const Item& item) { return !item.is_hidden(); }

bool scrolls_x(const Item& item) {
    if (item.kind != Kind::Scroll) return false;
    const std::string axis = item.text("axis");
    return axis == "x" || axis == "both";
}

bool scrolls_y(const Item& item) { return item.kind == Kind::Scroll && item.text("axis") != "x"; }

std::string own_text(const Item& item) {
    switch (item.kind) {
        case Kind::Checkbox:
        case Kind::Radio: return item.text("label");
        case Kind::Collapsing:
        case Kind::Plot: return item.text("title");
        default: return item.text("text");
    }
}

double header_height(const Item& item) {
    const double line = look_of(item).line_pixels();
    if (item.kind == Kind::Tabs) return line + 16;
    if (item.kind == Kind::Collapsing) return line + 8;
    return 0;
}

Insets insets(const Item& item) {
    const Look& look = look_of(item);
    Insets in{look.padding[0] + look.border[0], look.padding[1] + look.border[1],
              look.padding[2] + look.border[2], look.padding[3] + look.border[3]};
    in.top += header_height(item);
    if (item.kind == Kind::Collapsing) in.left += kIndent;
    return in;
}

const TextExtent& Layout::extent(Item& item) {
    auto& known = item.layout->extent;
    if (!known) known = text_extent(own_text(item), look_of(item).font, measure_);
    return *known;
}

const std::vector<TextLine>& Layout::lines(Item& item, double width) {
    ItemLayout& layout = *item.layout;
    if (layout.lines_width == width) return layout.lines;
    layout.lines_width = width;
    const bool wraps = item.kind == Kind::Label && !layout.look.nowrap;
    const TextExtent& text = extent(item);
    if (text.lines == 1 && (!wraps || text.widest_line <= width)) {
        layout.lines = {{0, own_text(item).size(), text.widest_line}};
        return layout.lines;
    }
    layout.lines = break_lines(own_text(item), layout.look.font,
                               wraps ? width : std::numeric_limits<double>::infinity(), measure_);
    return layout.lines;
}

double Layout::leaf_width(Item& item, bool is_least) {
    const double extra = around(item).width;
    switch (item.kind) {
        case Kind::Label: {
            const TextExtent& text = extent(item);
            const bool wraps = !look_of(item).nowrap;
            if (is_least && look_of(item).ellipsis) return extra;
            return extra + (is_least && wraps ? text.widest_word : text.widest_line);
        }
        case Kind::Button: return extra + extent(item).widest_line;
        case Kind::Checkbox:
        case Kind::Radio:
            if (own_text(item).empty()) return extra + kMark;
            return extra + kMark + kMarkGap + extent(item).widest_line;
        case Kind::Slider:
            if (item.flag("vertical")) return extra + kSliderHeight;
            return is_least ? kLeastControlWidth : kControlWidth;
        case Kind::TextInput:
        case Kind::Combobox:
        case Kind::Progress:
        case Kind::Plot:
        case Kind::Table: return is_least ? kLeastControlWidth : kControlWidth;
        case Kind::Image: return extra + kPictureSize;
        case Kind::Separator: {
            const Direction direction = look_of(*item.parent).direction;
            const bool is_row = direction == Direction::Row || direction == Direction::RowReverse;
            return is_row ? 1 : 0;
        }
        default: return extra;
    }
}

double Layout::leaf_height(Item& item, double width, bool is_least) {
    const Size extra = around(item);
    const double line = look_of(item).line_pixels();
    switch (item.kind) {
        case Kind::Label:
            return extra.height +
                   line * static_cast<double>(lines(item, width - extra.width).size());
        case Kind::Button: return extra.height + line * static_cast<double>(extent(item).lines);
        case Kind::Checkbox:
        case Kind::Radio: return extra.height + std::max(kMark, line) + 8;
        case Kind::Slider:
            if (item.flag("vertical")) return is_least ? line : kControlWidth;
            return extra.height + (is_least ? std::min(line, kSliderHeight) : kSliderHeight);
        case Kind::TextInput:
        case Kind::Combobox: return is_least ? line : control_height(item) + extra.height;
        case Kind::Progress: return extra.height + kProgressHeight;
        case Kind::Plot:
        case Kind::Table: return is_least ? line : kControlWidth;
        case Kind::Image: return extra.height + kPictureSize;
        case Kind::Separator: {
            const Direction direction = look_of(*item.parent).direction;
            const bool is_row = direction == Direction::Row || direction == Direction::RowReverse;
            return is_row ? 0 : 1;
        }
        default: return extra.height;
    }
}

double Layout::children_width(Item& item, bool is_least) {
    const Look& look = look_of(item);
    const bool is_row = look.direction == Direction::Row || look.direction == Direction::RowReverse;
    const bool adds_up = is_row && !(is_least && look.wrap);
    double width = 0;
    std::size_t count = 0;
    for (const auto& child : item.children) {
        if (!takes_space(*child)) continue;
        const double one = contribution(*child, is_least);
        width = adds_up ? width + one : std::max(width, one);
        ++count;
    }
    if (adds_up && count > 1) width += look.gap_x * static_cast<double>(count - 1);
    return width;
}

double Layout::content_width(Item& item, bool is_least) {
    auto& known = is_least ? item.layout->least_width : item.layout->most_width;
    if (known) return *known;
    double width = 0;
    if (!is_container(item.kind)) {
        width = leaf_width(item, is_least);
    } else {
        if (!(is_least && item.kind == Kind::Scroll)) width = children_width(item, is_least);
        width += insets(item).width();
        if (item.kind == Kind::Tabs) width = std::max(width, tabs_width(item, measure_));
        if (item.kind == Kind::Collapsing) {
            width = std::max(width, kIndent + 8 + extent(item).widest_line);
        }
    }
    known = width;
    return width;
}

double Layout::baseline(Item& item, double width) {
    const Look& look = look_of(item);
    const double of_line = look.line_pixels() / 2 + 0.35 * look.font.size;
    if (!is_container(item.kind)) {
        if (item.kind == Kind::Plot || item.kind == Kind::Image) {
            return height_for(item, width, {}, false, false);
        }
        return look.padding[0] + (is_field(item.kind) ? 0 : look.border[0]) + of_line;
    }
    if (header_height(item) > 0) return look.padding[0] + of_line;
    for (const auto& child : item.children) {
        if (takes_space(*child)) {
            return insets(item).top + baseline(*child, width - insets(item).width());
        }
    }
    return height_for(item, width, {}, false, false);
}

}  // namespace ach::ui
