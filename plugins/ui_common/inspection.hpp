// A window in words: for people who read a terminal, and as data for tests and tools (Inspect). The
// same scene has the same words on every backend; only what depends on fonts may differ.
#pragma once

#include "plugins/ui_common/scene.hpp"

#include <span>
#include <string>
#include <string_view>

namespace ach::ui {

// What a window has besides its scene.
struct Surroundings {
    std::string_view title;
    std::span<const Notice> notices;
    std::span<const Dialog> dialogs;  // that wait for an answer
    bool is_busy = false;
};

// One widget a line, indented like the tree.
std::string printed(const Scene& scene, const Surroundings& around);

// Nested {kind, props, children}, as ui_test's tree() gives it.
Value tree_of(const Item& item);
// {kind, props, style, x, y, width, height, visible}.
Value description_of(const Item& item);
// A flat list, for Inspect: {id, parent, kind, x, y, width, height, props}.
Value layout_of(const Scene& scene);

// What Inspect asks of a scene: "tree", "layout" or "text"; null for anything else.
Value inspected(const Scene& scene, std::string_view what, const Surroundings& around);

// {kind, text, title, filters, folder}, as ui_test's dialogs() gives it.
Value description_of(const Dialog& dialog);

// What a widget shows as its name: text, label or title.
std::string visible_text(const Item& item);

}  // namespace ach::ui
