// What painting remembers of a plot between two frames: its series, decimated for its width.
#pragma once

namespace ach::ui {

struct PlotPicture {};

}  // namespace ach::ui
