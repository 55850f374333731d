// What a backend can draw. Painting itself is shared (paint.hpp): a backend with pixels implements
// this on its toolkit. Coordinates are logical pixels of the window, origin top left.
#pragma once

#include "plugins/ui_common/geometry.hpp"
#include "plugins/ui_common/style.hpp"

#include <span>
#include <string_view>

namespace ach::ui {

struct Font {
    double size = 14;  // logical pixels
    int weight = 400;
    Family family = Family::Sans;
    bool italic = false;
    bool underline = false;
    bool strike = false;
    friend bool operator==(const Font&, const Font&) = default;
};

// One line of text, without line breaks. [the backend's UI thread]
class TextMeasure {
public:
    virtual ~TextMeasure() = default;
    virtual double width(std::string_view utf8, const Font& font) = 0;
};

class Painter {
public:
    virtual ~Painter() = default;
    virtual void fill(const Rect& rect, const Corners<double>& radius, Color color) = 0;
    // Inside of `rect`. Sides of different widths only with square corners.
    virtual void border(const Rect& rect, const Corners<double>& radius, const Sides<double>& width,
                        Color color) = 0;
    virtual void shadow(const Rect& rect, const Corners<double>& radius, const Shadow& shadow) = 0;
    // `origin` is the top left of the line's box, which is `line_height` pixels high.
    virtual void text(std::string_view utf8, Point origin, double line_height, const Font& font,
                      Color color) = 0;
    virtual void lines(std::span<const Point> points, double width, Color color) = 0;
    virtual void polygon(std::span<const Point> points, Color color) = 0;
    virtual void dots(std::span<const Point> centers, double radius, Color color) = 0;
    // Where they overlap, the color is not laid on twice.
    virtual void bars(std::span<const Rect> bars, Color color) = 0;
    virtual void push_clip(const Rect& rect) = 0;
    virtual void pop_clip() = 0;
    virtual void push_opacity(double opacity) = 0;
    virtual void pop_opacity() = 0;
};

}  // namespace ach::ui
