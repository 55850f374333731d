#include "plugins/ui_common/patch_check.hpp"

#include <algorithm>

namespace ach::ui {

bool PatchCheck::fits(const Patch& patch) {
    return std::all_of(patch.ops.begin(), patch.ops.end(), [&](const Op& op) {
        return std::visit([&](const auto& one) { return take(one); }, op);
    });
}

WidgetId PatchCheck::parent_of(WidgetId id) const {
    if (const auto added = added_.find(id); added != added_.end()) return added->second;
    const Item* item = scene_.find(id);
    return item == nullptr || item->parent == nullptr ? id : item->parent->id;
}

// Of the root 1.
int PatchCheck::depth_of(WidgetId id) const {
    int depth = 1;
    for (WidgetId above = parent_of(id); above != id; above = parent_of(id)) {
        id = above;
        ++depth;
    }
    return depth;
}

bool PatchCheck::is_there(WidgetId id) const {
    if (!added_.contains(id) && scene_.find(id) == nullptr) return false;
    while (true) {
        if (removed_.contains(id)) return false;
        const WidgetId parent = parent_of(id);
        if (parent == id) return true;
        id = parent;
    }
}

std::size_t PatchCheck::children_of(WidgetId id) const {
    const Item* item = added_.contains(id) ? nullptr : scene_.find(id);
    const auto more = more_children_.find(id);
    const std::ptrdiff_t own = item == nullptr ? 0 : std::ssize(item->children);
    return static_cast<std::size_t>(own + (more == more_children_.end() ? 0 : more->second));
}

// An id belongs to one widget for all of a window's life.
bool PatchCheck::add(const Node& node, WidgetId parent, int depth) {
    if (depth > kDeepestTree || node.kind == Kind::Root || scene_.find(node.id) != nullptr)
        return false;
    if (!added_.emplace(node.id, parent).second) return false;
    more_children_[node.id] = std::ssize(node.children);
    return std::all_of(node.children.begin(), node.children.end(),
                       [&](const Node& child) { return add(child, node.id, depth + 1); });
}

bool PatchCheck::take(const Insert& op) {
    if (!is_there(op.parent) || op.index > children_of(op.parent)) return false;
    if (!add(op.node, op.parent, depth_of(op.parent) + 1)) return false;
    ++more_children_[op.parent];
    return true;
}

bool PatchCheck::take(const Remove& op) {
    if (!is_there(op.widget) || parent_of(op.widget) == op.widget) return false;
    --more_children_[parent_of(op.widget)];
    removed_.insert(op.widget);
    return true;
}

bool PatchCheck::take(const Move& op) {
    return is_there(op.widget) && parent_of(op.widget) != op.widget &&
           op.index < children_of(parent_of(op.widget));
}

Fault misfit(const Patch& patch, Revision revision) {
    return {patch.window,
            "the patch from revision " + std::to_string(patch.base) + " to " +
                std::to_string(patch.revision) + " does not fit the tree of revision " +
                std::to_string(revision),
            false};
}

}  // namespace ach::ui
