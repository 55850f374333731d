// What all windows of the plugin share.
#pragma once

#include "plugins/builtins/ui/backend.hpp"
#include "plugins/builtins/ui/binding.hpp"
#include "plugins/builtins/ui/error_log.hpp"
#include "plugins/builtins/ui/style_cache.hpp"
#include "plugins/builtins/ui/warnings.hpp"

#include <achronyme/abi/context.h>
#include <achronyme/abi/reactive.h>
#include <achronyme/cpp/timer.hpp>

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace ach::ui {

class Window;

class Core {
public:
    Core(const Host& host, const NativeContext& context);  // [loader]
    ~Core();

    // [any]
    const NativeContext& context() const { return context_; }
    const ach_reactive_t& reactive() const { return reactive_; }
    const ach_context_t& slots() const { return slots_; }
    std::uint32_t window_slot() const { return window_slot_; }
    std::uint32_t scope_slot() const { return scope_slot_; }
    const Clock& clock() const { return clock_; }
    const Log& log() const { return log_; }
    StyleCache& styles() { return styles_; }
    Warnings& warnings() { return warnings_; }
    ErrorLog& errors() { return errors_; }
    Bindings& bindings() { return bindings_; }
    Backend& backend() { return backend_; }

    std::uint64_t next_run();

    WindowId next_window();
    void add(const std::shared_ptr<Window>& window);
    void remove(WindowId id);
    std::shared_ptr<Window> find(WindowId id) const;
    std::vector<std::shared_ptr<Window>> windows() const;

    // Tells the backend which keys are no longer bound.
    void send_forgotten();

private:
    void take(Event event);

    const NativeContext& context_;
    Log log_;
    Clock clock_;
    const ach_reactive_t& reactive_;
    const ach_context_t& slots_;
    std::uint32_t window_slot_ = 0, scope_slot_ = 0;
    StyleCache styles_;
    Warnings warnings_;
    ErrorLog errors_;
    Bindings bindings_;

    mutable std::mutex mutex_;  // of all below
    WindowId last_window_ = 0;
    std::uint64_t last_run_ = 0;
    std::unordered_map<WindowId, std::shared_ptr<Window>> windows_;

    Backend backend_;  // last: its events come in until it has gone
};

}  // namespace ach::ui
