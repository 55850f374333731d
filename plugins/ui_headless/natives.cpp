#include "plugins/ui_headless/natives.hpp"

#include "plugins/ui_headless/drive.hpp"

#include <achronyme/cpp/suspend.hpp>

#include <charconv>
#include <memory>
#include <string>
#include <string_view>

namespace ach::ui {

namespace {

constexpr std::uint32_t kWindowTimeout = 2000;  // ms
constexpr std::uint32_t kAnswerTimeout = 10000;

struct Asked {
    Display* display;
    Request request;
};

// The number in "<window 3>"; 0 for none.
WindowId number_in(std::string_view handle) {
    const std::size_t digits = handle.find_first_of("0123456789");
    WindowId id = 0;
    if (digits != handle.npos) {
        std::from_chars(handle.data() + digits, handle.data() + handle.size(), id);
    }
    return id;
}

// Without the name of the native, which nobody has called by it.
Outcome ui_error(Call& call, const std::string& message) {
    return Outcome(call.table().raise(call.raw(), str("UIError"), str(message), call.null()));
}

Outcome ended(Call& call, const Ended& end, const std::string& late) {
    if (end.status == ACH_E_TIMEOUT) return ui_error(call, late);
    if (end.status != ACH_OK) return ui_error(call, std::string(end.text()));
    return call.from_buffer(end.payload);
}

Outcome ui_window(Call& call, std::optional<std::string> handle) {
    const WindowId id = handle ? number_in(*handle) : 0;
    if (handle && id == 0) {
        throw ScriptError("TypeError", "expected Window, got '" + *handle + "'");
    }
    return future(
        call, Asked{&display_of(call), {id, {}, {}, {}, {}}},
        [](Asked& asked, ach::Op op) {
            Display* display = asked.display;
            const WindowId wanted = asked.request.window;
            display->post([display, wanted, op] { display->driver().wait_for_window(wanted, op); });
        },
        [](Call& resumed, Asked&, const Ended& end) -> Outcome {
            return ended(resumed, end,
                         "ui_test(): no window has opened within 2 s; it drives windows of the "
                         "headless backend only (--ui headless)");
        },
        NoCancel{}, kWindowTimeout);
}

Value argument_of(const Call& call, ach::Value v);

Outcome ui_drive(Call& call, double window, std::string what, Rest rest) {
    Asked asked{&display_of(call), {static_cast<WindowId>(window), std::move(what), {}, {}, {}}};
    if (!rest.empty()) asked.request.first = argument_of(call, rest[0]);
    if (rest.size() > 1) asked.request.second = argument_of(call, rest[1]);
    const double* most = asked.request.what == "idle" ? asked.request.first.number() : nullptr;
    const std::uint32_t timeout = most != nullptr && *most >= 1
                                      ? static_cast<std::uint32_t>(std::min(*most, 1e9))
                                      : kAnswerTimeout;
    return future(
        call, std::move(asked),
        [](Asked& state, ach::Op op) {
            state.request.op = op;
            Display* display = state.display;
            auto request = std::make_shared<Request>(state.request);
            display->post([display, request] { display->driver().take(std::move(*request)); });
        },
        [](Call& resumed, Asked& state, const Ended& end) -> Outcome {
            return ended(
                resumed, end,
                state.request.what + "(): the window's strand has not come to rest in time");
        },
        NoCancel{}, timeout);
}

Value argument_of(const Call& call, ach::Value v) {
    switch (call.type(v)) {
        case ACH_T_NUMBER: return call.number(v);
        case ACH_T_STRING: return std::string(call.string(v));
        case ACH_T_BOOLEAN: return call.boolean(v);
        default: return nullptr;
    }
}

constexpr ach_native_def kNatives[] = {
    native<&ui_window>("__ui_window"),
    native<&ui_drive>("__ui_drive"),
};

}  // namespace

std::span<const ach_native_def> test_natives() { return kNatives; }

}  // namespace ach::ui
