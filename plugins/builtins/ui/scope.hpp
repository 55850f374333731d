// What a window's script has described: scopes, and the widgets in them (ui.md §3).
//
// A scope is a function of the script and what its last successful run has described, in order. An
// entry is a widget, which may have a scope of its own for its children, or a scope without a
// widget, whose widgets stand in their container among the others.
//
// A run does not touch any of that. It writes a draft (draft.hpp), nested runs write theirs into
// it, and when the outermost run has succeeded all of it is taken over at once. A run that fails
// leaves the widgets as they were.
//
// [strand of the window]
#pragma once

#include "plugins/builtins/ui/binding.hpp"
#include "plugins/builtins/ui/identity.hpp"
#include "plugins/builtins/ui/script_values.hpp"
#include "plugins/builtins/ui/tree.hpp"

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace ach::ui {

class Window;
struct Entry;

enum class On : std::uint8_t { Click, Hover, Key, Focus, Change, Submit, Release, Toggle };

struct Callback {
    On on;
    Kept function;
    std::uint32_t count;  // of the arguments it gets
};

// What a widget does, besides what it looks like.
struct Behaviour {
    std::string id;  // the prop
    std::vector<Callback> callbacks;
    std::map<std::string, std::shared_ptr<const Binding>> bindings;  // by prop

    // What a control edits: a Signal, or a value of its own that began as `initial`.
    bool is_control = false;
    Kept signal;
    bool is_set_on_arrival = false;  // by the thread that brings the event; else on the strand
    bool is_numeric = false;         // a text that writes Numbers
    Value initial;
    Kept choices;  // what is chosen from: a radio's value, a combobox's options
    bool is_disabled = false;

    const Callback* callback(On on) const;
};

class RenderScope {
public:
    RenderScope(Window& window, Widget& container, RenderScope* outer, Entry* entry);
    ~RenderScope();
    RenderScope(const RenderScope&) = delete;
    RenderScope& operator=(const RenderScope&) = delete;

    // The scope of the container itself.
    RenderScope& of_container();
    // The widgets of this scope and of the bare scopes in it, in order.
    void append_widgets(std::vector<Widget*>& widgets) const;

    Window& window;
    Widget& container;
    RenderScope* const outer;  // null: the window's
    Entry* const entry;        // whose scope it is; null: the window's
    const std::uint64_t id;
    const std::size_t depth;
    const std::size_t level;  // of its container in the tree

    Kept function;
    std::vector<Kept> arguments;
    ach_observer observer{};

    std::vector<std::unique_ptr<Entry>> content;
    std::unordered_map<Identity, Kept, IdentityHash> states;  // of ui_state

    bool has_run = false;          // successfully
    bool wants_frames = false;     // it has read the frame clock
    bool is_urgent = false;        // its next run waits for no frame,
    bool is_repetition = false;    // and corrects the one before;
    bool repeats_at_once = false;  // which such a run may be followed by
    std::string shown_error;       // as a banner; "" for none
    std::uint64_t last_turn = 0;
    std::vector<WidgetId> pulsed;
};

struct Entry {
    Entry(Identity identity, RenderScope& owner);
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

    bool is_bare() const { return widget == nullptr; }

    const Identity identity;
    RenderScope& owner;
    std::unique_ptr<Widget> widget;
    Behaviour behaviour;
    std::unique_ptr<RenderScope> scope;  // goes before the widget

    bool has_pulse = false;
    Value dispatched;       // the last value that its script was told of
    int chosen_index = -1;  // likewise, of several
    Kept item;              // of an element of ui_each
    std::size_t index = 0;
};

}  // namespace ach::ui
