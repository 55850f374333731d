// The retained tree of one window, as a backend keeps it: what patches describe, plus what only the
// backend knows (the user's edits, focus, hover, scroll positions, where things are).
//
// Lives on one thread, the backend's UI thread. Nothing here calls out or waits.
#pragma once

#include "plugins/ui_common/geometry.hpp"
#include "plugins/ui_common/look.hpp"
#include "plugins/ui_common/painter.hpp"
#include "plugins/ui_common/protocol.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ach::ui {

struct ItemLayout;
struct PlotPicture;
struct TextEdit;

// A widget of the scene.
struct Item {
    Item();
    ~Item();

    WidgetId id = 0;
    Kind kind = Kind::Box;
    Map props;  // as described; current values of bound ones are in `values`
    Map values;
    Style style;
    StateStyles states;
    WantedSet wanted = 0;
    bool hides = false;  // the prop "hidden": layout asks for it all the time
    Item* parent = nullptr;
    std::vector<std::unique_ptr<Item>> children;

    Rect frame;    // border box, in window coordinates, after layout and scrolling
    Size content;  // of a scroll area: what there is to scroll,
    Size view;     // and how much of it is seen

    // What the user has done to it.
    Value edited;          // the value shown since the last edit; null: none of its own
    EditSeq edit_seq = 0;  // of that edit
    EditSeq seen_seq = 0;  // the last that the core knows
    std::optional<SignalChanged> held;
    Point scroll;
    bool is_at_end = true;  // scrolled down as far as it goes
    Touch touch;
    std::unique_ptr<TextEdit> edit;  // of text inputs without a native control (text_edit.hpp)

    std::unique_ptr<ItemLayout> layout;  // never null (layout.hpp)
    std::unique_ptr<PlotPicture> plot;   // what painting remembers of one (plot_picture.hpp)

    // The current value of a property: the user's edit, the signal's value, or the plain one.
    const Value& prop(std::string_view name) const;
    std::string text(std::string_view name) const;  // "" when absent or no text
    double number(std::string_view name, double otherwise) const;
    bool flag(std::string_view name, bool otherwise = false) const;
    bool is_disabled() const;  // itself, or an ancestor
    bool is_hidden() const;    // itself
    bool is_visible() const;   // neither itself nor an ancestor is hidden
    bool wants(Wanted what) const { return (wanted & static_cast<WantedSet>(what)) != 0; }
    bool can_focus() const;
    Look current_look() const;  // with its states
};

// The prop that the user edits; "" for kinds without one.
std::string_view value_prop(Kind kind);

// Trees may be this deep. Walks over them are recursive, and a backend may live on a fiber.
inline constexpr int kDeepestTree = 64;

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

    // Plots are not drawn by painting but by who asks here which have changed (plot_picture.hpp).
    void draw_plots_elsewhere();
    std::vector<WidgetId> take_changed_plots();

    // What has to be painted again since the last take_damage(), in window coordinates.
    bool has_damage() const;
    std::vector<Rect> take_damage();
    void add_damage(const Rect& area);

    // The topmost widget at a point, or null.
    Item* hit(Point p);
    // What Tab goes through, in order.
    std::vector<Item*> focus_order();
    // Widgets that have come since the last call and want the focus.
    std::vector<WidgetId> take_autofocus();

    // What the user does to a widget, for Interaction and backends with native controls.
    void touch(Item& item, const Touch& touch);
    EditSeq edit(Item& item, Value value);  // the number of the edit
    void show_edited(Item& item,
                     Value value);             // without being an edit: the others of a radio group
    void scroll_to(Item& item, Point scroll);  // limited to what there is
    void damage(const Item& item);

    TextMeasure* measure() const;  // of the last lay_out(), or null before

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ach::ui
