// What tests and tools may know about a window (Inspect).
#include "plugins/ui_common/inspection.hpp"

#include "plugins/ui_wx/desktop_window.hpp"

#include <wx/bitmap.h>
#include <wx/dcmemory.h>
#include <wx/image.h>

#include <cstdint>
#include <memory>

namespace ach::ui {

namespace {

// FNV-1a: equal pictures have equal numbers, of 52 bits so that a double carries it.
double digest(const unsigned char* bytes, std::size_t size) {
    std::uint64_t hash = 14695981039346656037u;
    for (std::size_t i = 0; i < size; ++i) hash = (hash ^ bytes[i]) * 1099511628211u;
    return static_cast<double>(hash >> 12);
}

}  // namespace

Value DesktopWindow::inspect(std::string_view what) {
    lay_out();
    if (what == "stats") return stats();
    if (what == "pixels") return pixels();
    const std::string title = options_.title.value_or("");
    return inspected(scene, what, {title, notices_.shown(), dialogs_.shown(), is_busy_});
}

Value DesktopWindow::stats() const {
    return Map{{"paints", static_cast<double>(paint_costs_.count())},
               {"interval_p50", frame_intervals_.share(0.5)},
               {"interval_p99", frame_intervals_.share(0.99)},
               {"interval_max", frame_intervals_.share(1)},
               {"paint_p50", paint_costs_.share(0.5)},
               {"paint_p99", paint_costs_.share(0.99)},
               {"paint_max", paint_costs_.share(1)},
               {"values", static_cast<double>(to_handler_.count())},
               {"handler_p50", to_handler_.share(0.5)},
               {"handler_p99", to_handler_.share(0.99)},
               {"handler_max", to_handler_.share(1)},
               {"pixels_p50", to_pixels_.share(0.5)},
               {"pixels_p99", to_pixels_.share(0.99)},
               {"pixels_max", to_pixels_.share(1)}};
}

Value DesktopWindow::pixels() {
    const Size now = size();
    wxBitmap bitmap(static_cast<int>(now.width), static_cast<int>(now.height), 24);
    {
        wxMemoryDC dc(bitmap);
        const std::unique_ptr<wxGraphicsContext> to(wxGraphicsContext::Create(dc));
        draw(*to, {0, 0, now.width, now.height});
    }
    const wxImage image = bitmap.ConvertToImage();
    const auto size = static_cast<std::size_t>(image.GetWidth()) *
                      static_cast<std::size_t>(image.GetHeight()) * 3;
    return Map{
        {"width", now.width}, {"height", now.height}, {"digest", digest(image.GetData(), size)}};
}

}  // namespace ach::ui
