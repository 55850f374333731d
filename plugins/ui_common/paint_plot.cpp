// Plots (ui.md §5.14, §8): field, grid, axes, series, legend, and what is under the pointer.
#include "plugins/ui_common/decimate.hpp"
#include "plugins/ui_common/painting.hpp"
#include "plugins/ui_common/plot_picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ach::ui {

namespace {

constexpr double kText = 12;
constexpr double kLine = 16;

Font small_font() {
    Font font;
    font.size = kText;
    return font;
}

struct Plotting {
    Painting& to;
    const Rect& field;
    PlotScale x, y;
};

void text_at(Painting& to, std::string_view text, Point at, Color color) {
    to.painter.text(text, at, kLine, small_font(), color);
}

void paint_axes(Plotting& p, const Item& item, Color color) {
    const Rect& f = p.field;
    const bool has_grid = item.flag("grid", true);
    const int columns = std::clamp(static_cast<int>(f.width / 80), 2, 10);
    for (const Tick& tick : ticks(p.x, columns)) {
        const double x = std::round(p.x.pixel(tick.value));
        if (has_grid) p.to.painter.fill({x, f.y, 1, f.height}, {}, dark::kTrack);
        const double width = p.to.measure.width(tick.label, small_font());
        text_at(p.to, tick.label, {x - width / 2, f.bottom() + 4}, color);
    }
    for (const Tick& tick : ticks(p.y, 5)) {
        const double y = std::round(p.y.pixel(tick.value));
        if (has_grid) p.to.painter.fill({f.x, y, f.width, 1}, {}, dark::kTrack);
        const double width = p.to.measure.width(tick.label, small_font());
        text_at(p.to, tick.label, {f.x - 6 - width, y - kLine / 2}, color);
    }
    p.to.painter.border(f, {}, {1, 1, 1, 1}, dark::kEdge);
}

// Calls `each(points)` for every part of a line between gaps.
template <class Each>
void each_part(const std::vector<Point>& points, Each each) {
    auto begin = points.begin();
    while (begin != points.end()) {
        const auto end =
            std::find_if(begin, points.end(), [](const Point& p) { return std::isnan(p.x); });
        if (begin != end) each(std::span(begin, end));
        begin = end == points.end() ? end : end + 1;
    }
}

double base_line(const Plotting& p) {
    const double zero = p.y.is_log ? p.field.bottom() : p.y.pixel(0);
    return std::clamp(zero, p.field.y, p.field.bottom());
}

void paint_area(Plotting& p, std::span<const Point> part, Color color) {
    std::vector<Point> shape(part.begin(), part.end());
    const double base = base_line(p);
    shape.push_back({part.back().x, base});
    shape.push_back({part.front().x, base});
    p.to.painter.polygon(shape, faded(color, 0.3));
}

std::vector<Point> stairs(std::span<const Point> part) {
    std::vector<Point> steps;
    for (const Point& point : part) {
        if (!steps.empty()) steps.push_back({point.x, steps.back().y});
        steps.push_back(point);
    }
    return steps;
}

void paint_bars(Plotting& p, const Series& series) {
    const std::vector<double>& xy = series.data->items;
    const double base = base_line(p);
    const double count = std::max(1.0, static_cast<double>(xy.size()) / 2);
    double narrowest = p.field.width / count;
    for (std::size_t i = 2; i + 1 < xy.size(); i += 2) {
        const double apart = std::abs(p.x.pixel(xy[i]) - p.x.pixel(xy[i - 2]));
        if (apart > 0) narrowest = std::min(narrowest, apart);
    }
    const double width = std::max(1.0, narrowest * 0.8);
    for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
        const double x = p.x.pixel(xy[i]), y = p.y.pixel(xy[i + 1]);
        if (!std::isfinite(x) || !std::isfinite(y)) continue;
        if (x + width < p.field.x || x - width > p.field.right()) continue;
        p.to.painter.fill({x - width / 2, std::min(y, base), width, std::abs(y - base)}, {},
                          series.color);
    }
}

void paint_series(Plotting& p, const Series& series) {
    if (series.data == nullptr) return;
    const std::vector<double>& xy = series.data->items;
    if (series.kind == SeriesKind::Bar) return paint_bars(p, series);
    if (series.kind == SeriesKind::Scatter) {
        return p.to.painter.dots(distinct_dots(xy, p.x, p.y), series.radius, series.color);
    }
    const std::vector<Point> points = decimated(xy, p.x, p.y);
    each_part(points, [&](std::span<const Point> part) {
        if (series.kind == SeriesKind::Area) paint_area(p, part, series.color);
        if (series.kind == SeriesKind::Step) {
            p.to.painter.lines(stairs(part), series.width, series.color);
        } else if (part.size() == 1) {
            p.to.painter.dots(part, series.width / 2, series.color);
        } else {
            p.to.painter.lines(part, series.width, series.color);
        }
    });
    if (series.has_markers) {
        p.to.painter.dots(distinct_dots(xy, p.x, p.y), 0.6 * series.radius, series.color);
    }
}

void paint_legend(Plotting& p, const Item& item, const PlotPicture& picture, Color color) {
    const bool has_names = std::any_of(picture.series.begin(), picture.series.end(),
                                       [](const Series& s) { return !s.name.empty(); });
    if (!item.flag("legend", has_names)) return;
    double width = 0, rows = 0;
    for (const Series& series : picture.series) {
        if (series.name.empty()) continue;
        width = std::max(width, p.to.measure.width(series.name, small_font()));
        ++rows;
    }
    if (rows == 0) return;
    const Rect panel{p.field.right() - width - 36, p.field.y + 6, width + 30, rows * kLine + 8};
    p.to.painter.fill(panel, corners(4), 0xC0111827);
    double y = panel.y + 4;
    for (const Series& series : picture.series) {
        if (series.name.empty()) continue;
        const std::array<Point, 1> dot{Point{panel.x + 12, y + kLine / 2}};
        p.to.painter.dots(dot, 4, series.color);
        text_at(p.to, series.name, {panel.x + 22, y}, color);
        y += kLine;
    }
}

void paint_read_out(Plotting& p, const Item& item, Color color) {
    const Point at = p.to.options.pointer;
    if (!item.touch.is_hovered || !item.flag("interactive", true) || !p.field.contains(at)) return;
    const double x = p.x.value(at.x), y = p.y.value(at.y);
    const auto pixel = [](const PlotScale& scale, double px) {
        return std::abs(scale.value(px + 1) - scale.value(px));
    };
    const std::string text =
        tick_label(x, pixel(p.x, at.x)) + ", " + tick_label(y, pixel(p.y, at.y));
    const double width = p.to.measure.width(text, small_font());
    p.to.painter.fill({std::round(at.x), p.field.y, 1, p.field.height}, {}, 0x40FFFFFF);
    const double left =
        std::clamp(at.x + 8, p.field.x, std::max(p.field.x, p.field.right() - width - 8));
    const Rect panel{left, std::max(p.field.y, at.y - 24), width + 8, kLine + 4};
    p.to.painter.fill(panel, corners(3), 0xE0111827);
    text_at(p.to, text, {panel.x + 4, panel.y + 2}, color);
}

void paint_titles(Painting& to, Item& item, const Rect& field, const Look& look) {
    Look title = look;
    title.font.weight = 700;
    paint_line(to, item.text("title"),
               {item.frame.x + 10, item.frame.y + 6, item.frame.width - 20, 22}, title,
               TextAlign::Center);
    const std::string x_label = item.text("x_label"), y_label = item.text("y_label");
    const double width = to.measure.width(x_label, small_font());
    if (!x_label.empty()) {
        text_at(to, x_label, {field.x + (field.width - width) / 2, field.bottom() + 20},
                dark::kMuted);
    }
    if (!y_label.empty()) text_at(to, y_label, {item.frame.x + 10, field.y - 18}, dark::kMuted);
}

}  // namespace

void paint_plot(Painting& to, Item& item, const Look& look) {
    const Rect field = on_pixels(plot_field(item, to.measure));
    PlotPicture& picture = picture_of(item);
    Plotting p{to, field, x_scale(item, field), y_scale(item, field)};
    to.painter.push_clip(on_pixels(item.frame));
    paint_titles(to, item, field, look);
    paint_axes(p, item, dark::kMuted);
    to.painter.push_clip(field);
    for (const Series& series : picture.series) paint_series(p, series);
    paint_legend(p, item, picture, look.foreground);
    paint_read_out(p, item, look.foreground);
    to.painter.pop_clip();
    to.painter.pop_clip();
}

}  // namespace ach::ui
