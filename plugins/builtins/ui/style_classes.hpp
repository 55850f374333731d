// Style classes as typed records (ui.md §6).
//
// Of two tokens for the same thing the later one wins, but a narrower one beats a wider one
// wherever it stands: `pl-2` beats `px-4` beats `p-8`. So the sides of a box are gathered by how
// narrow their token was, and put together at the end; likewise a colour and what multiplies its
// alpha.
#pragma once

#include "plugins/ui_common/style.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ach::ui {

struct StyleClasses {
    Style style;
    StateStyles states;
    std::vector<std::string> unknown;  // tokens that are no classes, in order, each once
};

StyleClasses parse_classes(std::string_view text);

// The pieces of a class name.

// "4" → 16 px, "px", "[13px]", "[13]".
std::optional<double> parse_pixels(std::string_view text);
// Those, "[50%]", "full", "2/3", "screen", "auto", "min", "max", "fit".
std::optional<Length> parse_size(std::string_view text);
// "red-500", "white", "current", "[#F80]", each perhaps with "/40" behind it.
std::optional<Color> parse_color(std::string_view text);
// N % of the colour's alpha.
Color with_alpha(Color color, double percent);

}  // namespace ach::ui
