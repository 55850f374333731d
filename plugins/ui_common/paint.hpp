// Draws a scene: every kind of widget as ui.md §8 wants it, what the user is doing to it, and the
// notices above it all. The same picture on every backend that has a Painter.
#pragma once

#include "plugins/ui_common/interaction.hpp"
#include "plugins/ui_common/painter.hpp"
#include "plugins/ui_common/scene.hpp"

#include <functional>
#include <span>

namespace ach::ui {

struct PaintOptions {
    Rect area;  // what has to be drawn; the rest may be skipped
    Color background = dark::kWindow;
    bool has_native_inputs = false;   // the insides of text inputs are not drawn then
    bool shows_caret = true;          // blinking is the backend's
    std::span<const Notice> notices;  // the newest last
    Point pointer{-1, -1};            // for the read-out of plots
    // Of plots that are drawn elsewhere: the curves of this one are not those to be shown.
    std::function<void(Item& plot)> order_plot;
};

// `interaction` may be null: nothing has the focus then. The scene has been laid out.
void paint(Scene& scene, const Interaction* interaction, Painter& painter, TextMeasure& measure,
           const PaintOptions& options);

// Where the notices are; at the bottom of the window.
Rect notices_area(const Scene& scene, std::span<const Notice> notices, TextMeasure& measure);

}  // namespace ach::ui
