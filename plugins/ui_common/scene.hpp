// The retained tree of one window, as a backend keeps it: what patches describe, plus what only the
// backend knows (the user's edits, focus, hover, scroll positions, where things are).
//
// Lives on one thread, the backend's UI thread. Nothing here calls out or waits.
#pragma once

#include "plugins/ui_common/geometry.hpp"
#include "plugins/ui_common/painter.hpp"
#include "plugins/ui_common/protocol.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ach::ui {

// The style of a widget when its own, its state's, its kind's and what it inherits are put
// together: everything has a value.
struct Look;

// A widget of the scene.
struct Item {
    WidgetId id = 0;
    Kind kind = Kind::Box;
    Map props;  // as described; current values of bound ones are in `values`
    Map values;
    Style style;
    StateStyles states;
    WantedSet wanted = 0;
    Item* parent = nullptr;
    std::vector<std::unique_ptr<Item>> children;

    Rect frame;    // border box, in window coordinates, after layout and scrolling
    Size content;  // of a scroll area: what there is to scroll

    // What the user has done to it.
    Value edited;          // the value shown since the last edit; null: none of its own
    EditSeq edit_seq = 0;  // of that edit
    EditSeq seen_seq = 0;  // the last that the core knows
    std::optional<SignalChanged> held;
    Point scroll;

    // The current value of a property: the user's edit, the signal's value, or the plain one.
    const Value& prop(std::string_view name) const;
    std::string text(std::string_view name) const;  // "" when absent or no text
    double number(std::string_view name, double otherwise) const;
    bool flag(std::string_view name, bool otherwise = false) const;
    bool is_disabled() const;  // itself, or an ancestor
    bool is_hidden() const;    // itself
};

class Scene {
public:
    Scene();
    ~Scene();

    // False: its base is another revision than ours; the tree is as before.
    bool apply(const Patch& patch);
    void apply(const Rebuild& rebuild);
    // The widgets that show it are changed; false when nobody does (it is kept, if anybody may
    // yet).
    bool apply(const SignalChanged& change);
    void apply(const Seen& seen);
    void apply(const Forget& forget);

    Revision revision() const;
    Item& root();
    const Item& root() const;
    Item* find(WidgetId id);

    // Brings `frame` of all widgets up to date; cheap when nothing has changed.
    void lay_out(Size window, TextMeasure& measure);
    bool needs_layout() const;
    void invalidate_layout();

    // What has to be painted again since the last take_damage(), in window coordinates.
    Rect take_damage();
    void add_damage(const Rect& area);

    // The topmost widget at a point, or null; `wants_pointer` skips those that do nothing.
    Item* hit(Point p);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ach::ui
