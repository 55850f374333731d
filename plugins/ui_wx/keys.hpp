// Keys of the toolkit by the names that browsers have for them.
#pragma once

#include "plugins/ui_common/interaction.hpp"

#include <wx/event.h>

namespace ach::ui {

// Of an EVT_CHAR. An empty key: none that anybody would care for.
KeyInput key_input(const wxKeyEvent& event);

}  // namespace ach::ui
