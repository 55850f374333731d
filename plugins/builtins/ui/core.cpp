#include "plugins/builtins/ui/core.hpp"

#include "plugins/builtins/ui/window.hpp"
#include "plugins/ui_common/window_of.hpp"

namespace ach::ui {

Core::Core(const Host& host, const NativeContext& context)
    : context_(context),
      log_(host),
      clock_(host),
      reactive_(host.get<ach_reactive_t>()),
      slots_(host.get<ach_context_t>()),
      bindings_(host.raw(), reactive_),
      backend_(host, context, [this](Event event) { take(std::move(event)); }) {
    check(slots_.slot(host.raw(), &slots_, str("achronyme.ui.window"), ACH_INHERIT_ALL,
                      &window_slot_),
          "ui: the slot of the current window");
    check(
        slots_.slot(host.raw(), &slots_, str("achronyme.ui.scope"), ACH_INHERIT_NONE, &scope_slot_),
        "ui: the slot of the render scope");
}

Core::~Core() = default;

std::uint64_t Core::next_run() {
    const std::lock_guard lock(mutex_);
    return ++last_run_;
}

WindowId Core::next_window() {
    const std::lock_guard lock(mutex_);
    return ++last_window_;
}

void Core::add(const std::shared_ptr<Window>& window) {
    const std::lock_guard lock(mutex_);
    windows_.emplace(window->id(), window);
}

void Core::remove(WindowId id) {
    std::shared_ptr<Window> removed;  // ends outside of the lock
    const std::lock_guard lock(mutex_);
    const auto found = windows_.find(id);
    if (found == windows_.end()) return;
    removed = std::move(found->second);
    windows_.erase(found);
}

std::shared_ptr<Window> Core::find(WindowId id) const {
    const std::lock_guard lock(mutex_);
    const auto found = windows_.find(id);
    return found == windows_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<Window>> Core::windows() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<Window>> all;
    for (const auto& [id, window] : windows_) all.push_back(window);
    return all;
}

void Core::send_forgotten() {
    std::vector<std::uint64_t> keys = bindings_.take_removed();
    if (!keys.empty() && backend_.is_attached()) backend_.send(Forget{std::move(keys)});
}

// --- events [fiber]

void Core::take(Event event) {
    if (const auto* taken = std::get_if<Taken>(&event)) return bindings_.credit(taken->key);
    if (const auto* fault = std::get_if<Fault>(&event)) {
        log_.warn("ui: the backend reports: " + fault->text);
        if (fault->is_fatal) {
            backend_.lost();
            for (const auto& window : windows()) window->backend_died(fault->text);
            return;
        }
    }
    const WindowId id = window_of(event);
    if (id == 0) return;
    if (const std::shared_ptr<Window> window = find(id)) return window->take(std::move(event));
    if (const auto* sync = std::get_if<Sync>(&event)) {
        backend_.send(Synced{sync->window, sync->request, 0});
    }
}

}  // namespace ach::ui
