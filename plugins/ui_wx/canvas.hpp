// The surface of a window: turns what the toolkit reports into calls on whoever draws there.
//
// The toolkit deletes it with its frame, some time after its owner has gone; from leave() on it
// calls nobody.
#pragma once

#include "plugins/ui_common/interaction.hpp"

#include <wx/dc.h>
#include <wx/window.h>

#include <span>

namespace ach::ui {

class CanvasOwner {
public:
    virtual void paint(wxDC& to, std::span<const Rect> areas) = 0;
    virtual void resized() = 0;
    virtual Interaction& interaction() = 0;
    virtual void input_done() = 0;  // after each of the interaction's calls

protected:
    ~CanvasOwner() = default;
};

class Canvas final : public wxWindow {
public:
    Canvas(wxWindow& parent, CanvasOwner& owner);

    void leave() { owner_ = nullptr; }
    // Where it was seen last; outside of the window when it has left.
    Point pointer() const { return pointer_; }

private:
    void on_paint(wxPaintEvent& event);
    void on_size(wxSizeEvent& event);
    void on_move(wxMouseEvent& event);
    void on_leave(wxMouseEvent& event);
    void on_wheel(wxMouseEvent& event);
    void on_key(wxKeyEvent& event);
    void on_down(PointerButton button, const wxMouseEvent& event, int clicks);
    void on_up(PointerButton button, const wxMouseEvent& event);

    CanvasOwner* owner_;
    Point pointer_{-1, -1};
};

}  // namespace ach::ui
