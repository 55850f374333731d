// What a window shows, drawn in this process's memory; the display only copies from it. Drawn by a
// display server, curves and shadows take longer than a frame, and the UI thread waits for the
// server with every frame.
//
// Belongs to the UI thread.
#pragma once

#include "plugins/ui_common/geometry.hpp"

#include <wx/bitmap.h>
#include <wx/dcmemory.h>
#include <wx/graphics.h>

#include <functional>
#include <span>

namespace ach::ui {

class Picture {
public:
    // In logical pixels; `scale`: device pixels of a logical one. False: it was of this size
    // before; true: it is a new one, and empty.
    bool resize(Size size, double scale);
    // Has `draw` called; nothing else may be drawn meanwhile.
    void draw(const std::function<void(wxGraphicsContext&)>& draw);
    void show(wxDC& on, std::span<const Rect> areas);

private:
    wxBitmap bitmap_;
    wxMemoryDC canvas_;  // on bitmap_
    wxSize size_;
    double scale_ = 0;
};

// The whole logical pixels that cover an area.
wxRect whole_pixels(const Rect& area);

}  // namespace ach::ui
