// What style classes mean, as typed records. The core parses the classes (ui.md §6); backends and
// layout see only this. A field that is absent has its default or is inherited.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace ach::ui {

using Color = std::uint32_t;  // 0xAARRGGBB, not premultiplied

// Where a style has a colour: the widget's text colour. As a plain colour it is invisible.
inline constexpr Color kCurrentColor = 0x00000001;

enum class Unit : std::uint8_t {
    Auto,
    Pixels,
    Percent,
    MinContent,
    MaxContent,
    FitContent,
    Screen
};

// A size or a margin. `Screen` is the window's client size on that axis.
struct Length {
    Unit unit = Unit::Auto;
    double amount = 0;  // logical pixels; percent 0 … 100
    friend bool operator==(const Length&, const Length&) = default;
};

enum class Direction : std::uint8_t { Column, Row, ColumnReverse, RowReverse };
enum class Justify : std::uint8_t { Start, Center, End, Between, Around, Evenly };
enum class Align : std::uint8_t {
    Auto,
    Stretch,
    Start,
    Center,
    End,
    Baseline
};  // Auto: `self` only
enum class TextAlign : std::uint8_t { Left, Center, Right };
enum class Family : std::uint8_t { Sans, Serif, Mono };
enum class Cursor : std::uint8_t { Default, Pointer, Text, Grab, Wait, NotAllowed };

struct Shadow {
    double dx = 0, dy = 0, blur = 0, spread = 0;
    Color color = 0;
    bool inset = false;
    friend bool operator==(const Shadow&, const Shadow&) = default;
};

template <class T>
using Sides = std::array<T, 4>;  // top, right, bottom, left
template <class T>
using Corners = std::array<T, 4>;  // top left, top right, bottom right, bottom left

struct Style {
    // Layout of children.
    std::optional<Direction> direction;
    std::optional<bool> wrap;
    std::optional<Justify> justify;
    std::optional<Align> items;
    std::optional<double> gap_x, gap_y;
    Sides<std::optional<double>> padding;
    std::optional<bool> clip;

    // As an item of its parent.
    std::optional<Align> self;
    std::optional<double> grow, shrink;
    std::optional<Length> basis;
    Sides<std::optional<Length>> margin;
    std::optional<Length> width, height, min_width, min_height, max_width, max_height;
    std::optional<bool> hidden;

    // Looks.
    std::optional<Color> background, border_color;
    Sides<std::optional<double>> border;
    Corners<std::optional<double>> radius;
    std::optional<Shadow> shadow;
    std::optional<double> opacity;  // 0 … 1, of the widget with its children
    std::optional<Cursor> cursor;

    // Text: inherited by descendants, but for decoration and wrapping.
    std::optional<Color> foreground;
    std::optional<double> font_size;  // logical pixels
    std::optional<int> font_weight;   // 100 … 900
    std::optional<Family> font_family;
    std::optional<bool> italic;
    std::optional<TextAlign> text_align;
    std::optional<double> line_height;  // times the font size
    std::optional<bool> underline, strike, nowrap, ellipsis;

    friend bool operator==(const Style&, const Style&) = default;
};

// What changes while a widget is in a state, on top of its style.
struct StateStyles {
    std::optional<Style> hover, active, focus, disabled;
    friend bool operator==(const StateStyles&, const StateStyles&) = default;
};

}  // namespace ach::ui
