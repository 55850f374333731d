#include "plugins/ui_common/plot_curves.hpp"

#include "plugins/ui_common/decimate.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {

namespace {

constexpr double kShareOfBar = 0.8;  // of the distance between two of them

double base_line(const PlotCurves& plot) {
    if (plot.y.is_log) return plot.y.from_px;
    return std::clamp(plot.y.pixel(0), plot.y.to_px, plot.y.from_px);
}

double bar_width(const std::vector<double>& xy, const PlotScale& x) {
    const double count = std::max(1.0, static_cast<double>(xy.size()) / 2);
    double narrowest = (x.to_px - x.from_px) / count;
    for (std::size_t i = 2; i + 1 < xy.size(); i += 2) {
        const double apart = std::abs(x.pixel(xy[i]) - x.pixel(xy[i - 2]));
        if (apart > 0) narrowest = std::min(narrowest, apart);
    }
    return narrowest * kShareOfBar;
}

// Bars that share a column of pixels are one: the highest of them, and the lowest.
std::vector<Rect> thin_bars(const std::vector<double>& xy, const PlotCurves& plot) {
    struct Column {
        double top = INFINITY, bottom = -INFINITY;
    };
    std::vector<Column> columns(static_cast<std::size_t>(plot.x.to_px) + 1);
    const double base = base_line(plot);
    for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
        const double x = plot.x.pixel(xy[i]), y = plot.y.pixel(xy[i + 1]);
        if (!std::isfinite(x) || !std::isfinite(y) || x < 0 || x > plot.x.to_px) continue;
        Column& column = columns[static_cast<std::size_t>(x)];
        column.top = std::min({column.top, y, base});
        column.bottom = std::max({column.bottom, y, base});
    }
    std::vector<Rect> bars;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const double height = columns[i].bottom - columns[i].top;
        if (height > 0) bars.push_back({static_cast<double>(i), columns[i].top, 1, height});
    }
    return bars;
}

std::vector<Rect> bars_of(const std::vector<double>& xy, const PlotCurves& plot) {
    const double width = bar_width(xy, plot.x);
    if (width < 1) return thin_bars(xy, plot);
    const double base = base_line(plot);
    std::vector<Rect> bars;
    for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
        const double x = plot.x.pixel(xy[i]), y = plot.y.pixel(xy[i + 1]);
        if (!std::isfinite(x) || !std::isfinite(y)) continue;
        if (x + width < 0 || x - width > plot.x.to_px) continue;
        bars.push_back({x - width / 2, std::min(y, base), width, std::abs(y - base)});
    }
    return bars;
}

Curve curve_of(const Series& series, const PlotCurves& plot) {
    Curve curve;
    if (series.data == nullptr) return curve;
    const std::vector<double>& xy = series.data->items;
    if (series.kind == SeriesKind::Bar) {
        curve.bars = bars_of(xy, plot);
        return curve;
    }
    const bool has_dots = series.kind == SeriesKind::Scatter || series.has_markers;
    if (has_dots) curve.dots = distinct_dots(xy, plot.x, plot.y);
    if (series.kind != SeriesKind::Scatter) {
        curve.line = drawn_line(decimated(xy, plot.x, plot.y));
    }
    return curve;
}

}  // namespace

std::shared_ptr<const PlotCurves> draw_plot(const PlotOrder& order) {
    auto plot = std::make_shared<PlotCurves>();
    plot->data = read_plot(order.described, order.known.get());
    const PlotData& data = *plot->data;
    plot->x = {order.x_view.value_or(data.x_range), 0, order.field.width, data.is_x_log};
    plot->y = {order.y_view.value_or(data.y_range), order.field.height, 0, data.is_y_log};
    for (const Series& series : data.series) plot->curves.push_back(curve_of(series, *plot));
    return plot;
}

}  // namespace ach::ui
