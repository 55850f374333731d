// The small steps of main(): from what was typed and configured to what the parts want to know.
#pragma once

#include "host/kernel/kernel.hpp"
#include "host/shell/options.hpp"
#include "host/shell/paths.hpp"
#include "host/shell/plugin_index.hpp"
#include "host/shell/settings.hpp"

#include <string>
#include <vector>

namespace ach::host {

SettingsRequest settings_request(const Options& options, const Paths& paths);

// Folders of plugins, most important first: flags, configuration, the user's, the installed ones.
std::vector<std::string> plugin_folders(const Options& options, const Settings& settings,
                                        const Paths& paths);

// A folder that --plugins names has to be there: a plugin that is not found for a slip of the pen
// would show up as a name that nobody has defined.
Outcome check_plugin_folders(const Options& options);

// Says on standard error which plugins of these folders are left out, and why.
void tell_of_refused_plugins(const Options& options, const PluginIndex& index);

// Says on standard error which seed it chose, if it was to choose one.
Result<KernelConfig> kernel_config(const Settings& settings);

bool asks_for_help(const Options& options);

// These print and answer the exit status.
int report_usage(const Problem& problem);
int print_version();
int print_help(const PluginIndex& index, const Options& options);
int print_help_on(const PluginIndex& index, const index::Command& command);

}  // namespace ach::host
