// Errors of the script, shown and survived (ui.md §9).
#include "plugins/builtins/ui/core.hpp"
#include "plugins/builtins/ui/window.hpp"

namespace ach::ui {

namespace {

constexpr double kBannerMs = 5000;
constexpr std::uint64_t kPassing = std::uint64_t{1} << 52;  // ids of banners that go by themselves

constexpr std::string_view kPanelStyle =
    "m-4 p-4 rounded border border-red-500 bg-red-950 text-red-100 font-mono";

}  // namespace

void Window::show_error(const std::string& text, RenderScope* scope) {
    core_.errors().print(text, core_.clock().now());
    if (scope == root_.get() && scope != nullptr && !scope->has_run) return show_panel(text);
    if (scope == nullptr) {
        core_.backend().send(Notice{id_, kPassing + ++last_banner_, true, text, kBannerMs});
        return;
    }
    if (scope->shown_error == text) return;
    scope->shown_error = text;
    core_.backend().send(Notice{id_, scope->id, true, text, std::nullopt});
}

// Instead of the widgets that the window has never had.
void Window::show_panel(const std::string& text) {
    Draft draft(*root_, core_.next_run());
    DraftEntry& panel = *draft.add(Place::ErrorPanel, Kind::Label, {});
    panel.appearance.emplace();
    panel.appearance->props["text"] = text;
    panel.appearance->style = core_.styles().get(kPanelStyle);
    panel.behaviour.emplace();
    draft.commit();
    root_->has_run = false;
}

}  // namespace ach::ui
