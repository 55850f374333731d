// Containers. The prelude runs their children (ui.soc): each of these gives the number of the scope
// that is to run, or null.
#include "plugins/builtins/ui/component.hpp"
#include "plugins/builtins/ui/natives.hpp"

namespace ach::ui {

namespace {

std::vector<ScriptValue> items(const Call& call, ScriptValue vector) {
    std::vector<ScriptValue> all(call.vector_len(vector));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = call.vector_get(vector, i);
    return all;
}

ScriptValue ui_box(Call& call, ScriptValue arguments) {
    const std::vector<ScriptValue> all = items(call, arguments);
    Component box(call, "ui_box", Kind::Box);
    box.take_trailing(all, FunctionMeans::Children);
    const auto by_prop = box.prop("children");
    if (by_prop && !is_function(call, *by_prop))
        box.type_error("Function for 'children'", *by_prop);
    return box.finish_with_children(box.function().value_or(by_prop.value_or(call.null())));
}

ScriptValue ui_scroll_area(Call& call, ScriptValue arguments) {
    const std::vector<ScriptValue> all = items(call, arguments);
    Component area(call, "ui_scroll_area", Kind::Scroll);
    area.take_trailing(all, FunctionMeans::Children);
    if (!area.function())
        raise(call, "TypeError", "Type error in ui_scroll_area: expected Function");
    if (const auto axis = area.string("axis")) {
        if (*axis != "x" && *axis != "y" && *axis != "both")
            area.value_error("'axis' is \"x\", \"y\" or \"both\", not \"" + *axis + '"');
        area.set("axis", *axis);
    }
    area.copy_flag("stick_to_end");
    return area.finish_with_children(*area.function());
}

// A scope without a widget.
ScriptValue bare_scope(Call& call, std::string_view name, ScriptValue function, ScriptValue key) {
    Draft& run = current_run(call, name);
    if (!is_function(call, function)) raise_type(call, name, "Function", function);
    DraftEntry* const placed = run.add(Place::Scope, Kind::Root, key_of(call, name, key));
    if (placed == nullptr) {
        raise_ui_error(call, std::string(name) + "(): two siblings have the key " +
                                 std::string(call.text(key, ACH_TEXT_QUOTED)));
    }
    RenderScope& scope =
        provide_scope(call, run.scope.window, *placed, run.scope.container, run.scope);
    scope.function = keep(call, function);
    return call.make(static_cast<double>(scope.id));
}

// The scope of one element of ui_each; null when it stays as it is.
ScriptValue element(Call& call, ScriptValue function, ScriptValue item, double index, double count,
                    ScriptValue key) {
    Draft& run = current_run(call, "ui_each");
    DraftEntry* const placed = run.add(Place::Element, Kind::Root, key_of(call, "ui_each", key));
    if (placed == nullptr) {
        raise_ui_error(call, "ui_each(): two elements have the key " +
                                 std::string(call.text(key, ACH_TEXT_QUOTED)));
    }
    Entry& entry = *placed->entry;
    const auto at = static_cast<std::size_t>(index);
    const bool is_indexed = count > 1;
    const auto before = entry.item == nullptr ? std::nullopt : call.deref(*entry.item);
    const bool is_same_element = before && is_same(call, *before, item) &&
                                 (!is_indexed || entry.index == at) && placed->made == nullptr &&
                                 entry.scope != nullptr && entry.scope->has_run;
    RenderScope& scope =
        provide_scope(call, run.scope.window, *placed, run.scope.container, run.scope);
    scope.function = keep(call, function);
    placed->item = keep(call, item);
    placed->index = at;
    if (is_same_element) return call.null();
    scope.arguments.clear();
    if (count > 0) scope.arguments.push_back(placed->item);
    if (is_indexed) scope.arguments.push_back(keep(call, call.make(index)));
    return call.make(static_cast<double>(scope.id));
}

// [items that are read, or the source of them; how many arguments the callback takes].
double each_count(Call& call, ScriptValue items, ScriptValue function) {
    const bool is_source =
        core_of(call).reactive().source_kind(call.raw(), items) != ACH_REACTIVE_NONE;
    if (!is_source && call.type(items) != ACH_T_VECTOR)
        raise_type(call, "ui_each", "Vector or Signal", items);
    return callback_count(call, "ui_each", function, 1, 2);
}

bool is_source(Call& call, ScriptValue v) {
    return core_of(call).reactive().source_kind(call.raw(), v) != ACH_REACTIVE_NONE;
}

// --- local state

// The Signal that was remembered at this place, or null.
ScriptValue state(Call& call, ScriptValue key) {
    Draft& run = current_run(call, "ui_state");
    const auto place = run.next_state(key_of(call, "ui_state", key));
    if (!place) {
        raise_ui_error(call, "ui_state(): two states have the key " +
                                 std::string(call.text(key, ACH_TEXT_QUOTED)));
    }
    const auto found = run.scope.states.find(*place);
    if (found == run.scope.states.end()) return call.null();
    return call.deref(*found->second).value_or(call.null());
}

void remember(Call& call, ScriptValue signal) {
    Draft& run = current_run(call, "ui_state");
    run.scope.states[run.last_state] = keep(call, signal);
}

double ui_frame(Call& call) {
    Draft& run = current_run(call, "ui_frame");
    run.reads_frames = true;
    const Window& window = run.scope.window;
    return static_cast<double>(core_of(call).clock().now() - window.opened_ns()) / 1e6;
}

constexpr ach_native_def kNatives[] = {
    native<&ui_box>("__ui_box"),
    native<&ui_scroll_area>("__ui_scroll_area"),
    native<&bare_scope>("__ui_bare_scope"),
    native<&element>("__ui_element"),
    native<&each_count>("__ui_each_count"),
    native<&is_source>("__ui_is_source"),
    native<&state>("__ui_state"),
    native<&remember>("__ui_remember"),
    native<&ui_frame>("ui_frame")
        .doc("ui_frame(): milliseconds since the window opened; its scope runs every frame"),
};

}  // namespace

std::span<const ach_native_def> container_natives() { return kNatives; }

}  // namespace ach::ui
