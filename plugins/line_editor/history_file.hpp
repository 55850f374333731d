// Where the lines of earlier sessions are kept: $XDG_STATE_HOME/achronyme/history, or below
// ~/.local/state. Empty when there is no such folder and none can be made.
#pragma once

#include <string>

namespace ach::line_editor {

std::string history_file();

}  // namespace ach::line_editor
