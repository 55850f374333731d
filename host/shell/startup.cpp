#include "host/shell/startup.hpp"

#include "host/shell/host_commands.hpp"
#include "host/shell/version.hpp"

#include <cstdio>

namespace ach::host {

SettingsRequest settings_request(const Options& options, const Paths& paths) {
    SettingsRequest request;
    request.user_file = paths.config_file;
    request.project_file = "achronyme.json";
    request.config_file = options.config_file;
    request.assignments = options.assignments;
    return request;
}

std::vector<std::string> plugin_folders(const Options& options, const Settings& settings,
                                        const Paths& paths) {
    std::vector<std::string> folders = options.plugin_folders;
    folders.insert(folders.end(), settings.plugin_paths.begin(), settings.plugin_paths.end());
    folders.insert(folders.end(), paths.plugin_folders.begin(), paths.plugin_folders.end());
    return folders;
}

KernelConfig kernel_config(const Settings& settings) {
    KernelConfig config;
    config.executors.threads = settings.threads;
    return config;
}

bool asks_for_help(const Options& options) {
    return options.arguments.size() == 1 &&
           (options.arguments[0] == "--help" || options.arguments[0] == "-h");
}

int report_usage(const Problem& problem) {
    complain(problem.text);
    return kExitUsage;
}

int print_version() {
    print("achronyme " + std::string(kVersion) + "\n");
    return kExitOk;
}

int print_help(const PluginIndex& index, const Options& options) {
    const std::string text = help_text(index);
    if (options.help) {
        print(text);
        return kExitOk;
    }
    std::fwrite(text.data(), 1, text.size(), stderr);
    return kExitUsage;
}

int print_help_on(const PluginIndex& index, const index::Command& command) {
    print(help_on_command(index, command));
    return kExitOk;
}

}  // namespace ach::host
