// Questions to the user, in front of the current window (ui.md §5.15). The answer comes through the
// window's inbox, so it is there also while the window's strand computes.
#include "plugins/builtins/ui/component.hpp"
#include "plugins/builtins/ui/core.hpp"
#include "plugins/builtins/ui/natives.hpp"
#include "plugins/builtins/ui/option_reader.hpp"
#include "plugins/builtins/ui/window.hpp"

#include <achronyme/cpp/suspend.hpp>

#include <utility>

namespace ach::ui {

namespace {

struct Asked {
    std::shared_ptr<Window> window;  // null: it was closed before
    Dialog dialog;
};

// --- options

// "png", however it was written: ".png", "*.png".
std::string extension(const Call& call, std::string_view function, ScriptValue v) {
    std::string text = OptionReader(call, function, "extensions", v).text();
    if (text.starts_with('*')) text.erase(0, 1);
    if (text.starts_with('.')) text.erase(0, 1);
    if (text.find_first_of("/;|*?") != text.npos) {
        raise_value(call, function, "'" + text + "' is no extension of files");
    }
    return text;
}

FileFilter filter(const Call& call, std::string_view function, ScriptValue v) {
    const bool is_record = call.type(v) == ACH_T_RECORD;
    const auto name = is_record ? call.record_get(v, "name") : std::nullopt;
    const auto extensions = is_record ? call.record_get(v, "extensions") : std::nullopt;
    if (!name || !extensions) raise_type(call, function, "Record {name, extensions}", v);
    FileFilter made{OptionReader(call, function, "name", *name).text(), {}};
    for (const ScriptValue item : OptionReader(call, function, "extensions", *extensions).items()) {
        std::string one = extension(call, function, item);
        if (one.empty()) return {made.name, {}};  // "*": every file
        made.extensions.push_back(std::move(one));
    }
    return made;
}

bool read(const Call& call, std::string_view function, const OptionReader& given, Dialog& dialog) {
    if (given.name() == "title") {
        dialog.title = given.text();
    } else if (given.name() == "folder") {
        dialog.folder = given.text();
    } else if (given.name() == "filters") {
        for (const ScriptValue item : given.items()) {
            dialog.filters.push_back(filter(call, function, item));
        }
    } else {
        return false;
    }
    return true;
}

// --- asking

// A backend may answer anything.
ScriptValue answer(const Call& call, DialogKind kind, ScriptValue given) {
    switch (kind) {
        case DialogKind::Alert: return call.null();
        case DialogKind::Confirm:
            return call.make(call.type(given) == ACH_T_BOOLEAN && call.boolean(given));
        case DialogKind::Open:
        case DialogKind::Save: break;
    }
    return call.type(given) == ACH_T_STRING ? given : call.null();
}

void show(Asked& asked, ach::Op op) {
    if (asked.window == nullptr || !asked.window->inbox().expect_answer(asked.dialog.request, op)) {
        op.complete(ACH_OK);
        return;
    }
    asked.window->core().backend().send(asked.dialog);
}

Outcome ask(Call& call, std::string_view function, DialogKind kind, std::string text,
            std::optional<ScriptValue> options) {
    Core& core = core_of(call);
    Asked asked{current_window(call), {}};
    const bool has_had_one = core.slots().get(call.raw(), core.window_slot()) != nullptr;
    if (!has_had_one) raise_ui_error(call, std::string(function) + " called without a window");
    if (!core.backend().has("dialogs")) {
        raise_ui_error(call, std::string(function) + ": " + core.backend().name() +
                                 " windows have no dialogs");
    }
    asked.dialog.kind = kind;
    asked.dialog.text = std::move(text);
    read_options(call, function, options.value_or(call.null()), [&](const OptionReader& given) {
        return read(call, function, given, asked.dialog);
    });
    if (asked.window != nullptr) {
        asked.dialog.window = asked.window->id();
        asked.dialog.request = core.next_run();
    }
    return future(
        call, std::move(asked), &show,
        [](Call& resumed, Asked& state, const Ended& end) -> Outcome {
            if (end.status == ACH_E_CANCELLED) {
                return resumed.raise("CancelledError", "the dialog was cancelled");
            }
            const bool is_answered = end.payload.bits != 0;
            return answer(resumed, state.dialog.kind,
                          is_answered ? resumed.from_buffer(end.payload) : resumed.null());
        },
        [](Asked& state, ach::Op) {
            if (state.window != nullptr) state.window->inbox().forget_answer(state.dialog.request);
        });
}

Outcome ui_alert(Call& call, ScriptValue text, std::optional<ScriptValue> options) {
    return ask(call, "ui_alert", DialogKind::Alert, std::string(call.text(text)), options);
}

Outcome ui_confirm(Call& call, ScriptValue text, std::optional<ScriptValue> options) {
    return ask(call, "ui_confirm", DialogKind::Confirm, std::string(call.text(text)), options);
}

Outcome ui_open_file(Call& call, std::optional<ScriptValue> options) {
    return ask(call, "ui_open_file", DialogKind::Open, {}, options);
}

Outcome ui_save_file(Call& call, std::optional<ScriptValue> options) {
    return ask(call, "ui_save_file", DialogKind::Save, {}, options);
}

constexpr ach_native_def kNatives[] = {
    native<&ui_alert>("ui_alert")
        .doc("ui_alert(text, opts?) -> Future: shows a message in front of the window"),
    native<&ui_confirm>("ui_confirm")
        .doc("ui_confirm(text, opts?) -> Future<Boolean>: asks in front of the window"),
    native<&ui_open_file>("ui_open_file")
        .doc("ui_open_file(opts?) -> Future<String | null>: has a file chosen to be read"),
    native<&ui_save_file>("ui_save_file")
        .doc("ui_save_file(opts?) -> Future<String | null>: has a file named to be written"),
};

}  // namespace

std::span<const ach_native_def> dialog_natives() { return kNatives; }

}  // namespace ach::ui
