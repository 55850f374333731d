#include "plugins/ui_wx/wx_painter.hpp"

#include <wx/brush.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ach::ui {

namespace {

constexpr double kMostLayers = 10;

Color with_alpha(Color color, double alpha) {
    const auto byte = static_cast<Color>(std::lround(std::clamp(alpha, 0.0, 1.0) * 255));
    return (color & 0x00FFFFFF) | byte << 24;
}

double alpha_of(Color color) { return static_cast<double>(color >> 24) / 255; }

Rect grown(const Rect& rect, double by) {
    return {rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by};
}

Corners<double> grown(const Corners<double>& radius, double by) {
    Corners<double> result{};
    for (std::size_t i = 0; i < 4; ++i) result[i] = std::max(0.0, radius[i] + by);
    return result;
}

bool is_square(const Corners<double>& radius) {
    return std::all_of(radius.begin(), radius.end(), [](double r) { return r <= 0; });
}

}  // namespace

double WxPainter::snapped(double edge) const { return std::round(edge * scale_) / scale_; }

Rect WxPainter::snapped(const Rect& rect) const {
    const double x = snapped(rect.x), y = snapped(rect.y);
    return {x, y, snapped(rect.right()) - x, snapped(rect.bottom()) - y};
}

wxGraphicsPath WxPainter::box(const Rect& rect, const Corners<double>& radius) const {
    wxGraphicsPath path = to_.CreatePath();
    if (is_square(radius)) {
        path.AddRectangle(rect.x, rect.y, rect.width, rect.height);
        return path;
    }
    const double most = std::min(rect.width, rect.height) / 2;
    constexpr double kQuarter = std::numbers::pi / 2;
    const auto corner = [&](std::size_t i, double dx, double dy) {
        const double r = std::clamp(radius[i], 0.0, most);
        const double x = dx < 0 ? rect.x + r : rect.right() - r;
        const double y = dy < 0 ? rect.y + r : rect.bottom() - r;
        const double from = kQuarter * (static_cast<double>(i) + 2);
        path.AddArc(x, y, r, from, from + kQuarter, true);
    };
    corner(0, -1, -1);
    corner(1, 1, -1);
    corner(2, 1, 1);
    corner(3, -1, 1);
    path.CloseSubpath();
    return path;
}

void WxPainter::fill(const Rect& rect, const Corners<double>& radius, Color color) {
    const Rect edges = snapped(rect);
    if (color >> 24 == 0 || edges.is_empty()) return;
    to_.SetPen(wxNullGraphicsPen);
    to_.SetBrush(to_.CreateBrush(wxBrush(wx_color(color))));
    if (is_square(radius)) {
        to_.DrawRectangle(edges.x, edges.y, edges.width, edges.height);
    } else {
        to_.FillPath(box(edges, radius));
    }
}

void WxPainter::border(const Rect& rect, const Corners<double>& radius, const Sides<double>& width,
                       Color color) {
    const Rect edges = snapped(rect);
    const bool is_even =
        std::all_of(width.begin(), width.end(), [&](double side) { return side == width.front(); });
    if (is_even) {
        if (width[0] <= 0) return;
        const double half = width[0] / 2;
        to_.SetPen(to_.CreatePen(wxGraphicsPenInfo(wx_color(color), width[0])));
        to_.StrokePath(box(grown(edges, -half), grown(radius, -half)));
        return;
    }
    const Corners<double> square{};
    const double below = edges.bottom() - width[2], middle = edges.height - width[0] - width[2];
    fill({edges.x, edges.y, edges.width, width[0]}, square, color);
    fill({edges.x, below, edges.width, width[2]}, square, color);
    fill({edges.x, edges.y + width[0], width[3], middle}, square, color);
    fill({edges.right() - width[1], edges.y + width[0], width[1], middle}, square, color);
}

void WxPainter::shadow(const Rect& rect, const Corners<double>& radius, const Shadow& shadow) {
    if (shadow.inset) {
        inner_shadow(rect, radius, shadow);
    } else {
        outer_shadow(rect, radius, shadow);
    }
}

// Boxes on top of each other, from the widest to the narrowest, each as dense as makes the whole
// follow a smooth edge.
void WxPainter::outer_shadow(const Rect& rect, const Corners<double>& radius,
                             const Shadow& shadow) {
    const Rect place{rect.x + shadow.dx, rect.y + shadow.dy, rect.width, rect.height};
    const double layers = std::clamp(std::ceil(shadow.blur / 2), 1.0, kMostLayers);
    const double whole = alpha_of(shadow.color);
    double covered = 0;  // by the layers so far
    for (double i = 1; i <= layers; ++i) {
        const double share = i / layers;
        const double wanted = whole * share * share * (3 - 2 * share);
        const double alpha = (wanted - covered) / (1 - covered);
        covered = wanted;
        const double by = shadow.spread + shadow.blur * (0.5 - share + 0.5 / layers);
        fill(grown(place, by), grown(radius, std::max(by, -radius[0] / 2)),
             with_alpha(shadow.color, alpha));
    }
}

void WxPainter::inner_shadow(const Rect& rect, const Corners<double>& radius,
                             const Shadow& shadow) {
    push_clip(rect);
    const double layers = std::clamp(std::ceil(shadow.blur), 1.0, kMostLayers);
    for (double i = 0; i < layers; ++i) {
        const double alpha = alpha_of(shadow.color) * (1 - i / layers);
        const Rect ring{rect.x + shadow.dx, rect.y + shadow.dy, rect.width - shadow.dx,
                        rect.height};
        border(grown(ring, -i), grown(radius, -i), {1, 1, 1, 1}, with_alpha(shadow.color, alpha));
    }
    pop_clip();
}

void WxPainter::text(std::string_view utf8, Point origin, double line_height, const Font& font,
                     Color color) {
    if (utf8.empty() || color >> 24 == 0) return;
    const double top = origin.y + (line_height - fonts_.height(font)) / 2;
    to_.SetFont(fonts_.font(font, color));
    to_.DrawText(wx_text(utf8), snapped(origin.x), snapped(top));
}

// A gap is a point of NaNs.
void WxPainter::lines(std::span<const Point> points, double width, Color color) {
    wxGraphicsPath path = to_.CreatePath();
    bool is_down = false;
    for (const Point& point : points) {
        if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
            is_down = false;
        } else if (is_down) {
            path.AddLineToPoint(point.x, point.y);
        } else {
            path.MoveToPoint(point.x, point.y);
            is_down = true;
        }
    }
    to_.SetPen(to_.CreatePen(
        wxGraphicsPenInfo(wx_color(color), width).Join(wxJOIN_ROUND).Cap(wxCAP_ROUND)));
    to_.StrokePath(path);
}

void WxPainter::polygon(std::span<const Point> points, Color color) {
    if (points.size() < 3) return;
    wxGraphicsPath path = to_.CreatePath();
    path.MoveToPoint(points[0].x, points[0].y);
    for (const Point& point : points.subspan(1)) path.AddLineToPoint(point.x, point.y);
    path.CloseSubpath();
    to_.SetBrush(to_.CreateBrush(wxBrush(wx_color(color))));
    to_.FillPath(path);
}

void WxPainter::dots(std::span<const Point> centers, double radius, Color color) {
    wxGraphicsPath path = to_.CreatePath();
    for (const Point& center : centers) path.AddCircle(center.x, center.y, radius);
    to_.SetBrush(to_.CreateBrush(wxBrush(wx_color(color))));
    to_.FillPath(path, wxWINDING_RULE);
}

void WxPainter::bars(std::span<const Rect> bars, Color color) {
    wxGraphicsPath path = to_.CreatePath();
    for (const Rect& bar : bars) path.AddRectangle(bar.x, bar.y, bar.width, bar.height);
    to_.SetBrush(to_.CreateBrush(wxBrush(wx_color(color))));
    to_.FillPath(path, wxWINDING_RULE);
}

void WxPainter::push_clip(const Rect& rect) {
    const Rect edges = snapped(rect);
    to_.PushState();
    to_.Clip(edges.x, edges.y, std::max(0.0, edges.width), std::max(0.0, edges.height));
}

void WxPainter::pop_clip() { to_.PopState(); }
void WxPainter::push_opacity(double opacity) { to_.BeginLayer(opacity); }
void WxPainter::pop_opacity() { to_.EndLayer(); }

}  // namespace ach::ui
