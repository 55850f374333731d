#include "plugins/ui_common/look.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {

namespace {

template <class T>
void take(T& to, const std::optional<T>& from) {
    if (from) to = *from;
}

template <class T>
void take(Sides<T>& to, const Sides<std::optional<T>>& from) {
    for (std::size_t i = 0; i < 4; ++i) take(to[i], from[i]);
}

void inherit(Look& look, const Look& parent) {
    look.foreground = parent.foreground;
    const bool underline = look.font.underline, strike = look.font.strike;
    look.font = parent.font;
    look.font.underline = underline;
    look.font.strike = strike;
    look.text_align = parent.text_align;
}

void be_field(Look& look) {
    look.background = dark::kField;
    look.border_color = dark::kEdge;
    look.border.fill(1);
    look.radius.fill(4);
    look.padding.fill(8);
}

// ui.md §8.
void take_defaults(Look& look, Kind kind, WantedSet wanted) {
    switch (kind) {
        case Kind::Button:
            look.background = dark::kAccent;
            look.foreground = dark::kWhite;
            look.radius.fill(4);
            look.padding = {8, 16, 8, 16};
            look.text_align = TextAlign::Center;
            look.cursor = Cursor::Pointer;
            break;
        case Kind::TextInput:
            be_field(look);
            look.cursor = Cursor::Text;
            break;
        case Kind::Combobox: be_field(look); break;
        case Kind::Progress: look.radius.fill(4); break;
        case Kind::Separator:
            look.background = dark::kEdge;
            look.self = Align::Stretch;
            break;
        case Kind::Plot:
        case Kind::Table:
            look.background = dark::kPanel;
            look.radius.fill(8);
            look.width = {Unit::Percent, 100};
            look.height = {Unit::Pixels, 200};
            break;
        case Kind::Scroll: look.clip = true; break;
        default: break;
    }
    if ((wanted & static_cast<WantedSet>(Wanted::Click)) != 0) look.cursor = Cursor::Pointer;
}

void take_looks(Look& look, const Style& style) {
    if (style.background) look.background = style.background;
    take(look.border_color, style.border_color);
    take(look.border, style.border);
    take(look.radius, style.radius);
    if (style.shadow) look.shadow = style.shadow;
    take(look.opacity, style.opacity);
    take(look.cursor, style.cursor);
    take(look.foreground, style.foreground);
    look.has_own_foreground |= style.foreground.has_value();
    if (look.background == kCurrentColor) look.background = look.foreground;
    if (look.border_color == kCurrentColor) look.border_color = look.foreground;
    take(look.font.underline, style.underline);
    take(look.font.strike, style.strike);
}

void take_text(Look& look, const Style& style) {
    take(look.font.size, style.font_size);
    take(look.font.weight, style.font_weight);
    take(look.font.family, style.font_family);
    take(look.font.italic, style.italic);
    take(look.text_align, style.text_align);
    take(look.line_height, style.line_height);
    take(look.ellipsis, style.ellipsis);
    look.nowrap = look.ellipsis;
    take(look.nowrap, style.nowrap);
    look.nowrap |= look.ellipsis;
}

void take_layout(Look& look, const Style& style) {
    take(look.direction, style.direction);
    take(look.wrap, style.wrap);
    take(look.justify, style.justify);
    take(look.items, style.items);
    take(look.gap_x, style.gap_x);
    take(look.gap_y, style.gap_y);
    take(look.padding, style.padding);
    take(look.clip, style.clip);
    take(look.self, style.self);
    take(look.grow, style.grow);
    take(look.shrink, style.shrink);
    take(look.basis, style.basis);
    take(look.margin, style.margin);
    take(look.width, style.width);
    take(look.height, style.height);
    take(look.min_width, style.min_width);
    take(look.min_height, style.min_height);
    take(look.max_width, style.max_width);
    take(look.max_height, style.max_height);
    take(look.hidden, style.hidden);
}

std::uint32_t channel(Color color, int shift) { return color >> shift & 0xFF; }

}  // namespace

Color mixed(Color from, Color to, double share) {
    Color color = from & 0xFF000000;
    for (const int shift : {16, 8, 0}) {
        const double mix = channel(from, shift) * (1 - share) + channel(to, shift) * share;
        color |= static_cast<Color>(std::lround(mix)) << shift;
    }
    return color;
}

Look base_look(Kind kind, const Style& style, WantedSet wanted, const Look* parent) {
    Look look;
    if (parent != nullptr) inherit(look, *parent);
    take_defaults(look, kind, wanted);
    take_layout(look, style);
    take_looks(look, style);
    take_text(look, style);
    if (kind == Kind::Scroll) look.clip = true;
    return look;
}

Look look_in_state(Kind kind, const Look& base, const StateStyles& states, const Touch& touch,
                   bool is_disabled) {
    Look look = base;
    if (is_disabled) {
        if (states.disabled) take_looks(look, *states.disabled);
        look.opacity *= 0.5;
        look.cursor = Cursor::NotAllowed;
        return look;
    }
    if (touch.is_hovered) {
        if (kind == Kind::Button && look.background) {
            look.background = mixed(*look.background, dark::kWhite, 0.15);
        }
        if (kind == Kind::TextInput || kind == Kind::Combobox) {
            look.border_color = dark::kAccentLight;
        }
        if (states.hover) take_looks(look, *states.hover);
    }
    if (touch.is_focused) {
        if (kind == Kind::TextInput || kind == Kind::Combobox) {
            look.border_color = dark::kAccent;
            for (double& side : look.border) side = std::max(side, 2.0);
        }
        if (states.focus) take_looks(look, *states.focus);
    }
    if (touch.is_pressed) {
        if (kind == Kind::Button && base.background) {
            look.background = mixed(*base.background, 0xFF000000, 0.2);
        }
        if (states.active) take_looks(look, *states.active);
    }
    return look;
}

}  // namespace ach::ui
