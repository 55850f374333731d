// A line of very many points as the few that can be seen: in each column of pixels the first, the
// lowest, the highest and the last. A pure function, for any thread.
#pragma once

#include "plugins/ui_common/geometry.hpp"
#include "plugins/ui_common/plot_scale.hpp"

#include <span>
#include <vector>

namespace ach::ui {

// `xy`: x and y by turns. A gap in the line, where numbers are not finite, is a point of NaNs.
// Points in sequence that share a column are merged; so lines that run back and forth stay right.
std::vector<Point> decimated(std::span<const double> xy, const PlotScale& x, const PlotScale& y);

// What has no line: each pixel that has a dot, once.
std::vector<Point> distinct_dots(std::span<const double> xy, const PlotScale& x,
                                 const PlotScale& y);

}  // namespace ach::ui
