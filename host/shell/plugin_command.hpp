// Runs a subcommand that a plugin contributed, from activating the plugin to the last destructor.
#pragma once

#include "host/shell/plugin_index.hpp"

#include <span>
#include <string_view>

namespace ach::host {

class Kernel;
class Shell;

// [main] Answers the exit status of the process. All plugins are down then, or the function does
// not return: when one did not come to rest, it says so and ends the process.
int run_plugin_command(Shell& shell, Kernel& kernel, const index::Command& command,
                       std::span<const std::string_view> arguments);

}  // namespace ach::host
