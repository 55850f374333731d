// A window in words: for people who read a terminal, and as data for tests and tools (Inspect). The
// same scene has the same words on every backend; only what depends on fonts may differ.
#pragma once

#include "plugins/ui_common/scene.hpp"

#include <span>
#include <string>
#include <string_view>

namespace ach::ui {

// One widget a line, indented like the tree.
std::string printed(const Scene& scene, std::string_view title, std::span<const Notice> notices);

// Nested {kind, props, children}, as ui_test's tree() gives it.
Value tree_of(const Item& item);
// {kind, props, style, x, y, width, height, visible}.
Value description_of(const Item& item);
// A flat list, for Inspect: {id, parent, kind, x, y, width, height, props}.
Value layout_of(const Scene& scene);

// What Inspect asks of a scene: "tree", "layout" or "text"; null for anything else.
Value inspected(const Scene& scene, std::string_view what, std::string_view title,
                std::span<const Notice> notices);

// What a widget shows as its name: text, label or title.
std::string visible_text(const Item& item);

}  // namespace ach::ui
