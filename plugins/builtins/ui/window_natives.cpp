// Windows as scripts have them (ui.md §2).
#include "plugins/builtins/ui/component.hpp"
#include "plugins/builtins/ui/natives.hpp"
#include "plugins/builtins/ui/window_options.hpp"

#include <achronyme/cpp/suspend.hpp>

namespace ach::ui {

namespace {

// --- opening

void check_render(Call& call, std::string_view function, ScriptValue render) {
    callback_count(call, function, render, 0, 1);
}

// What the backend could not do, as its payload says: {kind, message}.
[[noreturn]] void raise_described(const Call& call, const Ended& end) {
    std::string message = "no window can be shown";
    if (end.payload.bits != 0) {
        const ScriptValue described = call.from_buffer(end.payload);
        if (call.type(described) == ACH_T_RECORD) {
            if (const auto text = call.record_get(described, "message")) message = call.text(*text);
        }
    }
    raise_ui_error(call, message);
}

Outcome attach(Call& call) {
    Core& core = core_of(call);
    if (core.backend().is_attached()) return call.null();
    return suspend(
        call, &core, [](Core*& self, ach::Op op) { self->backend().attach(op); },
        [](Call& resumed, Core*&, const Ended& end) -> Outcome {
            if (end.status == ACH_OK) return resumed.null();
            if (end.status == ACH_E_CANCELLED) {
                return resumed.raise("CancelledError", "the wait for the window was cancelled");
            }
            raise_described(resumed, end);
        });
}

ScriptValue open(Call& call, std::string_view function, ScriptValue render, ScriptValue options) {
    Core& core = core_of(call);
    WindowSettings settings = window_settings(call, function, options);
    const auto window = std::make_shared<Window>(core, core.next_window(), std::move(settings));
    auto handle = std::make_unique<WindowHandle>();
    handle->window = window;
    handle->number = window->id();
    const ScriptValue made = wrap(call, std::move(handle));
    const Kept kept = keep(call, made);
    window->inbox().set_handle(kept);
    RenderScope& root = window->root();
    observe(call, root);
    root.function = keep(call, render);
    if (callback_count(call, function, render, 0, 1) == 1) root.arguments.push_back(kept);
    core.add(window);
    window->open();
    return made;
}

// Calls the loop in the context of its window.
Outcome start(Call& call, WindowHandle& handle, ScriptValue loop) {
    Core& core = core_of(call);
    void* const slot = reinterpret_cast<void*>(static_cast<std::uintptr_t>(handle.number));
    call.check(core.slots().set(call.raw(), core.window_slot(), slot));
    const ScriptValue arguments[] = {call.deref(*handle.window->inbox().handle()).value()};
    return call.call_with(loop, arguments, nullptr, nullptr, nullptr);
}

// --- the handle

void close(WindowHandle& handle) { handle.window->inbox().request_close(true); }

bool is_open(WindowHandle& handle) { return handle.window->inbox().is_open(); }

Outcome closed(Call& call, WindowHandle& handle) {
    return future(
        call, handle.window,
        [](std::shared_ptr<Window>& window, ach::Op op) { window->inbox().when_closed(op); },
        [](Call& resumed, std::shared_ptr<Window>&, const Ended& end) -> Outcome {
            if (end.status == ACH_OK) return resumed.null();
            if (end.status == ACH_E_CANCELLED) {
                return resumed.raise("CancelledError", "the wait for the window was cancelled");
            }
            raise_ui_error(resumed, "the backend has died: " + std::string(end.text()));
        });
}

void set_title(WindowHandle& handle, std::string title) {
    WindowOptions options;
    options.title = std::move(title);
    if (is_open(handle)) handle.window->core().backend().send(SetWindow{handle.number, options});
}

void set_size(WindowHandle& handle, double width, double height) {
    WindowOptions options;
    options.width = width;
    options.height = height;
    if (is_open(handle)) handle.window->core().backend().send(SetWindow{handle.number, options});
}

void focus(WindowHandle& handle) {
    if (is_open(handle)) handle.window->core().backend().send(Focus{handle.number, 0});
}

ScriptValue size(Call& call, WindowHandle& handle) {
    const auto [width, height] = handle.window->inbox().size();
    const ScriptValue record = call.record();
    call.record_set(record, "width", call.make(width));
    call.record_set(record, "height", call.make(height));
    return record;
}

void refresh(WindowHandle& handle) { handle.window->inbox().request_refresh(); }

bool focus_widget(WindowHandle& handle, std::string id) {
    return is_open(handle) && handle.window->inbox().focus(id);
}

// --- the application

// Others close now; one's own when what runs has come back.
void ui_quit(Call& call) {
    const auto own = current_window(call);
    for (const auto& window : core_of(call).windows()) window->inbox().request_close(window != own);
}

void ui_close(Call& call) {
    const auto own = current_window(call);
    if (own != nullptr) return own->inbox().request_close(false);
    const Core& core = core_of(call);
    const bool has_had_one = core.slots().get(call.raw(), core.window_slot()) != nullptr;
    if (!has_had_one) raise_ui_error(call, "ui_close called without a window");
}

ScriptValue ui_window(Call& call) {
    const auto own = current_window(call);
    if (own == nullptr) return call.null();
    const Kept handle = own->inbox().handle();
    return handle == nullptr ? call.null() : call.deref(*handle).value_or(call.null());
}

std::optional<std::string> ui_backend(Call& call) {
    std::string name = core_of(call).backend().name();
    if (name.empty()) return std::nullopt;
    return name;
}

constexpr ach_native_def kNatives[] = {
    native<&check_render>("__ui_check"),
    native<&attach>("__ui_attach").may_suspend(),
    native<&open>("__ui_open"),
    native<&start>("__ui_start"),
    native<&close>("Window__close"),
    native<&is_open>("Window__is_open"),
    native<&closed>("Window__closed"),
    native<&set_title>("Window__set_title"),
    native<&set_size>("Window__set_size"),
    native<&focus>("Window__focus"),
    native<&size>("Window__size"),
    native<&refresh>("Window__refresh"),
    native<&focus_widget>("Window__focus_widget"),
    native<&ui_quit>("ui_quit").doc("ui_quit(): closes all windows of the program"),
    native<&ui_close>("ui_close").doc("ui_close(): closes the current window"),
    native<&ui_window>("ui_window").doc("ui_window(): the current window, or null"),
    native<&ui_backend>("ui_backend").doc("ui_backend(): who shows windows, or null"),
};

constexpr ach_method_def kMethods[] = {
    method<WindowHandle>("close", "Window__close"),
    method<WindowHandle>("is_open", "Window__is_open"),
    method<WindowHandle>("closed", "Window__closed"),
    method<WindowHandle>("set_title", "Window__set_title"),
    method<WindowHandle>("set_size", "Window__set_size"),
    method<WindowHandle>("focus", "Window__focus"),
    method<WindowHandle>("size", "Window__size"),
    method<WindowHandle>("refresh", "Window__refresh"),
    method<WindowHandle>("focus_widget", "Window__focus_widget"),
};

}  // namespace

std::span<const ach_native_def> window_natives() { return kNatives; }
std::span<const ach_method_def> window_methods() { return kMethods; }

}  // namespace ach::ui
