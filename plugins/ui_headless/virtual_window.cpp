#include "plugins/ui_headless/virtual_window.hpp"

#include "plugins/ui_common/text_lines.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ach::ui {

namespace {

template <class T>
void take(std::optional<T>& to, const std::optional<T>& from) {
    if (from) to = from;
}

}  // namespace

double PlainMetrics::width(std::string_view utf8, const Font& font) {
    return 0.6 * font.size * static_cast<double>(count_characters(utf8));
}

void WindowStats::add_latency(double ms) {
    constexpr std::size_t kMost = 10000;
    if (latencies_ms.size() == kMost) latencies_ms.erase(latencies_ms.begin());
    latencies_ms.push_back(ms);
}

VirtualWindow::VirtualWindow(const OpenWindow& command, Emit emit)
    : id(command.window), emit_(std::move(emit)), interaction_(scene, command.window, emit_) {
    options.title = "Achronyme App";
    size = {800, 600};
    apply(command.options);
}

void VirtualWindow::apply(const WindowOptions& changed) {
    take(options.title, changed.title);
    take(options.width, changed.width);
    take(options.height, changed.height);
    take(options.min_width, changed.min_width);
    take(options.min_height, changed.min_height);
    take(options.max_width, changed.max_width);
    take(options.max_height, changed.max_height);
    take(options.x, changed.x);
    take(options.y, changed.y);
    take(options.resizable, changed.resizable);
    take(options.maximized, changed.maximized);
    take(options.fullscreen, changed.fullscreen);
    take(options.background, changed.background);
    take(options.ask_before_closing, changed.ask_before_closing);
    if (changed.width || changed.height) {
        resize(changed.width.value_or(size.width), changed.height.value_or(size.height));
    }
}

void VirtualWindow::resize(double width, double height) {
    const auto limited = [](double wanted, std::optional<double> least,
                            std::optional<double> most) {
        return std::max(least.value_or(1), std::min(std::round(wanted), most.value_or(16384)));
    };
    size = {limited(width, options.min_width, options.max_width),
            limited(height, options.min_height, options.max_height)};
    emit_(WindowResized{id, size.width, size.height, 1});
}

void VirtualWindow::lay_out() {
    scene.lay_out(size, metrics_);
    interaction_.scene_changed();
}

void VirtualWindow::applied(Revision revision, double now_ms) {
    ++changes;
    ++stats.patches;
    lay_out();
    emit_(Applied{id, revision, now_ms});
}

void VirtualWindow::apply(const Rebuild& rebuild, double now_ms) {
    scene.apply(rebuild);
    applied(rebuild.revision, now_ms);
}

bool VirtualWindow::apply(const Patch& patch, double now_ms) {
    if (!scene.apply(patch)) return false;
    stats.ops += patch.ops.size();
    applied(patch.revision, now_ms);
    return true;
}

void VirtualWindow::apply(const Focus& focus) { interaction_.focus(focus.widget, true); }

void VirtualWindow::apply(const Notice& notice, double now_ms) { notices_.show(notice, now_ms); }

void VirtualWindow::apply(const ClearNotice& clear) { notices_.clear(clear.id); }

void VirtualWindow::apply(const Dialog& dialog) { dialogs_.push_back(dialog); }

void VirtualWindow::apply(const CloseDialog& close) {
    std::erase_if(dialogs_, [&](const Dialog& dialog) { return dialog.request == close.request; });
}

void VirtualWindow::answer(const Value& result) {
    const std::uint64_t request = dialogs_.back().request;
    dialogs_.pop_back();
    emit_(DialogResult{id, request, result});
}

Surroundings VirtualWindow::surroundings() const {
    return {options.title ? std::string_view(*options.title) : "", notices_.shown(), dialogs_,
            is_busy};
}

bool VirtualWindow::needs_frame() const {
    return has_frames_subscribed || scene.needs_layout() || scene.has_damage();
}

bool VirtualWindow::frame(double now_ms) {
    notices_.drop_expired(now_ms);
    const auto start = std::chrono::steady_clock::now();
    lay_out();
    const bool has_changed = !scene.take_damage().empty();
    if (!has_changed && !has_frames_subscribed) return false;
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    ++stats.frames;
    stats.worst_frame_ms = std::max(stats.worst_frame_ms, took.count());
    if (has_frames_subscribed) emit_(Frame{id, now_ms});
    return true;
}

}  // namespace ach::ui
