// The data of a plot's series (ui.md §5.14) as points.
#pragma once

#include "plugins/builtins/ui/script_values.hpp"

#include <memory>
#include <variant>

namespace ach::ui {

// {n, 2}, where what is no number is NaN, a gap; or what is wrong with the data.
std::variant<std::shared_ptr<const Array>, std::string> plot_data(const Call& call, ScriptValue v);

}  // namespace ach::ui
