// The insides of controls (ui.md §8).
#include "plugins/ui_common/control_parts.hpp"
#include "plugins/ui_common/layout.hpp"
#include "plugins/ui_common/painting.hpp"
#include "plugins/ui_common/text_edit.hpp"
#include "plugins/ui_common/text_lines.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ach::ui {

namespace {

Color fill_color(const Look& look) {
    return look.has_own_foreground ? look.foreground : dark::kAccent;
}

void paint_slider(Painting& to, Item& item, const Look& look) {
    const Rect track = slider_track(item);
    const double share = slider_share(item);
    const bool is_vertical = item.flag("vertical");
    Rect filled = track;
    Point center{};
    if (is_vertical) {
        filled.y = track.bottom() - track.height * share;
        filled.height = track.height * share;
        center = {track.x + track.width / 2, filled.y};
    } else {
        filled.width = track.width * share;
        center = {filled.right(), track.y + track.height / 2};
    }
    to.painter.fill(track, corners(3), dark::kTrack);
    if (!filled.is_empty()) to.painter.fill(filled, corners(3), fill_color(look));
    const bool is_lit = item.touch.is_hovered || item.touch.is_pressed;
    const std::array<Point, 1> thumb{center};
    to.painter.dots(thumb, 8, is_lit ? dark::kWhite : dark::kThumb);
    if (item.flag("show_value") && !is_vertical) {
        const Rect beside{track.right() + 16, item.frame.y, item.frame.right() - track.right() - 16,
                          item.frame.height};
        paint_line(to, number_text(item.number("value", item.number("min", 0))), beside, look,
                   TextAlign::Left);
    }
}

Rect mark_rect(const Item& item) {
    const Insets in = insets(item);
    return {item.frame.x + in.left, item.frame.y + (item.frame.height - kMark) / 2, kMark, kMark};
}

void paint_mark_label(Painting& to, Item& item, const Look& look) {
    const Rect mark = mark_rect(item);
    const double x = mark.right() + kMarkGap;
    paint_line(to, own_text(item), {x, item.frame.y, item.frame.right() - x, item.frame.height},
               look, TextAlign::Left);
}

void paint_checkbox(Painting& to, Item& item, const Look& look) {
    const Rect mark = mark_rect(item);
    const bool is_checked = item.flag("checked");
    to.painter.fill(mark, corners(4), is_checked ? fill_color(look) : dark::kTrack);
    to.painter.border(mark, corners(4), {1, 1, 1, 1}, is_checked ? fill_color(look) : dark::kEdge);
    if (is_checked) {
        const std::array<Point, 3> tick{Point{mark.x + 4, mark.y + 9.5},
                                        Point{mark.x + 7.5, mark.y + 13},
                                        Point{mark.x + 14, mark.y + 5.5}};
        to.painter.lines(tick, 2, dark::kWhite);
    }
    paint_mark_label(to, item, look);
}

void paint_radio(Painting& to, Item& item, const Look& look) {
    const Rect mark = mark_rect(item);
    const bool is_selected = item.flag("selected");
    const std::array<Point, 1> center{Point{mark.x + kMark / 2, mark.y + kMark / 2}};
    to.painter.dots(center, kMark / 2, is_selected ? fill_color(look) : dark::kEdge);
    to.painter.dots(center, is_selected ? 4 : kMark / 2 - 1,
                    is_selected ? dark::kWhite : dark::kTrack);
    paint_mark_label(to, item, look);
}

void paint_combobox(Painting& to, Item& item, const Look& look) {
    const std::vector<std::string> texts = texts_of(item, "items");
    const double index = item.number("index", -1);
    Rect field = text_field(item);
    field.width = std::max(0.0, field.width - 16);
    const Point tip{item.frame.right() - 14, item.frame.y + item.frame.height / 2 + 3};
    const std::array<Point, 3> arrow{Point{tip.x - 5, tip.y - 5}, tip, Point{tip.x + 5, tip.y - 5}};
    to.painter.lines(arrow, 1.5, look.foreground);
    if (index >= 0 && index < static_cast<double>(texts.size())) {
        paint_line(to, texts[static_cast<std::size_t>(index)], field, look, TextAlign::Left);
        return;
    }
    const std::string unlisted = item.text("text");
    Look muted = look;
    if (unlisted.empty()) muted.foreground = dark::kMuted;
    paint_line(to, unlisted.empty() ? item.text("placeholder") : unlisted, field, muted,
               TextAlign::Left);
}

void paint_progress(Painting& to, Item& item, const Look& look) {
    const Rect bar = item.frame;
    Look track = look;
    if (!track.background) track.background = dark::kTrack;
    paint_box(to, on_pixels(bar), track);
    Rect done = bar;
    if (item.flag("indeterminate")) {
        done.x += bar.width / 3;
        done.width /= 3;
    } else {
        const double value = item.number("value", 0);
        done.width *= std::isnan(value) ? 0 : std::clamp(value, 0.0, 1.0);
    }
    Corners<double> radius = look.radius;
    for (double& corner : radius) {
        corner = std::min(corner, std::min(done.width, done.height) / 2);
    }
    if (!done.is_empty()) to.painter.fill(done, radius, fill_color(look));
}

void paint_tabs(Painting& to, Item& item, const Look& look) {
    const std::vector<std::string> titles = texts_of(item, "titles");
    const auto current = static_cast<int>(item.number("index", 0));
    for (int i = 0; i < std::ssize(titles); ++i) {
        const Rect tab = tab_frame(item, i, to.measure);
        Look text = look;
        if (i != current) text.foreground = dark::kMuted;
        paint_line(to, titles[static_cast<std::size_t>(i)], tab, text, TextAlign::Center);
        if (i == current) {
            to.painter.fill({tab.x, tab.bottom() - 2, tab.width, 2}, {}, dark::kAccent);
        }
    }
}

void paint_collapsing(Painting& to, Item& item, const Look& look) {
    const double height = header_height(item);
    const double x = item.frame.x + look.padding[3] + look.border[3] + 8;
    const double y = item.frame.y + look.padding[0] + look.border[0] + height / 2;
    const bool is_open = item.flag("open");
    const std::array<Point, 3> arrow =
        is_open ? std::array{Point{x - 4, y - 2}, Point{x + 4, y - 2}, Point{x, y + 4}}
                : std::array{Point{x - 2, y - 4}, Point{x + 4, y}, Point{x - 2, y + 4}};
    to.painter.polygon(arrow, look.foreground);
    const double text = x + 12;
    paint_line(to, own_text(item), {text, y - height / 2, item.frame.right() - text, height}, look,
               TextAlign::Left);
}

void paint_bars(Painting& to, const Item& item) {
    for (const auto& [bar, thumb] : {std::pair{scroll_bar(item), scroll_thumb(item)},
                                     std::pair{horizontal_bar(item), horizontal_thumb(item)}}) {
        if (bar.is_empty()) continue;
        to.painter.fill(bar, {}, faded(dark::kTrack, 0.5));
        to.painter.fill(inner(thumb, 2), corners(3), dark::kEdge);
    }
}

}  // namespace

void paint_control(Painting& to, Item& item, const Look& look) {
    switch (item.kind) {
        case Kind::Slider: paint_slider(to, item, look); break;
        case Kind::Checkbox: paint_checkbox(to, item, look); break;
        case Kind::Radio: paint_radio(to, item, look); break;
        case Kind::Combobox: paint_combobox(to, item, look); break;
        case Kind::Progress: paint_progress(to, item, look); break;
        case Kind::Tabs: paint_tabs(to, item, look); break;
        case Kind::Collapsing: paint_collapsing(to, item, look); break;
        case Kind::Scroll: paint_bars(to, item); break;
        default: break;
    }
}

namespace {

void paint_selection(Painting& to, const TextEdit& edit, std::string_view shown, const Rect& line,
                     const Look& look) {
    const auto x_of = [&](std::size_t at) {
        return line.x + to.measure.width(shown.substr(0, at), look.font);
    };
    if (edit.has_selection()) {
        const double from = x_of(edit.selection_begin()), until = x_of(edit.selection_end());
        to.painter.fill({from, line.y, until - from, line.height}, {}, 0x803B82F6);
    }
    if (to.options.shows_caret) {
        to.painter.fill({x_of(edit.cursor), line.y, 1, line.height}, {}, look.foreground);
    }
}

// Keeps the cursor of a long line in sight.
void scroll_to_cursor(Painting& to, Item& item, std::string_view shown, double width,
                      const Look& look) {
    TextEdit& edit = *item.edit;
    const double cursor = to.measure.width(shown.substr(0, edit.cursor), look.font);
    edit.scroll = std::clamp(edit.scroll, cursor - width + 1, std::max(0.0, cursor));
    edit.scroll = std::max(0.0, edit.scroll);
}

void paint_multiline(Painting& to, Item& item, const Rect& field, const Look& look) {
    const std::string text = item.text("value");
    double y = field.y;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const auto line = std::string_view(text).substr(begin, end - begin);
        const Rect row{field.x, y, field.width, look.line_pixels()};
        to.painter.text(line, {row.x, row.y}, row.height, look.font, look.foreground);
        if (item.edit != nullptr && item.touch.is_focused) {
            TextEdit part;
            const auto local = [&](std::size_t at) { return std::clamp(at, begin, end) - begin; };
            part.cursor = local(item.edit->cursor);
            part.anchor = local(item.edit->anchor);
            const bool has_cursor = item.edit->cursor >= begin && item.edit->cursor <= end;
            if (has_cursor || part.has_selection()) paint_selection(to, part, line, row, look);
        }
        y += look.line_pixels();
        begin = end + 1;
    }
}

}  // namespace

void paint_text_input(Painting& to, Item& item, const Look& look) {
    if (item.flag("invalid")) {
        to.painter.border(on_pixels(item.frame), look.radius, {1, 1, 1, 1}, dark::kError);
    }
    if (to.options.has_native_inputs) return;
    const Rect field = text_field(item);
    to.painter.push_clip(field);
    const std::string text = item.text("value");
    if (text.empty() && !item.text("placeholder").empty()) {
        to.painter.text(item.text("placeholder"), {field.x, field.y}, look.line_pixels(), look.font,
                        dark::kMuted);
    }
    if (item.flag("multiline")) {
        paint_multiline(to, item, field, look);
    } else {
        const std::string shown = shown_text(item);
        TextEdit edit;
        if (item.edit != nullptr) {
            edit.cursor = item.edit->cursor;
            edit.anchor = item.edit->anchor;
            if (item.flag("password")) {  // positions among dots
                const auto dots = [&](std::size_t at) {
                    const std::size_t before =
                        count_characters(std::string_view(text).substr(0, at));
                    return before * std::string_view("•").size();
                };
                edit.cursor = dots(edit.cursor);
                edit.anchor = dots(edit.anchor);
            } else {
                scroll_to_cursor(to, item, shown, field.width, look);
            }
        }
        const double scroll = item.edit == nullptr ? 0 : item.edit->scroll;
        const double y = field.y + (field.height - look.line_pixels()) / 2;
        const Rect line{field.x - scroll, y, field.width, look.line_pixels()};
        to.painter.text(shown, {line.x, line.y}, line.height, look.font, look.foreground);
        if (item.edit != nullptr && item.touch.is_focused) {
            paint_selection(to, edit, shown, line, look);
        }
    }
    to.painter.pop_clip();
}

void paint_open_list(Painting& to, const Item& combobox) {
    const Look& look = look_of(combobox);
    const Rect frame = list_frame(combobox, to.window);
    const std::vector<std::string> texts = texts_of(combobox, "items");
    const double height = list_row_height(combobox);
    to.painter.shadow(frame, corners(4), {0, 4, 12, 0, 0x80000000, false});
    to.painter.fill(frame, corners(4), dark::kField);
    to.painter.border(frame, corners(4), {1, 1, 1, 1}, dark::kEdge);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const Rect row{frame.x + 1, frame.y + 1 + static_cast<double>(i) * height, frame.width - 2,
                       height};
        if (row.bottom() > frame.bottom()) break;
        if (static_cast<int>(i) == to.interaction->list_highlight()) {
            to.painter.fill(row, {}, dark::kAccent);
        }
        Rect text = row;
        text.x += 8;
        text.width -= 16;
        paint_line(to, texts[i], text, look, TextAlign::Left);
    }
}

}  // namespace ach::ui
