// A plot as lines, dots and bars in pixels, no more of them than can be seen: what painting only
// has to put in its place. A pure function of its order, for any thread.
#pragma once

#include "plugins/ui_common/dense_line.hpp"
#include "plugins/ui_common/geometry.hpp"
#include "plugins/ui_common/plot_data.hpp"
#include "plugins/ui_common/plot_scale.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace ach::ui {

struct PlotOrder {
    PlotDescription described;
    std::optional<Range> x_view, y_view;    // what the user has chosen to see
    Size field;                             // of the curves
    std::shared_ptr<const PlotData> known;  // read last time
};

struct Curve {
    DrawnLine line;
    std::vector<Point> dots;
    std::vector<Rect> bars;
};

struct PlotCurves {
    std::shared_ptr<const PlotData> data;
    PlotScale x, y;             // pixels from the field's top left
    std::vector<Curve> curves;  // of each series
};

std::shared_ptr<const PlotCurves> draw_plot(const PlotOrder& order);

}  // namespace ach::ui
