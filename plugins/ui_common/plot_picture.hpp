// What painting remembers of a plot between two frames: what the user chose to see of it, and the
// curves that were drawn last.
//
// Large data take longer to read and to draw than a frame may last. A backend that has other
// threads says so (Scene::draw_plots_elsewhere): then painting shows the last curves, moved to
// where they belong, while new ones are on order. Without one, painting makes them itself.
#pragma once

#include "plugins/ui_common/painter.hpp"
#include "plugins/ui_common/plot_curves.hpp"

#include <memory>
#include <optional>

namespace ach::ui {

struct Item;

struct PlotPicture {
    PlotPicture();

    // Chosen by the user with wheel and pointer.
    std::optional<Range> x_view, y_view;

    std::shared_ptr<const PlotData> data;      // never null
    std::shared_ptr<const PlotCurves> curves;  // null: none yet

    bool is_stale = true;  // the description has changed
    bool is_drawn_elsewhere = false;
    bool is_ordered = false;  // elsewhere; one at a time

    Range x_shown() const { return x_view.value_or(data->x_range); }
    Range y_shown() const { return y_view.value_or(data->y_range); }
};

// Up to date in its ranges, unless it is drawn elsewhere.
PlotPicture& picture_of(Item& plot);
// Where the curves are drawn.
Rect plot_field(Item& plot, TextMeasure& measure);
PlotScale x_scale(Item& plot, const Rect& field);
PlotScale y_scale(Item& plot, const Rect& field);

// Whether the curves are of other data, of another part of them, or of another size.
bool is_outdated(Item& plot, const Rect& field);
PlotOrder order_of(Item& plot, const Rect& field);
void take_curves(Item& plot, std::shared_ptr<const PlotCurves> curves);

}  // namespace ach::ui
