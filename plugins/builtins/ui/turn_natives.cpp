// What the loop of a window is made of (ui.soc).
#include "plugins/builtins/ui/component.hpp"
#include "plugins/builtins/ui/natives.hpp"

#include <achronyme/cpp/suspend.hpp>

namespace ach::ui {

namespace {

// Until there is something to do; false when the window is to end.
Outcome wait(Call& call, WindowHandle& handle) {
    return suspend(
        call, handle.window, [](std::shared_ptr<Window>& window, ach::Op op) { window->wait(op); },
        [](Call& resumed, std::shared_ptr<Window>& window, const Ended& end) -> Outcome {
            resumed.check(end.status);
            return resumed.make(window->begin_turn());
        });
}

ScriptValue values(const Call& call, const std::vector<Value>& items) {
    const ScriptValue all = call.vector(items.size());
    for (const Value& item : items) call.vector_push(all, script(call, item));
    return all;
}

ScriptValue kept_or_null(const Call& call, const Kept& kept) {
    return kept == nullptr ? call.null() : call.deref(*kept).value_or(call.null());
}

// One event: null when it calls nobody; else what for, the functions with their arguments, and the
// Signal that is to be set, with what it is set to: of these choices, which, and how many arguments
// the function for it takes.
ScriptValue next_call(Call& call, WindowHandle& handle) {
    const std::optional<EventCall> event = handle.window->next_call();
    if (!event) return call.null();
    const char* const what = event->what == EventCall::For::Key     ? "key"
                             : event->what == EventCall::For::Close ? "close"
                                                                    : "widget";
    const ScriptValue functions = call.vector(event->functions.size());
    const ScriptValue arguments = call.vector(event->functions.size());
    for (std::size_t i = 0; i < event->functions.size(); ++i) {
        call.vector_push(functions, kept_or_null(call, event->functions[i]));
        call.vector_push(arguments, values(call, event->arguments[i]));
    }
    const ScriptValue all = call.vector(7);
    call.vector_push(all, call.make(what));
    call.vector_push(all, functions);
    call.vector_push(all, arguments);
    call.vector_push(all, kept_or_null(call, event->signal));
    call.vector_push(all, kept_or_null(call, event->choices));
    call.vector_push(all, call.make(static_cast<double>(event->index)));
    call.vector_push(all, call.make(static_cast<double>(event->takes_choice)));
    return all;
}

// The scope that runs next in this turn, or null.
ScriptValue next_scope(Call& call, WindowHandle& handle) {
    RenderScope* const scope = handle.window->next_scope();
    return scope == nullptr ? call.null() : call.make(static_cast<double>(scope->id));
}

// A run that is on its way. When it ends without having come to its end, it has failed.
struct Run {
    Run(std::shared_ptr<Window> its_window, Draft& its_draft)
        : window(std::move(its_window)), draft(&its_draft) {}
    Run(Run&& other) noexcept
        : window(std::move(other.window)), draft(std::exchange(other.draft, nullptr)) {}
    Run& operator=(Run&&) = delete;
    ~Run() {
        if (draft != nullptr) window->abandon(*draft);
    }

    std::shared_ptr<Window> window;
    Draft* draft;
};

Outcome run(Call& call, double number) {
    Core& core = core_of(call);
    const std::shared_ptr<Window> window = current_window(call);
    RenderScope* const scope =
        window == nullptr ? nullptr : window->scopes().find(static_cast<std::uint64_t>(number));
    if (scope == nullptr) return call.null();
    std::vector<ScriptValue> arguments;
    for (const Kept& kept : scope->arguments) arguments.push_back(kept_or_null(call, kept));
    const ScriptValue function = kept_or_null(call, scope->function);
    call.check(core.reactive().run(call.raw(), scope->observer));
    Draft& draft = window->begin(*scope);
    Run state(window, draft);
    void* const slot = reinterpret_cast<void*>(static_cast<std::uintptr_t>(draft.run));
    call.check(core.slots().set(call.raw(), core.scope_slot(), slot));
    return call_then(call, function, arguments, std::move(state),
                     [](Call& after, Run& running, ScriptValue) {
                         running.window->complete(*std::exchange(running.draft, nullptr));
                         return after.null();
                     });
}

void send(WindowHandle& handle) { handle.window->send(); }

void end(WindowHandle& handle) { handle.window->end(); }

void stays_open(WindowHandle& handle) { handle.window->inbox().stays_open(); }

// [the function that wants to hear of errors, how many arguments it takes], or null.
ScriptValue on_error(Call& call, WindowHandle& handle) {
    const WindowSettings& settings = handle.window->settings();
    if (settings.on_error == nullptr) return call.null();
    const ScriptValue all = call.vector(2);
    call.vector_push(all, kept_or_null(call, settings.on_error));
    call.vector_push(all, call.make(static_cast<double>(settings.error_count)));
    return all;
}

void show_error(WindowHandle& handle, std::optional<double> scope, std::string text) {
    Window& window = *handle.window;
    window.show_error(text,
                      scope ? window.scopes().find(static_cast<std::uint64_t>(*scope)) : nullptr);
}

void log_error(Call& call, std::string text) {
    Core& core = core_of(call);
    core.errors().print(text, core.clock().now());
}

constexpr ach_native_def kNatives[] = {
    native<&wait>("__ui_wait").may_suspend(),
    native<&next_call>("__ui_next_call"),
    native<&next_scope>("__ui_next_scope"),
    native<&run>("__ui_run"),
    native<&send>("__ui_send"),
    native<&end>("__ui_end"),
    native<&stays_open>("__ui_stays_open"),
    native<&on_error>("__ui_on_error"),
    native<&show_error>("__ui_show_error"),
    native<&log_error>("__ui_log_error"),
};

}  // namespace

std::span<const ach_native_def> turn_natives() { return kNatives; }

}  // namespace ach::ui
