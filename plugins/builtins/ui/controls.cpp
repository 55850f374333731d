// Controls: button, text input, slider, checkbox.
#include "plugins/builtins/ui/component.hpp"
#include "plugins/builtins/ui/natives.hpp"

#include <cmath>

namespace ach::ui {

namespace {

// --- button

ScriptValue ui_button(Call& call, ScriptValue text, Rest rest) {
    Component button(call, "ui_button", Kind::Button);
    button.take_trailing(rest, FunctionMeans::MainCallback);
    button.set("text", button.follow("text", text, As::Text));
    button.copy_flag("default");
    button.listen(On::Click, "on_click", 0, 0, true);
    const bool is_clicked = button.take_pulse() && !button.listens(On::Click);
    button.finish();
    return call.make(is_clicked);
}

// --- text input

void take_source(Component& input, ScriptValue source) {
    Call& call = input.call();
    const std::int32_t kind = input.core().reactive().source_kind(call.raw(), source);
    if (kind == ACH_REACTIVE_SIGNAL) {
        input.edit_signal(source, true);
        input.set("value", input.follow("value", source, As::Text));
        return;
    }
    if (!call.is_null(source) && call.type(source) != ACH_T_STRING) {
        input.type_error("Signal, String or Record", source);
    }
}

ScriptValue ui_text_input(Call& call, ScriptValue source, Rest rest) {
    Component input(call, "ui_text_input", Kind::TextInput);
    const bool is_record = call.type(source) == ACH_T_RECORD;
    if (is_record) {
        input.take_props(source);
    }
    input.take_trailing(rest, FunctionMeans::MainCallback);
    if (is_record) source = input.prop("value").value_or(call.null());
    take_source(input, source);
    input.copy_string("placeholder");
    input.copy_flag("password");
    input.copy_flag("multiline");
    input.copy_number("rows");
    input.copy_number("max_length");
    input.copy_followed("readonly", As::Flag);
    if (const auto type = input.string("type")) {
        if (*type != "text" && *type != "number")
            input.value_error("'type' is \"text\" or \"number\", not \"" + *type + '"');
        input.behaviour().is_numeric = *type == "number";
        input.set("numeric", *type == "number");
    }
    input.listen(On::Change, "on_change", 1, 0, true);
    input.listen(On::Submit, "on_submit", 1);
    const bool is_changed = input.take_pulse();
    if (input.behaviour().signal != nullptr) {
        input.finish();
        return call.make(is_changed);
    }
    const Value initial = call.is_null(source) ? std::string() : std::string(call.string(source));
    const Value now = input.own_value(initial);
    input.set("value", initial);
    input.finish();
    return script(call, now);
}

// --- slider

// A number given by position, by prop, or left out.
double limit(Component& slider, std::span<const ScriptValue>& rest, const char* name,
             double otherwise) {
    const auto by_prop = slider.number(name);
    double value = by_prop.value_or(otherwise);
    if (!rest.empty()) {
        if (const auto given = slider.call().maybe_number(rest[0])) {
            value = *given;
            rest = rest.subspan(1);
        }
    }
    if (!std::isfinite(value)) slider.value_error(std::string("'") + name + "' must be finite");
    return value;
}

// What follows the Numbers at the beginning.
std::span<const ScriptValue> after_numbers(const Call& call, std::span<const ScriptValue> rest,
                                           std::size_t most) {
    std::size_t count = 0;
    while (count < rest.size() && count < most && call.maybe_number(rest[count])) ++count;
    return rest.subspan(count);
}

ScriptValue ui_slider(Call& call, ScriptValue source, Rest rest) {
    Component slider(call, "ui_slider", Kind::Slider);
    slider.take_trailing(after_numbers(call, rest, 3), FunctionMeans::MainCallback);
    const double least = limit(slider, rest, "min", 0);
    const double most = limit(slider, rest, "max", 100);
    const double step = limit(slider, rest, "step", 0);
    if (least > most) slider.value_error("'min' must not be above 'max'");
    if (step < 0) slider.value_error("'step' must not be negative");
    slider.set("min", least);
    slider.set("max", most);
    if (step > 0) slider.set("step", step);
    slider.copy_flag("show_value");
    slider.copy_flag("vertical");
    slider.listen(On::Change, "on_change", 1, 0, true);
    slider.listen(On::Release, "on_release", 1);
    const bool is_changed = slider.take_pulse();
    if (slider.core().reactive().source_kind(call.raw(), source) == ACH_REACTIVE_SIGNAL) {
        slider.edit_signal(source, true);
        slider.set("value", slider.follow("value", source, As::Number));
        slider.finish();
        return call.make(is_changed);
    }
    const auto initial = call.maybe_number(source);
    if (!initial) slider.type_error("Signal or Number", source);
    const Value now = slider.own_value(*initial);
    slider.set("value", *initial);
    slider.finish();
    return script(call, now);
}

// --- checkbox

ScriptValue ui_checkbox(Call& call, ScriptValue first, ScriptValue second, Rest rest) {
    Component checkbox(call, "ui_checkbox", Kind::Checkbox);
    checkbox.take_trailing(rest, FunctionMeans::MainCallback);
    const bool is_label_first = call.type(first) == ACH_T_STRING;
    const ScriptValue label = is_label_first ? first : second;
    const ScriptValue source = is_label_first ? second : first;
    if (call.type(label) != ACH_T_STRING) checkbox.type_error("a String for the label", label);
    checkbox.set("label", std::string(call.string(label)));
    checkbox.listen(On::Change, "on_change", 1, 0, true);
    const bool is_changed = checkbox.take_pulse();
    if (checkbox.core().reactive().source_kind(call.raw(), source) == ACH_REACTIVE_SIGNAL) {
        checkbox.edit_signal(source, true);
        checkbox.set("checked", checkbox.follow("checked", source, As::Data));
        checkbox.finish();
        return call.make(is_changed);
    }
    if (call.type(source) != ACH_T_BOOLEAN) checkbox.type_error("Signal or Boolean", source);
    const bool initial = call.boolean(source);
    const Value now = checkbox.own_value(initial);
    checkbox.set("checked", initial);
    checkbox.finish();
    return script(call, now);
}

constexpr ach_native_def kNatives[] = {
    native<&ui_button>("ui_button")
        .doc("ui_button(text, …): true in the run that follows a click; or calls a function"),
    native<&ui_text_input>("ui_text_input")
        .doc("ui_text_input(source, …): a line of text, or several, for a Signal or by itself"),
    native<&ui_slider>("ui_slider")
        .doc(
            "ui_slider(source, min = 0, max = 100, step?, …): a number, for a Signal or by itself"),
    native<&ui_checkbox>("ui_checkbox")
        .doc("ui_checkbox(source, label, …): true or false, for a Signal or by itself"),
};

}  // namespace

std::span<const ach_native_def> control_natives() { return kNatives; }

}  // namespace ach::ui
