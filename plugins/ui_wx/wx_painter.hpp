// Draws on a canvas of the toolkit. Edges lie on device pixels, so that neighbours neither overlap
// nor gap (ui.md §7).
#pragma once

#include "plugins/ui_common/painter.hpp"
#include "plugins/ui_wx/font_cache.hpp"

#include <wx/graphics.h>

namespace ach::ui {

class WxPainter final : public Painter {
public:
    // `scale`: device pixels of a logical one.
    WxPainter(wxGraphicsContext& to, FontCache& fonts, double scale)
        : to_(to), fonts_(fonts), scale_(scale) {}

    void fill(const Rect& rect, const Corners<double>& radius, Color color) override;
    void border(const Rect& rect, const Corners<double>& radius, const Sides<double>& width,
                Color color) override;
    void shadow(const Rect& rect, const Corners<double>& radius, const Shadow& shadow) override;
    void text(std::string_view utf8, Point origin, double line_height, const Font& font,
              Color color) override;
    void lines(std::span<const Point> points, double width, Color color) override;
    void polygon(std::span<const Point> points, Color color) override;
    void dots(std::span<const Point> centers, double radius, Color color) override;
    void bars(std::span<const Rect> bars, Color color) override;
    void push_clip(const Rect& rect) override;
    void pop_clip() override;
    void push_opacity(double opacity) override;
    void pop_opacity() override;

private:
    double snapped(double edge) const;
    Rect snapped(const Rect& rect) const;
    wxGraphicsPath box(const Rect& rect, const Corners<double>& radius) const;
    void outer_shadow(const Rect& rect, const Corners<double>& radius, const Shadow& shadow);
    void inner_shadow(const Rect& rect, const Corners<double>& radius, const Shadow& shadow);

    wxGraphicsContext& to_;
    FontCache& fonts_;
    const double scale_;
};

}  // namespace ach::ui
