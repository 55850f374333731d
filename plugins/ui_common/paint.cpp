#include "plugins/ui_common/paint.hpp"

#include "plugins/ui_common/layout.hpp"
#include "plugins/ui_common/painting.hpp"
#include "plugins/ui_common/scene_impl.hpp"
#include "plugins/ui_common/text_lines.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {

namespace {

constexpr double kRing = 2;

bool is_box_painted(Kind kind) {
    return kind == Kind::Root || kind == Kind::Box || kind == Kind::Label || kind == Kind::Button ||
           kind == Kind::Scroll || kind == Kind::Tabs || kind == Kind::Collapsing ||
           kind == Kind::Plot || kind == Kind::Table || kind == Kind::TextInput ||
           kind == Kind::Combobox || kind == Kind::Separator || kind == Kind::Image ||
           kind == Kind::Checkbox || kind == Kind::Radio || kind == Kind::Slider;
}

// Only the lines that can be seen: a label may have a million.
void paint_lines(Painting& to, Item& item, const Look& look) {
    const ItemLayout& layout = *item.layout;
    const double line = look.line_pixels();
    Rect inside = item.frame;
    inside.x += look.padding[3] + look.border[3];
    inside.y += look.padding[0] + look.border[0];
    inside.width -= look.padding[1] + look.padding[3] + look.border[1] + look.border[3];
    const std::string text = own_text(item);
    const auto first =
        static_cast<std::size_t>(std::max(0.0, std::floor((to.options.area.y - inside.y) / line)));
    for (std::size_t i = first; i < layout.lines.size(); ++i) {
        const Rect row{inside.x, inside.y + static_cast<double>(i) * line, inside.width, line};
        if (row.y > to.options.area.bottom()) break;
        const TextLine& part = layout.lines[i];
        const auto words = std::string_view(text).substr(part.begin, part.end - part.begin);
        if (look.ellipsis) {
            paint_line(to, words, row, look, look.text_align);
            continue;
        }
        const double free = row.width - part.width;
        const double shift = look.text_align == TextAlign::Center  ? free / 2
                             : look.text_align == TextAlign::Right ? free
                                                                   : 0;
        to.painter.text(words, {row.x + shift, row.y}, line, look.font, look.foreground);
    }
}

void paint_button_text(Painting& to, Item& item, const Look& look) {
    const std::string text = own_text(item);
    const double line = look.line_pixels();
    const auto rows = static_cast<double>(1 + std::count(text.begin(), text.end(), '\n'));
    double y = item.frame.y + (item.frame.height - rows * line) / 2;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const Rect row{item.frame.x, y, item.frame.width, line};
        paint_line(to, std::string_view(text).substr(begin, end - begin), row, look,
                   look.text_align);
        y += line;
        begin = end + 1;
    }
}

void paint_inside(Painting& to, Item& item, const Look& look) {
    switch (item.kind) {
        case Kind::Label: paint_lines(to, item, look); break;
        case Kind::Button: paint_button_text(to, item, look); break;
        case Kind::Plot: paint_plot(to, item, look); break;
        case Kind::TextInput: paint_text_input(to, item, look); break;
        default: paint_control(to, item, look); break;
    }
}

void paint_ring(Painting& to, const Item& item, const Look& look) {
    const bool is_focused = to.interaction != nullptr && to.interaction->focused() == item.id &&
                            to.interaction->shows_focus_ring() && item.id != 0;
    if (!is_focused || item.kind == Kind::TextInput || item.kind == Kind::Combobox) return;
    Corners<double> radius = look.radius;
    for (double& corner : radius) corner += kRing;
    to.painter.border(on_pixels(inner(item.frame, -kRing)), radius, {kRing, kRing, kRing, kRing},
                      dark::kAccent);
}

void paint_item(Painting& to, Item& item);

void paint_children(Painting& to, Item& item, const Look& look) {
    if (item.children.empty()) return;
    Rect window = item.frame;
    if (item.kind == Kind::Scroll) {
        window.width = std::min(window.width, item.view.width + insets(item).width());
        window.height = std::min(window.height, item.view.height + insets(item).height());
    }
    if (look.clip) to.painter.push_clip(on_pixels(window));
    for (const auto& child : item.children) paint_item(to, *child);
    if (look.clip) to.painter.pop_clip();
}

// Children may stick out of a box that does not clip, so only the box itself is skipped there.
void paint_item(Painting& to, Item& item) {
    if (item.is_hidden()) return;
    const Look look = item.current_look();
    const bool is_seen = !painted_area(item).intersected(to.options.area).is_empty();
    if (!is_seen && (look.clip || item.children.empty())) return;
    if (look.opacity <= 0) return;
    if (look.opacity < 1) to.painter.push_opacity(look.opacity);
    if (is_seen) {
        if (is_box_painted(item.kind)) paint_box(to, on_pixels(item.frame), look);
        paint_inside(to, item, look);
    }
    paint_children(to, item, look);
    if (is_seen && item.kind == Kind::Scroll) paint_control(to, item, look);
    if (look.opacity < 1) to.painter.pop_opacity();
    if (is_seen) paint_ring(to, item, look);
}

}  // namespace

Rect on_pixels(const Rect& rect) {
    const double left = std::round(rect.x), top = std::round(rect.y);
    return {left, top, std::round(rect.right()) - left, std::round(rect.bottom()) - top};
}

Rect inner(const Rect& rect, double by) {
    return {rect.x + by, rect.y + by, rect.width - 2 * by, rect.height - 2 * by};
}

Corners<double> corners(double radius) { return {radius, radius, radius, radius}; }

Color faded(Color color, double opacity) {
    const auto alpha = static_cast<Color>(std::lround((color >> 24) * opacity));
    return (color & 0xFFFFFF) | alpha << 24;
}

void paint_box(Painting& to, const Rect& rect, const Look& look) {
    if (rect.is_empty()) return;
    Corners<double> radius = look.radius;
    const double most = std::min(rect.width, rect.height) / 2;
    for (double& corner : radius) corner = std::min(corner, most);
    if (look.shadow && !look.shadow->inset) to.painter.shadow(rect, radius, *look.shadow);
    if (look.background && *look.background >> 24 != 0) {
        to.painter.fill(rect, radius, *look.background);
    }
    if (look.shadow && look.shadow->inset) to.painter.shadow(rect, radius, *look.shadow);
    const bool has_border =
        std::any_of(look.border.begin(), look.border.end(), [](double w) { return w > 0; });
    if (has_border) to.painter.border(rect, radius, look.border, look.border_color);
}

void paint_line(Painting& to, std::string_view text, const Rect& rect, const Look& look,
                TextAlign align) {
    if (text.empty()) return;
    const std::string shown = ellipsized(text, look.font, rect.width, to.measure);
    const double free = rect.width - to.measure.width(shown, look.font);
    const double shift = align == TextAlign::Center  ? free / 2
                         : align == TextAlign::Right ? free
                                                     : 0;
    const double line = look.line_pixels();
    to.painter.text(shown, {rect.x + std::max(0.0, shift), rect.y + (rect.height - line) / 2}, line,
                    look.font, look.foreground);
}

void paint(Scene& scene, const Interaction* interaction, Painter& painter, TextMeasure& measure,
           const PaintOptions& options) {
    const Rect& root = scene.root().frame;
    Painting to{painter, measure, options, interaction, {root.width, root.height}};
    painter.push_clip(options.area);
    painter.fill(options.area, {}, options.background);
    paint_item(to, scene.root());
    if (interaction != nullptr && interaction->open_list() != 0) {
        if (const Item* combobox = scene.find(interaction->open_list())) {
            paint_open_list(to, *combobox);
        }
    }
    paint_notices(to);
    painter.pop_clip();
}

}  // namespace ach::ui
