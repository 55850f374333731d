// Whether a patch fits the tree: so that it is applied as a whole, or not at all.
#pragma once

#include "plugins/ui_common/scene.hpp"

#include <unordered_map>
#include <unordered_set>

namespace ach::ui {

// Follows the ops on ids only; the tree itself is not touched.
class PatchCheck {
public:
    explicit PatchCheck(Scene& scene) : scene_(scene) {}

    bool fits(const Patch& patch);

private:
    bool take(const Insert& op);
    bool take(const Remove& op);
    bool take(const Move& op);
    bool take(const SetProps& op) { return is_there(op.widget); }
    bool take(const SetStyle& op) { return is_there(op.widget); }
    bool take(const SetWanted& op) { return is_there(op.widget); }

    bool add(const Node& node, WidgetId parent, int depth);
    WidgetId parent_of(WidgetId id) const;
    int depth_of(WidgetId id) const;
    bool is_there(WidgetId id) const;
    std::size_t children_of(WidgetId id) const;

    Scene& scene_;
    std::unordered_map<WidgetId, WidgetId> added_;  // to their parents
    std::unordered_set<WidgetId> removed_;
    std::unordered_map<WidgetId, std::ptrdiff_t> more_children_;
};

// What the core is told of a patch that does not fit a tree of that revision.
Fault misfit(const Patch& patch, Revision revision);

}  // namespace ach::ui
