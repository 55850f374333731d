// A window in words: for people who read a terminal, and as data for tests and tools.
#pragma once

#include "plugins/ui_common/scene.hpp"
#include "plugins/ui_headless/virtual_window.hpp"

#include <string>

namespace ach::ui {

// One widget a line, indented like the tree.
std::string printed(VirtualWindow& window);

// Nested {kind, props, children}, as ui_test's tree() gives it.
Value tree_of(const Item& item);
// {kind, props, style, x, y, width, height, visible}.
Value description_of(const Item& item);
// A flat list, for Inspect: {id, parent, kind, x, y, width, height, props}.
Value layout_of(Scene& scene);

// What a widget shows as its name: text, label or title.
std::string visible_text(const Item& item);

}  // namespace ach::ui
