// Plots (ui.md §5.14, §8): field, grid, axes, series, legend, and what is under the pointer.
#include "plugins/ui_common/painting.hpp"
#include "plugins/ui_common/plot_picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ach::ui {

namespace {

constexpr double kText = 12;
constexpr double kLine = 16;
constexpr double kAreaOpacity = 0.3;

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

// From the pixels that curves were drawn for to those where they are shown. The same but for curves
// that are not yet those of the present view.
struct Placing {
    double x_factor, x_offset, y_factor, y_offset;

    Placing(const PlotCurves& from, const PlotScale& x, const PlotScale& y) {
        place(from.x, x, x_factor, x_offset);
        place(from.y, y, y_factor, y_offset);
    }
    Point operator()(Point p) const {
        return {p.x * x_factor + x_offset, p.y * y_factor + y_offset};
    }

private:
    static void place(const PlotScale& from, const PlotScale& to, double& factor, double& offset) {
        double at_from = to.from_px, at_to = to.to_px;
        if (from.range != to.range && from.is_log == to.is_log) {
            at_from = to.pixel(from.range.from);
            at_to = to.pixel(from.range.to);
        }
        factor = (at_to - at_from) / (from.to_px - from.from_px);
        offset = at_from - from.from_px * factor;
    }
};

std::vector<Point> placed(const std::vector<Point>& points, const Placing& place) {
    std::vector<Point> there;
    there.reserve(points.size());
    for (const Point& point : points) there.push_back(place(point));
    return there;
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
    p.to.painter.polygon(shape, faded(color, kAreaOpacity));
}

std::vector<Point> stairs(std::span<const Point> part) {
    std::vector<Point> steps;
    for (const Point& point : part) {
        if (!steps.empty()) steps.push_back({point.x, steps.back().y});
        steps.push_back(point);
    }
    return steps;
}

Rect placed(const Rect& bar, const Placing& place) {
    const Point from = place({bar.x, bar.y}), to = place({bar.right(), bar.bottom()});
    return {from.x, from.y, to.x - from.x, to.y - from.y};
}

// As wide and as high as the line is that they stand for.
void paint_columns(Plotting& p, const Series& series, const std::vector<Rect>& columns,
                   const Placing& place) {
    std::vector<Rect> bars;
    for (const Rect& column : columns) {
        const Rect bar = placed(column, place);
        bars.push_back({std::min(bar.x, bar.x + (bar.width - series.width) / 2),
                        bar.y - series.width / 2, std::max(bar.width, series.width),
                        bar.height + series.width});
    }
    p.to.painter.bars(bars, series.color);
    if (series.kind != SeriesKind::Area) return;
    const double base = base_line(p);
    bars.clear();
    for (const Rect& column : columns) {
        const Rect bar = placed(column, place);
        const double top = std::min(bar.y, base), bottom = std::max(bar.bottom(), base);
        bars.push_back({bar.x, top, bar.width, bottom - top});
    }
    p.to.painter.bars(bars, faded(series.color, kAreaOpacity));
}

void paint_line_of(Plotting& p, const Series& series, const std::vector<Point>& points) {
    const bool is_step = series.kind == SeriesKind::Step;
    if (!is_step) p.to.painter.lines(points, series.width, series.color);
    each_part(points, [&](std::span<const Point> part) {
        if (series.kind == SeriesKind::Area) paint_area(p, part, series.color);
        if (is_step) {
            p.to.painter.lines(stairs(part), series.width, series.color);
        } else if (part.size() == 1) {
            p.to.painter.dots(part, series.width / 2, series.color);
        }
    });
}

void paint_curve(Plotting& p, const Series& series, const Curve& curve, const Placing& place) {
    for (const Rect& described : curve.bars) {
        Rect bar = placed(described, place);
        bar.width = std::max(1.0, bar.width);
        p.to.painter.fill(bar, {}, series.color);
    }
    const DrawnLine& line = curve.line;
    if (!line.points.empty()) paint_line_of(p, series, placed(line.points, place));
    if (!line.columns.empty()) paint_columns(p, series, line.columns, place);
    if (!curve.dots.empty()) {
        const bool is_scatter = series.kind == SeriesKind::Scatter;
        p.to.painter.dots(placed(curve.dots, place), (is_scatter ? 1 : 0.6) * series.radius,
                          series.color);
    }
}

void paint_curves(Plotting& p, const PlotCurves& plot) {
    const Placing place(plot, p.x, p.y);
    for (std::size_t i = 0; i < plot.curves.size(); ++i) {
        paint_curve(p, plot.data->series[i], plot.curves[i], place);
    }
}

void paint_legend(Plotting& p, const Item& item, const PlotPicture& picture, Color color) {
    const bool has_names = std::any_of(picture.data->series.begin(), picture.data->series.end(),
                                       [](const Series& s) { return !s.name.empty(); });
    if (!item.flag("legend", has_names)) return;
    double width = 0, rows = 0;
    for (const Series& series : picture.data->series) {
        if (series.name.empty()) continue;
        width = std::max(width, p.to.measure.width(series.name, small_font()));
        ++rows;
    }
    if (rows == 0) return;
    const Rect panel{p.field.right() - width - 36, p.field.y + 6, width + 30, rows * kLine + 8};
    p.to.painter.fill(panel, corners(4), 0xC0111827);
    double y = panel.y + 4;
    for (const Series& series : picture.data->series) {
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
    if (is_outdated(item, field)) {
        if (!picture.is_drawn_elsewhere) {
            take_curves(item, draw_plot(order_of(item, field)));
        } else if (to.options.order_plot) {
            to.options.order_plot(item);
        }
    }
    Plotting p{to, field, x_scale(item, field), y_scale(item, field)};
    to.painter.push_clip(on_pixels(item.frame));
    paint_titles(to, item, field, look);
    paint_axes(p, item, dark::kMuted);
    to.painter.push_clip(field);
    if (picture.curves != nullptr) paint_curves(p, *picture.curves);
    paint_legend(p, item, picture, look.foreground);
    paint_read_out(p, item, look.foreground);
    to.painter.pop_clip();
    to.painter.pop_clip();
}

}  // namespace ach::ui
