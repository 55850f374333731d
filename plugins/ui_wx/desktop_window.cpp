#include "plugins/ui_wx/desktop_window.hpp"

#include "plugins/ui_common/control_parts.hpp"
#include "plugins/ui_common/painting.hpp"
#include "plugins/ui_common/plot_picture.hpp"
#include "plugins/ui_wx/frame_clock.hpp"
#include "plugins/ui_wx/wx_painter.hpp"

#include <wx/clipbrd.h>
#include <wx/cursor.h>
#include <wx/dataobj.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ach::ui {

namespace {

constexpr double kForEver = std::numeric_limits<double>::infinity();

class SystemClipboard final : public Clipboard {
public:
    std::string read() override {
        wxTextDataObject data;
        wxClipboardLocker lock;
        if (!lock || !wxTheClipboard->GetData(data)) return {};
        return data.GetText().utf8_string();
    }
    void write(const std::string& utf8) override {
        wxClipboardLocker lock;
        if (!lock) return;
        wxTheClipboard->SetData(new wxTextDataObject(wx_text(utf8)));
    }
};

Clipboard& system_clipboard() {
    static SystemClipboard clipboard;
    return clipboard;
}

long style_of(const WindowOptions& options) {
    long style = wxDEFAULT_FRAME_STYLE;
    if (!options.resizable.value_or(true)) style &= ~(wxRESIZE_BORDER | wxMAXIMIZE_BOX);
    return style;
}

int length_or(const std::optional<double>& length, int otherwise) {
    return length ? static_cast<int>(std::lround(std::clamp(*length, 1.0, 16384.0))) : otherwise;
}

wxStockCursor stock_cursor(Cursor cursor) {
    switch (cursor) {
        case Cursor::Pointer:
        case Cursor::Grab: return wxCURSOR_HAND;
        case Cursor::Text: return wxCURSOR_IBEAM;
        case Cursor::Wait: return wxCURSOR_WAIT;
        case Cursor::NotAllowed: return wxCURSOR_NO_ENTRY;
        case Cursor::Default: break;
    }
    return wxCURSOR_ARROW;
}

template <class T>
void take(std::optional<T>& to, const std::optional<T>& from) {
    if (from) to = from;
}

}  // namespace

void Durations::add(double ms) {
    constexpr std::size_t kMost = 10000;
    if (newest_.size() < kMost) {
        newest_.push_back(ms);
    } else {
        newest_[count_ % kMost] = ms;
    }
    ++count_;
}

double Durations::share(double of) const {
    if (newest_.empty()) return 0;
    std::vector<double> sorted = newest_;
    const auto at = static_cast<std::ptrdiff_t>(of * static_cast<double>(sorted.size() - 1));
    std::nth_element(sorted.begin(), sorted.begin() + at, sorted.end());
    return sorted[static_cast<std::size_t>(at)];
}

DesktopWindow::DesktopWindow(const OpenWindow& command, Needs needs)
    : id_(command.window),
      needs_(std::move(needs)),
      frame_(new wxFrame(nullptr, wxID_ANY, "Achronyme App", wxDefaultPosition, wxDefaultSize,
                         style_of(command.options))),
      canvas_(new Canvas(*frame_, *this)),
      interaction_(scene, command.window, needs_.emit, &system_clipboard()),
      inputs_({canvas_, &scene, &interaction_, needs_.fonts, [this] { input_done(); }}),
      dialogs_({frame_, canvas_,
                [this](std::uint64_t request, const Value& result) {
                    needs_.emit(DialogResult{id_, request, result});
                }}),
      oldest_undrawn_ms_(kForEver),
      oldest_unseen_ms_(kForEver) {
    scene.draw_plots_elsewhere();
    frame_->SetClientSize(length_or(command.options.width, 800),
                          length_or(command.options.height, 600));
    frame_->Bind(wxEVT_CLOSE_WINDOW, &DesktopWindow::on_close, this);
    apply(command.options);
}

DesktopWindow::~DesktopWindow() {
    dialogs_.close_all();
    canvas_->leave();
    frame_->Unbind(wxEVT_CLOSE_WINDOW, &DesktopWindow::on_close, this);
    frame_->Destroy();
}

void DesktopWindow::apply(const WindowOptions& changed) {
    take(options_.background, changed.background);
    take(options_.ask_before_closing, changed.ask_before_closing);
    take(options_.title, changed.title);
    if (changed.title) frame_->SetTitle(wx_text(*changed.title));
    if (changed.min_width || changed.min_height) {
        frame_->SetMinClientSize(
            wxSize(length_or(changed.min_width, -1), length_or(changed.min_height, -1)));
    }
    if (changed.max_width || changed.max_height) {
        frame_->SetMaxClientSize(
            wxSize(length_or(changed.max_width, -1), length_or(changed.max_height, -1)));
    }
    if (changed.width || changed.height) {
        const wxSize now = frame_->GetClientSize();
        frame_->SetClientSize(length_or(changed.width, now.x), length_or(changed.height, now.y));
    }
    if (changed.x || changed.y) {
        const wxPoint now = frame_->GetPosition();
        frame_->SetPosition(wxPoint(static_cast<int>(changed.x.value_or(now.x)),
                                    static_cast<int>(changed.y.value_or(now.y))));
    }
    if (changed.maximized) frame_->Maximize(*changed.maximized);
    if (changed.fullscreen) frame_->ShowFullScreen(*changed.fullscreen);
}

Size DesktopWindow::size() const {
    const wxSize now = canvas_->GetClientSize();
    return {static_cast<double>(now.x), static_cast<double>(now.y)};
}

void DesktopWindow::lay_out() {
    scene.lay_out(size(), *needs_.fonts);
    interaction_.scene_changed();
}

void DesktopWindow::applied(Revision revision) {
    lay_out();
    needs_.emit(Applied{id_, revision, FrameClock::now_ms()});
    if (frame_->IsShown()) return;
    frame_->Show();
    canvas_->SetFocus();
    update_inputs();
}

void DesktopWindow::apply(const Rebuild& rebuild) {
    scene.apply(rebuild);
    applied(rebuild.revision);
}

bool DesktopWindow::apply(const Patch& patch) {
    if (!scene.apply(patch)) return false;
    applied(patch.revision);
    return true;
}

bool DesktopWindow::apply(const SignalChanged& change, double age_ms) {
    if (!scene.apply(change)) return false;
    to_handler_.add(age_ms);
    if (!scene.needs_layout()) order_changed_plots();  // the next frame has the curves
    if (scene.has_damage()) {
        oldest_undrawn_ms_ = std::min(oldest_undrawn_ms_, FrameClock::now_ms() - age_ms);
    }
    return true;
}

void DesktopWindow::apply(const Focus& focus) {
    if (focus.widget == 0) {
        frame_->Raise();
        canvas_->SetFocus();
    } else {
        interaction_.focus(focus.widget, true);
    }
}

void DesktopWindow::apply(const Notice& notice) {
    notices_.show(notice, FrameClock::now_ms());
    damage_notices();
}

void DesktopWindow::apply(const ClearNotice& clear) {
    damage_notices();
    notices_.clear(clear.id);
}

void DesktopWindow::apply(const Busy& busy) {
    is_busy_ = busy.on;
    show_cursor();
}

void DesktopWindow::damage_notices() {
    if (!notices_.shown().empty()) scene.add_damage({0, 0, size().width, size().height});
}

void DesktopWindow::drop_expired() {
    const double now_ms = FrameClock::now_ms();
    if (now_ms < notices_.next_expiry_ms()) return;
    damage_notices();
    notices_.drop_expired(now_ms);
}

void DesktopWindow::show_changes() {
    drop_expired();
    lay_out();
    order_changed_plots();
    update_inputs();
    for (const Rect& area : draw(scene.take_damage())) {
        canvas_->RefreshRect(whole_pixels(area), false);
    }
    if (has_frames_subscribed) needs_.emit(Frame{id_, FrameClock::now_ms()});
}

void DesktopWindow::resized() {
    const Size now = size();
    needs_.emit(WindowResized{id_, now.width, now.height, canvas_->GetContentScaleFactor()});
    needs_.want_frame();
}

void DesktopWindow::update_inputs() {
    std::vector<Rect> covered;
    if (!notices_.shown().empty()) {
        covered.push_back(notices_area(scene, notices_.shown(), *needs_.fonts));
    }
    if (const Item* combobox = scene.find(interaction_.open_list())) {
        covered.push_back(list_frame(*combobox, size()));
    }
    inputs_.update(covered, options_.background.value_or(dark::kWindow));
}

void DesktopWindow::input_done() {
    update_inputs();
    show_cursor();
    show_tooltip();
    needs_.want_frame();
}

void DesktopWindow::show_cursor() {
    const Cursor wanted = is_busy_ ? Cursor::Wait : interaction_.cursor();
    if (wanted == cursor_) return;
    cursor_ = wanted;
    canvas_->SetCursor(wxCursor(stock_cursor(wanted)));
}

void DesktopWindow::show_tooltip() {
    std::string wanted;
    for (const Item* item = scene.find(interaction_.hovered()); item != nullptr && wanted.empty();
         item = item->parent) {
        wanted = item->text("tooltip");
    }
    if (wanted == tooltip_) return;
    tooltip_ = wanted;
    if (wanted.empty()) {
        canvas_->UnsetToolTip();
    } else {
        canvas_->SetToolTip(wx_text(wanted));
    }
}

// All of it when its size has changed. Gives what was drawn.
std::vector<Rect> DesktopWindow::draw(std::vector<Rect> areas) {
    const double start = FrameClock::now_ms();
    if (picture_.resize(size(), canvas_->GetContentScaleFactor())) {
        scene.take_damage();
        areas = {{0, 0, size().width, size().height}};
    }
    if (areas.empty()) return areas;
    picture_.draw([&](wxGraphicsContext& to) {
        for (const Rect& area : areas) draw(to, area);
    });
    drawing_ms_ += FrameClock::now_ms() - start;
    oldest_unseen_ms_ = std::min(oldest_unseen_ms_, std::exchange(oldest_undrawn_ms_, kForEver));
    return areas;
}

void DesktopWindow::draw(wxGraphicsContext& to, const Rect& area) {
    WxPainter painter(to, *needs_.fonts, canvas_->GetContentScaleFactor());
    PaintOptions options;
    options.area = area;
    options.background = options_.background.value_or(dark::kWindow);
    options.notices = notices_.shown();
    options.order_plot = [this](Item& plot) { order_plot(plot); };
    options.pointer = canvas_->pointer();
    ach::ui::paint(scene, &interaction_, painter, *needs_.fonts, options);
}

void DesktopWindow::paint(wxDC& to, std::span<const Rect> areas) {
    const double start = FrameClock::now_ms();
    lay_out();
    draw({});
    picture_.show(to, areas);
    const double end = FrameClock::now_ms();
    paint_costs_.add(end - start + std::exchange(drawing_ms_, 0));
    if (oldest_unseen_ms_ != kForEver) to_pixels_.add(end - oldest_unseen_ms_);
    oldest_unseen_ms_ = kForEver;
    if (last_paint_ms_ != 0) frame_intervals_.add(start - last_paint_ms_);
    last_paint_ms_ = start;
}

// --- plots

void DesktopWindow::order_changed_plots() {
    for (const WidgetId id : scene.take_changed_plots()) {
        if (Item* plot = scene.find(id)) order_plot(*plot);
    }
}

void DesktopWindow::order_plot(Item& plot) {
    PlotPicture& picture = picture_of(plot);
    if (picture.is_ordered) return;  // what has changed since is seen when that comes
    picture.is_ordered = true;
    picture.is_stale = false;
    PlotOrder order = order_of(plot, on_pixels(plot_field(plot, *needs_.fonts)));
    needs_.workshop->post(
        [order = std::move(order), find = needs_.find, window = id_, id = plot.id] {
            return [curves = draw_plot(order), find, window, id] {
                if (DesktopWindow* shown = find(window)) shown->take_plot(id, curves);
            };
        });
}

void DesktopWindow::take_plot(WidgetId id, std::shared_ptr<const PlotCurves> curves) {
    Item* plot = scene.find(id);
    if (plot == nullptr || plot->kind != Kind::Plot) return;
    take_curves(*plot, std::move(curves));
    plot->plot->is_ordered = false;
    scene.damage(*plot);
    if (plot->plot->is_stale) order_plot(*plot);
    needs_.want_frame();
}

void DesktopWindow::on_close(wxCloseEvent& event) {
    if (event.CanVeto()) event.Veto();
    if (options_.ask_before_closing.value_or(false)) {
        needs_.emit(WindowCloseRequested{id_});
    } else {
        needs_.close(id_);
    }
}

}  // namespace ach::ui
