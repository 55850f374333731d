// One window of the desktop: its scene, painted on a canvas, and what its user does to it.
//
// Belongs to the UI thread.
#pragma once

#include "plugins/ui_common/notice_board.hpp"
#include "plugins/ui_common/paint.hpp"
#include "plugins/ui_common/protocol.hpp"
#include "plugins/ui_wx/canvas.hpp"
#include "plugins/ui_wx/dialogs.hpp"
#include "plugins/ui_wx/font_cache.hpp"
#include "plugins/ui_wx/native_inputs.hpp"
#include "plugins/ui_wx/picture.hpp"
#include "plugins/ui_wx/workshop.hpp"

#include <wx/frame.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ach::ui {

struct PlotCurves;

// The newest durations of something, in milliseconds.
class Durations {
public:
    void add(double ms);
    double share(double of) const;  // 0.5 is the median; 0 when there are none
    std::uint64_t count() const { return count_; }

private:
    std::vector<double> newest_;
    std::uint64_t count_ = 0;
};

class DesktopWindow final : public CanvasOwner {
public:
    struct Needs {
        Interaction::Emit emit;
        std::function<void()> want_frame;
        std::function<void(WindowId)> close;  // after the present event
        FontCache* fonts = nullptr;
        Workshop* workshop = nullptr;
        std::function<DesktopWindow*(WindowId)> find;  // null: closed
    };

    DesktopWindow(const OpenWindow& command, Needs needs);
    ~DesktopWindow();
    DesktopWindow(const DesktopWindow&) = delete;
    DesktopWindow& operator=(const DesktopWindow&) = delete;

    void apply(const WindowOptions& changed);
    void apply(const Rebuild& rebuild);
    // False: it does not fit, and the core has to send the whole tree.
    bool apply(const Patch& patch);
    // `age_ms`: how long ago it was sent.
    bool apply(const SignalChanged& change, double age_ms);
    void apply(const Focus& focus);
    void apply(const Notice& notice);
    void apply(const ClearNotice& clear);
    void apply(const Busy& busy);
    void apply(const Dialog& dialog) { dialogs_.show(dialog); }
    void apply(const CloseDialog& close) { dialogs_.close(close.request); }

    // Has the toolkit paint what has changed.
    void show_changes();
    bool wants_every_frame() const { return has_frames_subscribed; }
    // When the next notice disappears; infinite without one.
    double next_expiry_ms() const { return notices_.next_expiry_ms(); }

    // What tests and tools may know; null for what nobody knows.
    Value inspect(std::string_view what);

    Scene scene;
    bool has_frames_subscribed = false;

private:
    // CanvasOwner
    void paint(wxDC& to, std::span<const Rect> areas) override;
    void resized() override;
    Interaction& interaction() override { return interaction_; }
    void input_done() override;

    void applied(Revision revision);
    void lay_out();
    Size size() const;
    std::vector<Rect> draw(std::vector<Rect> areas);
    void draw(wxGraphicsContext& to, const Rect& area);
    void update_inputs();
    void show_cursor();
    void show_tooltip();
    void drop_expired();
    void damage_notices();
    void order_changed_plots();
    void order_plot(Item& plot);
    void take_plot(WidgetId id, std::shared_ptr<const PlotCurves> curves);
    Value stats() const;
    Value pixels();
    void on_close(wxCloseEvent& event);

    const WindowId id_;
    const Needs needs_;
    wxFrame* frame_;  // the toolkit's; ours to destroy
    Canvas* canvas_;  // the frame's
    Interaction interaction_;
    NativeInputs inputs_;
    Dialogs dialogs_;
    Picture picture_;
    WindowOptions options_;
    NoticeBoard notices_;
    bool is_busy_ = false;
    Cursor cursor_ = Cursor::Default;
    std::string tooltip_;
    // Between paints, of paints; of values from their setting until they are applied, and seen.
    Durations frame_intervals_, paint_costs_, to_handler_, to_pixels_;
    double last_paint_ms_ = 0;
    // When the oldest value was sent that is not yet drawn, and the oldest drawn but not yet shown.
    double oldest_undrawn_ms_, oldest_unseen_ms_;
    double drawing_ms_ = 0;  // of what is not yet shown
};

}  // namespace ach::ui
