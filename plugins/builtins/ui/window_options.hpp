// The options of gui_run and gui_open (ui.md §2.1).
#pragma once

#include "plugins/builtins/ui/window.hpp"

namespace ach::ui {

// `options` is a Record or null. Raises what is wrong with it.
WindowSettings window_settings(const Call& call, std::string_view function, ScriptValue options);

}  // namespace ach::ui
