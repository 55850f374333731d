// The subcommands that are the host's own: those about plugins and about configuration.
#pragma once

#include "host/shell/plugin_index.hpp"

#include <span>
#include <string>
#include <string_view>

namespace ach::host {

class Shell;

// Exit statuses of the executable.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  // the program, or what was asked for, failed
inline constexpr int kExitUsage = 2;   // it was asked for wrongly
inline constexpr int kExitCrashed = 70;

bool is_host_command(std::string_view name);

// Runs `plugins …` or `config …` and answers the exit status.
int run_host_command(Shell& shell, std::string_view name,
                     std::span<const std::string_view> arguments);

// What `achronyme --help` prints: flags, then the subcommands of the host and of all plugins.
std::string help_text(const PluginIndex& index);

// What `achronyme NAME --help` prints about a plugin's command.
std::string help_on_command(const PluginIndex& index, const index::Command& command);

// "there is no subcommand 'rum'; did you mean 'run'?"
std::string no_such_command(const PluginIndex& index, std::string_view name);

// Writes to standard output.
void print(std::string_view text);

// Writes "achronyme: TEXT" to standard error.
void complain(std::string_view text);

}  // namespace ach::host
