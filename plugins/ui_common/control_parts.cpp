#include "plugins/ui_common/control_parts.hpp"

#include "plugins/ui_common/layout.hpp"
#include "plugins/ui_common/text_edit.hpp"
#include "plugins/ui_common/text_lines.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ach::ui {

namespace {

constexpr double kThumb = 16;
constexpr double kTrackThickness = 6;
constexpr double kValueRoom = 56;
constexpr double kLeastThumb = 20;
constexpr std::size_t kMostRows = 8;

struct Ends {
    double min = 0, max = 100;
};

Ends ends(const Item& slider) { return {slider.number("min", 0), slider.number("max", 100)}; }

// Of a bar along one axis: where its thumb starts, and how long it is.
struct Thumb {
    double at = 0, length = 0;
};

Thumb thumb(double bar, double view, double content, double scroll) {
    const double length = std::min(bar, std::max(kLeastThumb, bar * view / content));
    const double hidden = content - view;
    return {hidden <= 0 ? 0 : (bar - length) * scroll / hidden, length};
}

}  // namespace

Rect slider_track(const Item& slider) {
    const Rect& f = slider.frame;
    if (slider.flag("vertical")) {
        return {f.x + (f.width - kTrackThickness) / 2, f.y + kThumb / 2, kTrackThickness,
                std::max(1.0, f.height - kThumb)};
    }
    const double room = slider.flag("show_value") ? kValueRoom : 0;
    return {f.x + kThumb / 2, f.y + (f.height - kTrackThickness) / 2,
            std::max(1.0, f.width - kThumb - room), kTrackThickness};
}

double slider_share(const Item& slider) {
    const auto [min, max] = ends(slider);
    const double share = (slider.number("value", min) - min) / (max - min);
    return std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0;
}

double snapped(const Item& slider, double value) {
    const auto [min, max] = ends(slider);
    if (!(min < max)) return min;
    const double step = slider.number("step", 0);
    if (step > 0) {
        value = min + std::round((value - min) / step) * step;
        // The last step may not reach the end.
        if (value > max) value = min + std::floor((max - min) / step + 1e-9) * step;
    }
    return std::clamp(value, min, max);
}

double slider_value_at(const Item& slider, Point p) {
    const auto [min, max] = ends(slider);
    const Rect track = slider_track(slider);
    const double share = slider.flag("vertical") ? (track.bottom() - p.y) / track.height
                                                 : (p.x - track.x) / track.width;
    return snapped(slider, min + std::clamp(share, 0.0, 1.0) * (max - min));
}

std::vector<std::string> texts_of(const Item& item, std::string_view prop) {
    std::vector<std::string> texts;
    if (const List* list = item.prop(prop).list()) {
        for (const Value& value : *list) {
            const std::string* text = value.text();
            texts.push_back(text == nullptr ? std::string() : *text);
        }
    }
    return texts;
}

double list_row_height(const Item& combobox) { return look_of(combobox).line_pixels() + 8; }

Rect list_frame(const Item& combobox, Size window) {
    const std::size_t rows = std::min(kMostRows, texts_of(combobox, "items").size());
    const double height = static_cast<double>(rows) * list_row_height(combobox) + 2;
    const Rect& f = combobox.frame;
    const bool fits = f.bottom() + height <= window.height || f.y < height;
    return {f.x, fits ? f.bottom() : f.y - height, f.width, height};
}

Rect tab_frame(const Item& tabs, int index, TextMeasure& measure) {
    const Look& look = look_of(tabs);
    double x = tabs.frame.x + look.padding[3];
    const std::vector<std::string> titles = texts_of(tabs, "titles");
    for (int i = 0; i < std::ssize(titles); ++i) {
        const double width =
            measure.width(titles[static_cast<std::size_t>(i)], look.font) + 2 * kTabPadding;
        if (i == index) return {x, tabs.frame.y + look.padding[0], width, header_height(tabs)};
        x += width;
    }
    return {};
}

int tab_at(const Item& tabs, Point p, TextMeasure& measure) {
    const auto count = static_cast<int>(texts_of(tabs, "titles").size());
    for (int i = 0; i < count; ++i) {
        if (tab_frame(tabs, i, measure).contains(p)) return i;
    }
    return -1;
}

Rect scroll_bar(const Item& scroll) {
    if (!scrolls_y(scroll) || scroll.content.height <= scroll.view.height) return {};
    const Rect& f = scroll.frame;
    return {f.right() - kScrollBar, f.y, kScrollBar, f.height};
}

Rect scroll_thumb(const Item& scroll) {
    const Rect bar = scroll_bar(scroll);
    if (bar.is_empty()) return {};
    const Thumb t = thumb(bar.height, scroll.view.height, scroll.content.height, scroll.scroll.y);
    return {bar.x, bar.y + t.at, bar.width, t.length};
}

Rect horizontal_bar(const Item& scroll) {
    if (!scrolls_x(scroll) || scroll.content.width <= scroll.view.width) return {};
    const Rect& f = scroll.frame;
    return {f.x, f.bottom() - kScrollBar, f.width, kScrollBar};
}

Rect horizontal_thumb(const Item& scroll) {
    const Rect bar = horizontal_bar(scroll);
    if (bar.is_empty()) return {};
    const Thumb t = thumb(bar.width, scroll.view.width, scroll.content.width, scroll.scroll.x);
    return {bar.x + t.at, bar.y, t.length, bar.height};
}

Rect text_field(const Item& input) {
    const Look& look = look_of(input);
    const Rect& f = input.frame;
    return {f.x + look.padding[3], f.y + look.padding[0],
            std::max(0.0, f.width - look.padding[1] - look.padding[3]),
            std::max(0.0, f.height - look.padding[0] - look.padding[2])};
}

std::string shown_text(const Item& input) {
    const std::string text = input.text("value");
    if (!input.flag("password")) return text;
    std::string dots;
    for (std::size_t i = count_characters(text); i > 0; --i) dots += "•";
    return dots;
}

std::size_t text_position(const Item& input, Point p, TextMeasure& measure) {
    const std::string text = input.text("value");
    const Rect field = text_field(input);
    const Look& look = look_of(input);
    std::size_t begin = 0, end = text.size();
    if (input.flag("multiline")) {
        for (double y = field.y + look.line_pixels(); y <= p.y; y += look.line_pixels()) {
            const std::size_t next = text.find('\n', begin);
            if (next == text.npos) break;
            begin = next + 1;
        }
        end = std::min(text.find('\n', begin), text.size());
    }
    double x = field.x - (input.edit == nullptr ? 0 : input.edit->scroll);
    for (std::size_t at = begin; at < end;) {
        const std::size_t next = next_character(text, at);
        const std::string_view character = input.flag("password")
                                               ? std::string_view("•")
                                               : std::string_view(text).substr(at, next - at);
        const double width = measure.width(character, look.font);
        if (p.x < x + width / 2) return at;
        x += width;
        at = next;
    }
    return end;
}

std::string number_text(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 6);
    return {text, end.ptr};
}

}  // namespace ach::ui
