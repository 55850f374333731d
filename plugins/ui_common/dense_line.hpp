// A line with more turns than a column of pixels can show is as good as a bar there, and a bar is
// drawn in a hundredth of the time. A pure function, for any thread.
#pragma once

#include "plugins/ui_common/geometry.hpp"

#include <span>
#include <vector>

namespace ach::ui {

struct DrawnLine {
    std::vector<Point> points;  // a gap is a point of NaNs
    std::vector<Rect> columns;  // one pixel wide, as high as the line reaches there
};

// `decimated`: of decimated(). Neighbouring columns touch, and the rest of the line ends in them.
DrawnLine drawn_line(std::span<const Point> decimated);

}  // namespace ach::ui
