// The inside of a Scene, for the files that implement it.
#pragma once

#include "plugins/ui_common/bindings.hpp"
#include "plugins/ui_common/damage.hpp"
#include "plugins/ui_common/layout.hpp"
#include "plugins/ui_common/scene.hpp"
#include "plugins/ui_common/text_lines.hpp"

namespace ach::ui {

struct Scene::Impl {
    std::unique_ptr<Item> root;
    std::unordered_map<WidgetId, Item*> items;
    Bindings bindings;
    Revision revision = 0;
    std::vector<WidgetId> autofocus;
    bool draws_plots_elsewhere = false;
    std::vector<WidgetId> changed_plots;  // if so

    Damage damage;
    bool needs_layout = true;
    Size window{-1, -1};
    TextWidths widths;
    bool can_measure = false;

    // --- the tree
    std::unique_ptr<Item> make(const Node& node, Item* parent);
    void drop(Item& item);  // from the index and the bindings, with all below it
    void set_prop(Item& item, const std::string& name, const Value& described);
    void restyle(Item& item, bool is_new);

    void apply(const Insert& op);
    void apply(const Remove& op);
    void apply(const Move& op);
    void apply(const SetProps& op);
    void apply(const SetStyle& op);
    void apply(const SetWanted& op);

    void shows(Item& item, const std::string& name, Value value);
    void prop_changed(Item& item, std::string_view name);
    void plot_changed(Item& item);

    // --- places
    void mark(Item& item);  // it, and so all above it, have to be laid out
    void settle(Item& item, Point origin);
    void settle_children(Item& item);
    void limit_scroll(Item& item);
    void add_damage(const Item& item);
};

// What is painted of a widget: its box with shadow and focus ring, within what clips it.
Rect painted_area(const Item& item);

}  // namespace ach::ui
