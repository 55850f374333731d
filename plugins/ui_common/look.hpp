// How a widget looks and is laid out once its own style, its states', its kind's (ui.md §8) and
// what it inherits are put together: everything has a value.
#pragma once

#include "plugins/ui_common/painter.hpp"
#include "plugins/ui_common/protocol.hpp"
#include "plugins/ui_common/style.hpp"

#include <optional>

namespace ach::ui {

// Colors of the default, dark look (ui.md §8).
namespace dark {
inline constexpr Color kAccent = 0xFF3B82F6;
inline constexpr Color kAccentLight = 0xFF60A5FA;
inline constexpr Color kWhite = 0xFFFFFFFF;
inline constexpr Color kField = 0xFF2D2D2D;
inline constexpr Color kTrack = 0xFF374151;
inline constexpr Color kEdge = 0xFF4B5563;
inline constexpr Color kMuted = 0xFF9CA3AF;
inline constexpr Color kThumb = 0xFFE5E7EB;
inline constexpr Color kPanel = 0xFF1F2937;
inline constexpr Color kError = 0xFFEF4444;
inline constexpr Color kBorder = 0xFF808080;
inline constexpr Color kWindow = 0xFF1A1A1A;
}  // namespace dark

struct Look {
    Direction direction = Direction::Column;
    bool wrap = false;
    Justify justify = Justify::Start;
    Align items = Align::Stretch;
    double gap_x = 0, gap_y = 0;
    Sides<double> padding{};
    bool clip = false;

    Align self = Align::Auto;
    double grow = 0, shrink = 1;
    Length basis;
    Sides<Length> margin{Length{Unit::Pixels, 0}, Length{Unit::Pixels, 0}, Length{Unit::Pixels, 0},
                         Length{Unit::Pixels, 0}};
    Length width, height, min_width, min_height, max_width, max_height;
    bool hidden = false;

    std::optional<Color> background;
    Color border_color = dark::kBorder;
    Sides<double> border{};
    Corners<double> radius{};
    std::optional<Shadow> shadow;
    double opacity = 1;
    Cursor cursor = Cursor::Default;

    Color foreground = dark::kWhite;
    bool has_own_foreground = false;  // its style says so: controls draw their fill in it
    Font font;
    TextAlign text_align = TextAlign::Left;
    double line_height = 1.4;
    bool nowrap = false, ellipsis = false;

    double line_pixels() const { return font.size * line_height; }
};

// What the pointer and the keyboard do to a widget.
struct Touch {
    bool is_hovered = false;
    bool is_pressed = false;
    bool is_focused = false;
    friend bool operator==(const Touch&, const Touch&) = default;
};

// `parent`, which may be null, is what text properties are inherited from.
Look base_look(Kind kind, const Style& style, WantedSet wanted, const Look* parent);

// The base look with what its states change; sizes stay the base's.
Look look_in_state(Kind kind, const Look& base, const StateStyles& states, const Touch& touch,
                   bool is_disabled);

Color mixed(Color from, Color to, double share);

}  // namespace ach::ui
