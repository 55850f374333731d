// achronyme: a host that knows nothing about scripts. The order of the steps is the design.
#include "host/kernel/kernel.hpp"
#include "host/shell/host_commands.hpp"
#include "host/shell/index_cache.hpp"
#include "host/shell/kernel_foundation.hpp"
#include "host/shell/options.hpp"
#include "host/shell/paths.hpp"
#include "host/shell/plugin_command.hpp"
#include "host/shell/shell.hpp"
#include "host/shell/standard_streams.hpp"
#include "host/shell/startup.hpp"
#include "host/shell/ui_backend.hpp"

namespace ach::host {
namespace {

int serve(int argc, char** argv) {
    // What was asked for? Nothing has been read yet, so mistakes are cheap here.
    Result<Options> options = parse_options({argv + 1, static_cast<std::size_t>(argc - 1)});
    if (!options) return report_usage(options.problem());
    if (options->version) return print_version();

    // What is configured? Without a file or a flag no JSON is read.
    const Paths paths = Paths::of_this_process();
    Result<Settings> settings = load_settings(settings_request(*options, paths));
    if (!settings) return report_usage(settings.problem());

    if (Outcome there = check_plugin_folders(*options); !there) {
        return report_usage(there.problem());
    }

    // Which plugins are there? Their manifests say so; nothing of theirs runs for it.
    PluginIndex index =
        IndexCache(paths.cache_folder).open(plugin_folders(*options, *settings, paths));
    if (Outcome checked = check_plugin_settings(*settings, index); !checked) {
        return report_usage(checked.problem());
    }
    if (const Result<UiProvider> ui = ui_provider(*settings, index); !ui) {
        return report_usage(ui.problem());
    }
    if (options->help || options->command.empty()) return print_help(index, *options);

    // The ground: executors, timers, messages. No thread exists until somebody needs one.
    const Result<KernelConfig> config = kernel_config(*settings);
    if (!config) return report_usage(config.problem());
    Kernel kernel(*config);
    KernelFoundation foundation(kernel);
    const std::unique_ptr<LibraryLoader> loader = system_library_loader();
    Shell shell({std::move(*settings), options->sandbox, std::move(index), paths.state_folder,
                 *loader, foundation});

    // The host's own subcommands are about plugins and configuration, and run none of their code.
    if (is_host_command(options->command)) {
        return run_host_command(shell, options->command, options->arguments);
    }

    tell_of_refused_plugins(*options, shell.index);

    // All others belong to plugins. Theirs is the rest of the process's life, shutdown included.
    const index::Command* command = shell.index.command(options->command);
    if (command == nullptr) return report_usage({no_such_command(shell.index, options->command)});
    if (asks_for_help(*options)) return print_help_on(shell.index, *command);
    return run_plugin_command(shell, kernel, *command, options->arguments);
}

}  // namespace
}  // namespace ach::host

int main(int argc, char** argv) {
    ach::host::keep_standard_streams();
    return ach::host::flush_output(ach::host::serve(argc, argv));
}
