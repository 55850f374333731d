// One call of a component: where it stands, the rules of its arguments (ui.md §4.1), and what comes
// of it in the draft.
//
//     Component label(call, "ui_label", Kind::Label);
//     label.take_trailing(args.subspan(1));
//     label.set("text", label.follow("text", args[0], As::Text));
//     label.finish();
//
// [vm, strand of the window]
#pragma once

#include "plugins/builtins/ui/core.hpp"
#include "plugins/builtins/ui/draft.hpp"
#include "plugins/builtins/ui/window.hpp"

#include <achronyme/cpp/native.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ach::ui {

// What a prop holds.
enum class As : std::uint8_t {
    Text,    // anything, by its text
    String,  // Strings alone
    Number,
    Flag,
    Points,  // the data of a plot's series
    Data     // anything
};

enum class FunctionMeans : std::uint8_t { Nothing, MainCallback, Children };

// The core behind a native.
Core& core_of(const Call& call);
// The window that the call belongs to, or null.
std::shared_ptr<Window> current_window(const Call& call);
// The run that the call is directly part of; UIError outside of one.
Draft& current_run(const Call& call, std::string_view component);

class Component {
public:
    Component(Call& call, std::string_view name, Kind kind);

    Call& call() { return call_; }
    Core& core() { return core_; }
    Window& window() { return *window_; }

    // --- arguments
    void take_trailing(std::span<const ScriptValue> arguments, FunctionMeans function);
    // Of the leading arguments.
    void take_props(ScriptValue record);
    // Classes that those of the script beat.
    void style_before(std::string_view classes);
    std::optional<ScriptValue> function() const { return function_; }
    bool is_source(ScriptValue v) const;
    [[noreturn]] void type_error(std::string_view expected, ScriptValue got) const {
        raise_type(call_, name_, expected, got);
    }
    [[noreturn]] void value_error(std::string_view message) const {
        raise_value(call_, name_, message);
    }

    // --- props: empty when absent or null
    std::optional<ScriptValue> prop(const char* name);
    std::optional<bool> flag(const char* name);
    std::optional<double> number(const char* name);
    std::optional<std::string> string(const char* name);
    // Likewise, straight into the node.
    void copy_flag(const char* name);
    void copy_number(const char* name);
    void copy_string(const char* name);
    void copy_followed(const char* name, As as);
    // The function given as the main one, or as the prop.
    void listen(On on, const char* name, std::uint32_t listed, std::uint32_t extras = 0,
                bool is_main = false);
    bool listens(On on) const { return behaviour_.callback(on) != nullptr; }

    // --- the place: from here on the key is known
    Entry& entry();

    // --- what it looks like and does
    Behaviour& behaviour() { return behaviour_; }
    void set(const std::string& name, Value value) { appearance_.props[name] = std::move(value); }
    // A value for the prop: plain, or bound to its source.
    Value follow(const std::string& prop, ScriptValue v, As as);
    void want(Wanted wanted) { appearance_.wanted |= static_cast<WantedSet>(wanted); }
    // A control with a value of its own, which is `initial` until the user or another initial
    // changes it; its value now.
    Value own_value(Value initial);
    // A control that edits a Signal.
    void edit_signal(ScriptValue signal, bool on_arrival);
    bool take_pulse();

    // Puts it into the draft.
    void finish();
    // The same for a container; the number of the scope that is to run, or null.
    ScriptValue finish_with_children(ScriptValue function, std::vector<Kept> arguments = {});

private:
    void take_common_props();
    void take_style();
    void warn_of_unknown_props();
    Value plain_as(const std::string& prop, ScriptValue v, As as) const;
    std::shared_ptr<const Binding> binding(const std::string& prop, ScriptValue source, As as);
    Value points_or_none(const std::string& prop, ScriptValue v) const;
    void warn_unsuitable(const std::string& prop, ScriptValue v) const;

    Call& call_;
    const std::string_view name_;
    const Kind kind_;
    Core& core_;
    const std::shared_ptr<Window> window_;
    Draft& draft_;
    DraftEntry* placed_ = nullptr;

    std::string style_;
    std::optional<ScriptValue> props_, function_;
    std::vector<std::string_view> known_props_;
    Appearance appearance_;
    Behaviour behaviour_;
};

// A scope for the draft's entry: the one it has, or a new one.
RenderScope& provide_scope(Call& call, Window& window, DraftEntry& placed, Widget& container,
                           RenderScope& outer);
void observe(Call& call, RenderScope& scope);

}  // namespace ach::ui
