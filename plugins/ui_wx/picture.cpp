#include "plugins/ui_wx/picture.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace ach::ui {

namespace {

constexpr int kOpaque = 24;  // bits of a pixel

}  // namespace

bool Picture::resize(Size size, double scale) {
    const wxSize wanted(std::max(1, static_cast<int>(size.width)),
                        std::max(1, static_cast<int>(size.height)));
    if (wanted == size_ && scale == scale_) return false;
    size_ = wanted;
    scale_ = scale;
    canvas_.SelectObject(wxNullBitmap);
    bitmap_.CreateWithDIPSize(size_, scale_, kOpaque);
    canvas_.SelectObject(bitmap_);
    return true;
}

void Picture::draw(const std::function<void(wxGraphicsContext&)>& draw) {
    const std::unique_ptr<wxGraphicsContext> to(wxGraphicsContext::Create(canvas_));
    draw(*to);
}

void Picture::show(wxDC& on, std::span<const Rect> areas) {
    for (const Rect& area : areas) {
        const wxRect there = whole_pixels(area).Intersect(wxRect(size_));
        if (there.IsEmpty()) continue;
        on.Blit(there.x, there.y, there.width, there.height, &canvas_, there.x, there.y);
    }
}

wxRect whole_pixels(const Rect& area) {
    const int x = static_cast<int>(std::floor(area.x)), y = static_cast<int>(std::floor(area.y));
    return wxRect(x, y, static_cast<int>(std::ceil(area.right())) - x,
                  static_cast<int>(std::ceil(area.bottom())) - y);
}

}  // namespace ach::ui
