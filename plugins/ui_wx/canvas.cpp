#include "plugins/ui_wx/canvas.hpp"

#include "plugins/ui_wx/keys.hpp"

#include <wx/dcclient.h>

#include <vector>

namespace ach::ui {

namespace {

constexpr double kPixelsPerNotch = 50;
constexpr std::size_t kMostAreas = 24;  // of more, all between them are painted

Rect area_of(const wxRect& rect) {
    return {static_cast<double>(rect.x), static_cast<double>(rect.y),
            static_cast<double>(rect.width), static_cast<double>(rect.height)};
}

Point place_of(const wxMouseEvent& event) {
    return {static_cast<double>(event.GetX()), static_cast<double>(event.GetY())};
}

}  // namespace

Canvas::Canvas(wxWindow& parent, CanvasOwner& owner) : owner_(&owner) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    Create(&parent, wxID_ANY, wxDefaultPosition, wxDefaultSize,
           wxBORDER_NONE | wxWANTS_CHARS | wxFULL_REPAINT_ON_RESIZE);
    Bind(wxEVT_PAINT, &Canvas::on_paint, this);
    Bind(wxEVT_SIZE, &Canvas::on_size, this);
    Bind(wxEVT_ENTER_WINDOW, &Canvas::on_move, this);
    Bind(wxEVT_MOTION, &Canvas::on_move, this);
    Bind(wxEVT_LEAVE_WINDOW, &Canvas::on_leave, this);
    Bind(wxEVT_MOUSEWHEEL, &Canvas::on_wheel, this);
    Bind(wxEVT_CHAR, &Canvas::on_key, this);
    Bind(wxEVT_MOUSE_CAPTURE_LOST, [](wxMouseCaptureLostEvent&) {});
    const auto button = [this](const wxEventTypeTag<wxMouseEvent>& down,
                               const wxEventTypeTag<wxMouseEvent>& twice,
                               const wxEventTypeTag<wxMouseEvent>& up, PointerButton which) {
        Bind(down, [this, which](wxMouseEvent& event) { on_down(which, event, 1); });
        Bind(twice, [this, which](wxMouseEvent& event) { on_down(which, event, 2); });
        Bind(up, [this, which](wxMouseEvent& event) { on_up(which, event); });
    };
    button(wxEVT_LEFT_DOWN, wxEVT_LEFT_DCLICK, wxEVT_LEFT_UP, PointerButton::Left);
    button(wxEVT_MIDDLE_DOWN, wxEVT_MIDDLE_DCLICK, wxEVT_MIDDLE_UP, PointerButton::Middle);
    button(wxEVT_RIGHT_DOWN, wxEVT_RIGHT_DCLICK, wxEVT_RIGHT_UP, PointerButton::Right);
}

void Canvas::on_paint(wxPaintEvent&) {
    wxPaintDC dc(this);
    if (owner_ == nullptr) return;
    std::vector<Rect> areas;
    for (wxRegionIterator at(GetUpdateRegion()); at; ++at) areas.push_back(area_of(at.GetRect()));
    if (areas.size() > kMostAreas) areas = {area_of(GetUpdateRegion().GetBox())};
    owner_->paint(dc, areas);
}

void Canvas::on_size(wxSizeEvent& event) {
    if (owner_ != nullptr) owner_->resized();
    event.Skip();
}

void Canvas::on_move(wxMouseEvent& event) {
    if (owner_ == nullptr) return;
    pointer_ = place_of(event);
    owner_->interaction().pointer_move(pointer_);
    owner_->input_done();
}

// Into a control on top of it, the pointer does not leave.
void Canvas::on_leave(wxMouseEvent& event) {
    if (owner_ == nullptr || HasCapture()) return;
    if (GetClientRect().Contains(event.GetPosition())) return;
    pointer_ = {-1, -1};
    owner_->interaction().pointer_leave();
    owner_->input_done();
}

void Canvas::on_wheel(wxMouseEvent& event) {
    if (owner_ == nullptr) return;
    const double notches =
        -static_cast<double>(event.GetWheelRotation()) / event.GetWheelDelta() * kPixelsPerNotch;
    const bool is_sideways = event.GetWheelAxis() == wxMOUSE_WHEEL_HORIZONTAL || event.ShiftDown();
    owner_->interaction().wheel(place_of(event), is_sideways ? notches : 0,
                                is_sideways ? 0 : notches, event.ControlDown());
    owner_->input_done();
}

void Canvas::on_key(wxKeyEvent& event) {
    const KeyInput input = key_input(event);
    if (owner_ == nullptr || input.key.empty()) return;
    const bool is_taken = owner_->interaction().key_down(input);
    owner_->input_done();
    if (!is_taken) event.Skip();
}

void Canvas::on_down(PointerButton button, const wxMouseEvent& event, int clicks) {
    if (owner_ == nullptr) return;
    SetFocus();
    if (button == PointerButton::Left && !HasCapture()) CaptureMouse();
    owner_->interaction().pointer_down(place_of(event), button, clicks, event.ShiftDown());
    owner_->input_done();
}

void Canvas::on_up(PointerButton button, const wxMouseEvent& event) {
    if (button == PointerButton::Left && HasCapture()) ReleaseMouse();
    if (owner_ == nullptr) return;
    owner_->interaction().pointer_up(place_of(event), button);
    owner_->input_done();
}

}  // namespace ach::ui
