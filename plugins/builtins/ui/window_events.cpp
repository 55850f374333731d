// What an event means for the widget it is about (ui.md §4.4).
#include "plugins/builtins/ui/window.hpp"

#include "plugins/builtins/ui/core.hpp"

#include <algorithm>

namespace ach::ui {

std::optional<EventCall> Window::next_call() {
    const std::optional<Event> event = inbox_.next_event();
    std::optional<EventCall> call;
    if (event) dispatch(*event, call);
    return call;
}

void Window::dispatch(const Event& event, std::optional<EventCall>& made) {
    if (const auto* sync = std::get_if<Sync>(&event)) {
        syncs_.push_back({sync->request});
        return;
    }
    if (std::holds_alternative<WindowCloseRequested>(event)) {
        if (settings_.on_close == nullptr) return inbox_.request_close(false);
        made = EventCall{EventCall::For::Close, {settings_.on_close}, {{}}, nullptr, nullptr};
        return;
    }
    if (const auto* key = std::get_if<KeyPressed>(&event)) return key_pressed(*key, made);

    WidgetId widget = 0;
    std::visit(
        [&](const auto& one) {
            if constexpr (requires { one.widget; }) widget = one.widget;
        },
        event);
    Entry* const entry = entry_of(widget);
    if (entry == nullptr || is_disabled(*entry)) return;

    if (std::holds_alternative<ButtonClicked>(event)) {
        if (entry->behaviour.callback(On::Click) != nullptr)
            return call(made, *entry, On::Click, {});
        if (entry->widget->kind() == Kind::Button) pulse(*entry, true);
    } else if (const auto* text = std::get_if<TextInputChanged>(&event)) {
        value_changed(*entry, text->value, false, made);
        if (entry->behaviour.is_numeric) show_validity(*entry);
    } else if (const auto* submitted = std::get_if<TextSubmitted>(&event)) {
        call(made, *entry, On::Submit, {submitted->value});
    } else if (const auto* slider = std::get_if<SliderChanged>(&event)) {
        value_changed(*entry, slider->value, false, made);
        if (!slider->dragging) call(made, *entry, On::Release, {slider->value});
    } else if (const auto* toggled = std::get_if<CheckboxToggled>(&event)) {
        value_changed(*entry, toggled->checked, true, made);
    } else if (const auto* opened = std::get_if<CollapsingToggled>(&event)) {
        opened_changed(*entry, opened->open, made);
    } else if (std::holds_alternative<RadioSelected>(event)) {
        chosen(*entry, 0, made);
    } else if (const auto* index = std::get_if<IndexSelected>(&event)) {
        chosen(*entry, index->index, made);
    } else if (const auto* hover = std::get_if<Hover>(&event)) {
        call(made, *entry, On::Hover, {hover->inside});
    } else if (const auto* focus = std::get_if<FocusChanged>(&event)) {
        call(made, *entry, On::Focus, {focus->focused});
    }
}

// Adds the widget's callback, if it has one, to what is called.
void Window::call(std::optional<EventCall>& made, const Entry& entry, On on,
                  std::vector<Value> arguments) const {
    const Callback* const callback = entry.behaviour.callback(on);
    if (callback == nullptr) return;
    if (!made) made.emplace();
    arguments.resize(std::min<std::size_t>(arguments.size(), callback->count));
    made->functions.push_back(callback->function);
    made->arguments.push_back(std::move(arguments));
}

// The call of W in the next run of its scope gives true.
void Window::pulse(Entry& entry, bool is_urgent) {
    entry.has_pulse = true;
    entry.owner.pulsed.push_back(entry.widget->id());
    entry.owner.is_urgent |= is_urgent;
    scopes_.mark(entry.owner);
}

void Window::value_changed(Entry& entry, const Value& value, bool is_urgent,
                           std::optional<EventCall>& made) {
    if (entry.dispatched == value) return;
    entry.dispatched = value;
    if (entry.behaviour.callback(On::Change) != nullptr) {
        call(made, entry, On::Change, {value});
    } else {
        pulse(entry, is_urgent);
    }
    // Unbound: the call's value has changed as well.
    if (entry.behaviour.signal == nullptr) scopes_.mark(entry.owner);
}

void Window::opened_changed(Entry& entry, bool is_open, std::optional<EventCall>& made) {
    call(made, entry, On::Toggle, {is_open});
    entry.owner.is_urgent = true;
    scopes_.mark(entry.owner);
}

// One of several: a Signal is set to the choice itself, on the strand, where values live.
void Window::chosen(Entry& entry, int index, std::optional<EventCall>& made) {
    entry.chosen_index = index;
    const Behaviour& behaviour = entry.behaviour;
    const Callback* const callback = behaviour.callback(On::Change);
    if (callback == nullptr) pulse(entry, true);
    if (callback == nullptr && behaviour.signal == nullptr) return;
    made.emplace();
    made->signal = behaviour.signal;
    made->choices = behaviour.choices;
    made->index = index;
    if (callback == nullptr) return;
    made->functions.push_back(callback->function);
    made->arguments.emplace_back();
    made->takes_choice = callback->count;
}

// Of the focused widget and its ancestors those that have a handler, from the inside.
void Window::key_pressed(const KeyPressed& event, std::optional<EventCall>& made) {
    const Value description = Map{{"key", event.key},
                                  {"ctrl", event.ctrl},
                                  {"shift", event.shift},
                                  {"alt", event.alt},
                                  {"meta", event.meta}};
    Entry* entry = entry_of(event.widget);
    while (entry != nullptr) {
        if (!is_disabled(*entry)) call(made, *entry, On::Key, {description});
        entry = entry->owner.of_container().entry;
    }
    if (made) made->what = EventCall::For::Key;
}

bool Window::is_disabled(const Entry& entry) const {
    const Entry* one = &entry;
    while (one != nullptr) {
        if (one->behaviour.is_disabled) return true;
        one = one->owner.of_container().entry;
    }
    return false;
}

void Window::show_validity(Entry& entry) {
    const auto control = inbox_.control(entry.widget->id());
    Appearance appearance = entry.widget->appearance();
    const auto shown = appearance.props.find("invalid");
    const bool is_shown = shown != appearance.props.end() && shown->second == Value(true);
    if (!control || control->is_invalid == is_shown) return;
    appearance.props["invalid"] = control->is_invalid;
    entry.widget->describe(std::move(appearance));
}

}  // namespace ach::ui
