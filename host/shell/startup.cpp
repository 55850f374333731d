#include "host/shell/startup.hpp"

#include "host/shell/host_commands.hpp"
#include "host/shell/shown.hpp"
#include "host/shell/version.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <random>

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

Outcome check_plugin_folders(const Options& options) {
    for (const std::string& folder : options.plugin_folders) {
        std::error_code failed;
        if (std::filesystem::is_directory(folder, failed)) continue;
        const bool is_file = std::filesystem::exists(folder, failed);
        return Problem{"--plugins " + shown(folder) +
                           (is_file ? ": this is a file; name the folder that holds the plugins"
                                    : ": there is no such folder"),
                       ACH_E_ARG};
    }
    return {};
}

void tell_of_refused_plugins(const Options& options, const PluginIndex& index) {
    for (const index::Plugin& plugin : index.plugins()) {
        const std::string folder = folder_of(std::string(index.text(plugin.library)));
        const bool was_asked_for =
            std::ranges::find(options.plugin_folders, folder) != options.plugin_folders.end();
        if (was_asked_for && plugin.refusal.size != 0) {
            complain(std::string(index.text(plugin.library)) +
                     " is left out: " + std::string(index.text(plugin.refusal)));
        }
    }
}

namespace {

// Short enough to be typed again.
std::uint64_t choose_seed() {
    const std::uint64_t seed = std::random_device{}() % 1'000'000;
    complain("this run follows --schedule=seed:" + std::to_string(seed));
    return seed;
}

}  // namespace

Result<KernelConfig> kernel_config(const Settings& settings) {
    KernelConfig config;
    config.executors.threads = settings.threads;
    const std::string_view schedule = settings.schedule;
    if (schedule == "seed") config.seed = choose_seed();
    if (!schedule.starts_with("seed:")) return config;
    const std::string_view digits = schedule.substr(5);
    std::uint64_t seed = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), seed);
    if (failed != std::errc() || end != digits.data() + digits.size()) {
        return Problem{"/executor/schedule: the seed " + shown(digits) +
                           " is more than the largest allowed, 18446744073709551615",
                       ACH_E_ARG};
    }
    config.seed = seed;
    return config;
}

bool asks_for_help(const Options& options) {
    if (options.arguments.empty()) return false;
    if (options.arguments.size() == 1 && options.arguments[0] == "-h") return true;
    for (const std::string_view word : options.arguments) {
        if (word == "--help") return true;
        if (!word.starts_with('-') || word == "--" || word == "-") return false;
    }
    return false;
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
