// One window without a screen: its scene, what can be done to it, what it counts.
//
// Belongs to the display's turn.
#pragma once

#include "plugins/ui_common/inspection.hpp"
#include "plugins/ui_common/interaction.hpp"
#include "plugins/ui_common/notice_board.hpp"
#include "plugins/ui_common/protocol.hpp"
#include "plugins/ui_common/scene.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ach::ui {

// Every character 0.6 of the font size wide (ui.md §11.2).
class PlainMetrics final : public TextMeasure {
public:
    double width(std::string_view utf8, const Font& font) override;
};

struct WindowStats {
    std::uint64_t frames = 0, patches = 0, ops = 0;
    double worst_frame_ms = 0;
    std::vector<double> latencies_ms;  // of values, from their setting on; the newest 10 000
    std::uint64_t scope_runs = 0;      // as the core last said
    std::uint64_t scope_runs_told = 0;

    void add_latency(double ms);
};

class VirtualWindow {
public:
    using Emit = Interaction::Emit;

    VirtualWindow(const OpenWindow& command, Emit emit);

    void apply(const WindowOptions& changed);
    void apply(const Rebuild& rebuild, double now_ms);
    // False: it does not fit, and the core has to send the whole tree.
    bool apply(const Patch& patch, double now_ms);
    void apply(const Focus& focus);
    void apply(const Notice& notice, double now_ms);
    void apply(const ClearNotice& clear);
    void apply(const Dialog& dialog);
    void apply(const CloseDialog& close);

    void resize(double width, double height);
    void lay_out();
    // A frame of the virtual display; false when there was nothing to show.
    bool frame(double now_ms);
    bool needs_frame() const;
    // When the next notice disappears; infinite without one.
    double next_expiry_ms() const { return notices_.next_expiry_ms(); }

    WindowId id = 0;
    WindowOptions options;
    Size size;
    Scene scene;
    bool is_busy = false;
    bool has_frames_subscribed = false;
    WindowStats stats;
    std::uint64_t changes = 0;  // commands and values that have come in: they may have consequences

    const std::vector<Notice>& notices() const { return notices_.shown(); }
    // That wait for an answer, the newest last. Until then the window takes no input.
    const std::vector<Dialog>& dialogs() const { return dialogs_; }
    // Of the newest dialog.
    void answer(const Value& result);
    Surroundings surroundings() const;
    Interaction& interaction() { return interaction_; }

private:
    void applied(Revision revision, double now_ms);

    Emit emit_;
    PlainMetrics metrics_;
    Interaction interaction_;
    NoticeBoard notices_;
    std::vector<Dialog> dialogs_;
};

}  // namespace ach::ui
