#include "host/shell/host_commands.hpp"

#include "host/shell/nearest.hpp"
#include "host/shell/options.hpp"
#include "host/shell/plugin_reports.hpp"
#include "host/shell/shell.hpp"
#include "host/shell/shown.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace ach::host {
namespace {

using Arguments = std::span<const std::string_view>;

struct HostCommand {
    std::string_view name;
    std::string_view summary;
    std::string_view usage;
};

constexpr HostCommand kCommands[] = {
    {"plugins", "List plugins, and say why one cannot be used",
     "Usage: achronyme plugins list\n"
     "       achronyme plugins info|why|retry NAME\n"
     "\n"
     "Tells about plugins from what their manifests say. No plugin is loaded for it.\n"
     "\n"
     "  list              every plugin that was found, whether it can be used, and why not\n"
     "  info NAME         what it offers and needs, and where it lies\n"
     "  why NAME          why it cannot be used, or what it brings along when it is\n"
     "  retry NAME        use it again after it crashed\n"
     "\n"
     "NAME is the id of a plugin (achronyme.http) or its last part (http). For info and why it "
     "may\n"
     "also be what plugins contribute: a function (http_get), a method, a module, a subcommand, "
     "a\n"
     "topic, or an interface (ach.vm/1).\n"},
    {"config", "Show or check the configuration",
     "Usage: achronyme config show|check\n"
     "\n"
     "  show              print the configuration in force, as JSON\n"
     "  check             check the files and flags, and say which files were read\n"
     "\n"
     "--config FILE in front of `config` names another file than ./achronyme.json.\n"}};

const HostCommand* find_command(std::string_view name) {
    for (const HostCommand& command : kCommands) {
        if (command.name == name) return &command;
    }
    return nullptr;
}

int usage_error(const HostCommand& command, std::string_view text) {
    complain(text);
    std::fwrite(command.usage.data(), 1, command.usage.size(), stderr);
    return kExitUsage;
}

int retry_plugin(Shell& shell, std::string_view id) {
    const PluginNumber meant = plugin_called(shell.index, id);
    if (meant != kNoPlugin) id = shell.index.text(shell.index.plugins()[meant].id);
    if (shell.crash_guard.forgive(id)) {
        print("plugin '" + std::string(id) + "' will be used again\n");
        return kExitOk;
    }
    if (meant == kNoPlugin) {
        complain(no_such_plugin(shell.index, id));
        return kExitFailed;
    }
    print("plugin '" + std::string(id) +
          "' was not left out because of a crash; `achronyme plugins why " + std::string(id) +
          "` says more\n");
    return kExitOk;
}

int answer(const Result<std::string>& text) {
    if (!text) {
        complain(text.problem().text);
        return kExitFailed;
    }
    print(*text);
    return kExitOk;
}

int run_plugins(Shell& shell, const HostCommand& command, Arguments arguments) {
    if (arguments.empty()) return usage_error(command, "plugins: say what to do with them");
    const std::string_view what = arguments[0];
    if (what == "list" && arguments.size() == 1) {
        print(list_of_plugins(shell));
        return kExitOk;
    }
    constexpr std::string_view kActions[] = {"list", "info", "why", "retry"};
    if (std::find(std::begin(kActions), std::end(kActions), what) == std::end(kActions)) {
        return usage_error(command, "plugins: unknown action '" + shown(what) + "'" +
                                        suggestion(nearest(what, kActions)));
    }
    if (what == "list" || arguments.size() != 2) {
        return usage_error(command,
                           "plugins " + std::string(what) +
                               (what == "list" ? ": takes no arguments" : ": name one plugin"));
    }
    if (what == "retry") return retry_plugin(shell, arguments[1]);
    return answer(what == "info" ? about_plugins(shell, arguments[1])
                                 : reasons_of_plugins(shell, arguments[1]));
}

// What is allowed, because a folder may be made later and a plugin installed, and what may yet be a
// slip of the pen.
std::string names_without_effect(const Shell& shell) {
    std::string out;
    for (const index::Folder& folder : shell.index.folders()) {
        const std::string path(shell.index.text(folder.path));
        const auto& paths = shell.settings.plugin_paths;
        if (folder.stamp.exists() || std::ranges::find(paths, path) == paths.end()) continue;
        out += "note: plugins.paths: " + path + " is not there\n";
    }
    const auto look_at = [&](const char* key, const std::vector<std::string>& ids) {
        for (const std::string& id : ids) {
            Nearest near(id);
            bool is_there = false;
            for (const index::Plugin& plugin : shell.index.plugins()) {
                is_there = is_there || shell.index.text(plugin.id) == id;
                near.offer(shell.index.text(plugin.id));
            }
            if (is_there) continue;
            out += std::string("note: ") + key + ": there is no plugin '" + id + "' here" +
                   suggestion(near.best()) + "\n";
        }
    };
    look_at("plugins.disabled", shell.settings.disabled);
    look_at("plugins.start", shell.settings.start);
    return out;
}

int check_config(const Shell& shell) {
    std::string out;
    for (const std::string& file : shell.settings.files) out += file + ": good\n";
    print((out.empty() ? "no configuration file: the defaults are in force\n" : out) +
          names_without_effect(shell));
    return kExitOk;
}

int run_config(Shell& shell, const HostCommand& command, Arguments arguments) {
    if (arguments.size() != 1) return usage_error(command, "config: show or check?");
    if (arguments[0] == "show") {
        print(to_json(shell.settings));
        return kExitOk;
    }
    if (arguments[0] == "check") return check_config(shell);
    constexpr std::string_view kActions[] = {"show", "check"};
    return usage_error(command, "config: unknown action '" + shown(arguments[0]) + "'" +
                                    suggestion(nearest(arguments[0], kActions)));
}

}  // namespace

bool is_host_command(std::string_view name) { return find_command(name) != nullptr; }

int run_host_command(Shell& shell, std::string_view name, Arguments arguments) {
    const HostCommand& command = *find_command(name);
    const auto asks_for_help = [](std::string_view word) {
        return word == "--help" || word == "-h";
    };
    if (std::ranges::any_of(arguments, asks_for_help)) {
        print(command.usage);
        return kExitOk;
    }
    return name == "plugins" ? run_plugins(shell, command, arguments)
                             : run_config(shell, command, arguments);
}

std::string help_text(const PluginIndex& index) {
    std::string out = "achronyme [OPTIONS] SUBCOMMAND [ARGUMENTS]\n\nSubcommands:\n";
    const auto line = [](std::string_view name, std::string_view summary) {
        return "  " + padded(name, 18) + "  " + std::string(summary) + "\n";
    };
    for (const index::Command& command : index.commands()) {
        out += line(index.text(command.name), index.text(command.summary));
    }
    for (const HostCommand& command : kCommands) out += line(command.name, command.summary);
    return (out += "\n") += help_on_flags();
}

std::string help_on_command(const PluginIndex& index, const index::Command& command) {
    const std::string name(index.text(command.name));
    const std::string_view usage = index.text(command.usage);
    std::string out(usage);
    if (usage.empty()) {
        out = "Usage: achronyme " + name + " …\n\n" + std::string(index.text(command.summary));
    }
    if (!out.ends_with('\n')) out += '\n';
    return out + "\n(from plugin " + std::string(index.text(index.plugins()[command.plugin].id)) +
           ")\n";
}

std::string no_such_command(const PluginIndex& index, std::string_view name) {
    Nearest near(name);
    for (const index::Command& command : index.commands()) near.offer(index.text(command.name));
    for (const HostCommand& command : kCommands) near.offer(command.name);
    const std::string text = "there is no subcommand '" + shown(name) + "'";
    if (near.best().empty() && name.find_first_of("./") != name.npos) {
        return text + "; a script is run with `achronyme run " + shown(name) + "`";
    }
    return text + suggestion(near.best()) + " (`achronyme --help` lists all)";
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void complain(std::string_view text) {
    const std::string line = "achronyme: " + std::string(text) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace ach::host
