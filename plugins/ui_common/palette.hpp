// The colours that have names (ui.md §6.4).
#pragma once

#include "plugins/ui_common/style.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ach::ui {

// "red-500", "white", "black", "transparent".
std::optional<Color> named_color(std::string_view name);

// "#RGB", "#RGBA", "#RRGGBB", "#RRGGBBAA", in either case.
std::optional<Color> hex_color(std::string_view text);

}  // namespace ach::ui
