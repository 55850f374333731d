#include "plugins/ui_common/plot_picture.hpp"

#include "plugins/ui_common/scene.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {

namespace {

// Curves of nearly this size may be stretched a little instead of being drawn anew.
constexpr double kStretched = 8;

PlotDescription description_of(const Item& plot) {
    return {plot.prop("series"), plot.prop("x_range"), plot.prop("y_range"),
            plot.text("x_scale") == "log", plot.text("y_scale") == "log"};
}

}  // namespace

PlotPicture::PlotPicture() : data(read_plot({}, nullptr)) {}

PlotPicture& picture_of(Item& plot) {
    if (plot.plot == nullptr) plot.plot = std::make_unique<PlotPicture>();
    PlotPicture& picture = *plot.plot;
    if (picture.is_stale && !picture.is_drawn_elsewhere) {
        picture.data = read_plot(description_of(plot), picture.data.get());
        picture.curves = nullptr;
        picture.is_stale = false;
    }
    return picture;
}

Rect plot_field(Item& plot, TextMeasure& measure) {
    constexpr double kTop = 32, kRight = 10, kBottom = 24, kLeft = 40, kLabel = 16;
    Font font;
    font.size = 12;
    const double bottom = kBottom + (plot.text("x_label").empty() ? 0 : kLabel);
    const double top = kTop + (plot.text("y_label").empty() ? 0 : kLabel);
    Rect field{plot.frame.x, plot.frame.y + top, 0,
               std::max(1.0, plot.frame.height - top - bottom)};
    double labels = 0;
    for (const Tick& tick : ticks(y_scale(plot, field), 5)) {
        labels = std::max(labels, measure.width(tick.label, font));
    }
    const double left = std::max(kLeft, labels + 10);
    field.x += left;
    field.width = std::max(1.0, plot.frame.width - left - kRight);
    return field;
}

PlotScale x_scale(Item& plot, const Rect& field) {
    const PlotPicture& picture = picture_of(plot);
    return {picture.x_shown(), field.x, field.right(), picture.data->is_x_log};
}

PlotScale y_scale(Item& plot, const Rect& field) {
    const PlotPicture& picture = picture_of(plot);
    return {picture.y_shown(), field.bottom(), field.y, picture.data->is_y_log};
}

bool is_outdated(Item& plot, const Rect& field) {
    const PlotPicture& picture = picture_of(plot);
    if (picture.is_stale || picture.curves == nullptr) return true;
    const PlotCurves& curves = *picture.curves;
    const double bearable = picture.is_drawn_elsewhere ? kStretched : 0;
    return curves.x.range != picture.x_shown() || curves.y.range != picture.y_shown() ||
           std::abs(curves.x.to_px - field.width) > bearable ||
           std::abs(curves.y.from_px - field.height) > bearable;
}

PlotOrder order_of(Item& plot, const Rect& field) {
    const PlotPicture& picture = picture_of(plot);
    return {description_of(plot),
            picture.x_view,
            picture.y_view,
            {field.width, field.height},
            picture.data};
}

void take_curves(Item& plot, std::shared_ptr<const PlotCurves> curves) {
    PlotPicture& picture = picture_of(plot);
    picture.data = curves->data;
    picture.curves = std::move(curves);
}

}  // namespace ach::ui
