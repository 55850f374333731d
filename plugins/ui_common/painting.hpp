// What the files that paint share.
#pragma once

#include "plugins/ui_common/paint.hpp"

#include <string>
#include <string_view>

namespace ach::ui {

struct Painting {
    Painter& painter;
    TextMeasure& measure;
    const PaintOptions& options;
    const Interaction* interaction;
    Size window;
};

void paint_control(Painting& to, Item& item, const Look& look);
void paint_plot(Painting& to, Item& item, const Look& look);
void paint_text_input(Painting& to, Item& item, const Look& look);
void paint_open_list(Painting& to, const Item& combobox);
void paint_notices(Painting& to);

void paint_box(Painting& to, const Rect& rect, const Look& look);
// One line, vertically centered in `rect`, cut off with an ellipsis where it does not fit.
void paint_line(Painting& to, std::string_view text, const Rect& rect, const Look& look,
                TextAlign align);

// On whole pixels, so that neighbours neither overlap nor leave a gap.
Rect on_pixels(const Rect& rect);
Rect inner(const Rect& rect, double by);
Corners<double> corners(double radius);
Color faded(Color color, double opacity);

}  // namespace ach::ui
