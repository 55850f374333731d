#include "host/shell/host_commands.hpp"

#include "host/shell/manifest.hpp"
#include "host/shell/nearest.hpp"
#include "host/shell/options.hpp"
#include "host/shell/shell.hpp"

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
    {"plugins", "list plugins, and say why one cannot be used",
     "achronyme plugins list          every plugin that was found, and its state\n"
     "achronyme plugins info ID       what it offers and needs\n"
     "achronyme plugins why ID        why it cannot be used, or what it would bring along\n"
     "achronyme plugins retry ID      use it again after it crashed\n"},
    {"config", "show or check the configuration",
     "achronyme config show           the configuration in force, as JSON\n"
     "achronyme config check          nothing but the check; --config FILE names another file\n"}};

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

std::string padded(std::string_view text, std::size_t width) {
    std::string out(text);
    if (out.size() < width) out.resize(width, ' ');
    return out;
}

std::string joined(const PluginIndex& index, std::span<const index::Text> texts) {
    std::string all;
    for (const index::Text text : texts) (all += all.empty() ? "" : ", ") += index.text(text);
    return all.empty() ? "-" : all;
}

// Every plugin of that id: the usable one first, its refused doubles behind.
std::vector<PluginNumber> all_named(const PluginIndex& index, std::string_view id) {
    std::vector<PluginNumber> found;
    for (PluginNumber number = 0; number < index.plugins().size(); ++number) {
        if (index.text(index.plugins()[number].id) == id) found.push_back(number);
    }
    return found;
}

int no_such_plugin(const PluginIndex& index, std::string_view id) {
    Nearest near(id);
    for (const index::Plugin& plugin : index.plugins()) near.offer(index.text(plugin.id));
    complain("there is no plugin '" + std::string(id) + "'" + suggestion(near.best()) +
             " (`achronyme plugins list` shows all)");
    return kExitFailed;
}

// Functions that several plugins define without saying for which type.
std::string clashes(const PluginIndex& index) {
    std::string all;
    const auto names = index.names();
    for (std::size_t i = 1; i < names.size(); ++i) {
        const index::Name &a = names[i - 1], &b = names[i];
        const bool same = a.kind == index::Kind::Native && b.kind == a.kind &&
                          a.plugin != b.plugin && index.text(a.name) == index.text(b.name);
        if (!same || (a.overload.size != 0 && b.overload.size != 0)) continue;
        all += "both '" + std::string(index.text(index.plugins()[a.plugin].id)) + "' and '" +
               std::string(index.text(index.plugins()[b.plugin].id)) + "' define '" +
               std::string(index.text(a.name)) + "' without saying for which type (overload)\n";
    }
    return all;
}

int list_plugins(Shell& shell) {
    const PluginIndex& index = shell.index;
    std::size_t width = 2;
    for (const index::Plugin& plugin : index.plugins())
        width = std::max<std::size_t>(width, plugin.id.size);
    std::string out = padded("ID", width) + "  VERSION   STATE   SUMMARY\n";
    for (PluginNumber number = 0; number < index.plugins().size(); ++number) {
        const index::Plugin& plugin = index.plugins()[number];
        const bool usable = shell.resolution.is_usable(number);
        out += padded(index.text(plugin.id), width) + "  " + padded(index.text(plugin.version), 8) +
               (usable ? "  ready   " : "  unused  ") + std::string(index.text(plugin.summary)) +
               "\n";
        if (!usable) out += "    " + shell.resolution.reason(number) + "\n";
    }
    if (index.plugins().empty()) out += "(none; looked in the folders below)\n";
    for (const index::Folder& folder : index.folders()) {
        out += "folder " + std::string(index.text(folder.path)) +
               (folder.stamp.exists() ? "\n" : " (not there)\n");
    }
    print(out + clashes(index));
    return kExitOk;
}

std::string contributions(const PluginIndex& index, PluginNumber number, index::Kind kind) {
    std::string all;
    for (const index::Name& name : index.names()) {
        if (name.plugin != number || name.kind != kind) continue;
        (all += all.empty() ? "" : ", ") += index.text(name.name);
        if (name.overload.size != 0) all += "(" + std::string(index.text(name.overload)) + ")";
    }
    return all.empty() ? "-" : all;
}

std::string commands_of(const PluginIndex& index, PluginNumber number) {
    std::string all;
    for (const index::Command& command : index.commands()) {
        if (command.plugin == number) (all += all.empty() ? "" : ", ") += index.text(command.name);
    }
    return all.empty() ? "-" : all;
}

std::string permissions_of(const index::Plugin& plugin) {
    std::string all;
    for (std::size_t i = 0; i < std::size(kPermissionNames); ++i) {
        if ((plugin.permissions >> i & 1u) != 0)
            (all += all.empty() ? "" : ", ") += kPermissionNames[i];
    }
    return all.empty() ? "-" : all;
}

std::string needs_of(const Shell& shell, const index::Plugin& plugin) {
    std::string all;
    for (const index::Need& need : shell.index.needs(plugin)) {
        const std::string_view interface = shell.index.text(need.interface);
        (all += all.empty() ? "" : ", ") += interface;
        const PluginNumber provider = shell.resolution.provider(interface);
        if (provider != kNoPlugin) {
            all +=
                " (from " + std::string(shell.index.text(shell.index.plugins()[provider].id)) + ")";
        }
        if (need.optional != 0) all += " (optional)";
    }
    return all.empty() ? "-" : all;
}

int show_plugin(Shell& shell, std::string_view id) {
    const PluginIndex& index = shell.index;
    const auto found = all_named(index, id);
    if (found.empty()) return no_such_plugin(index, id);
    for (PluginNumber number : found) {
        const index::Plugin& plugin = index.plugins()[number];
        const auto line = [](std::string_view key, std::string_view value) {
            return padded(key, 13) + std::string(value) + "\n";
        };
        std::string out = line("id", id) + line("version", index.text(plugin.version)) +
                          line("summary", index.text(plugin.summary)) +
                          line("file", index.text(plugin.library)) +
                          line("built for", "ABI 1." + std::to_string(plugin.abi)) +
                          line("provides", joined(index, index.provides(plugin))) +
                          line("requires", needs_of(shell, plugin)) +
                          line("functions", contributions(index, number, index::Kind::Native)) +
                          line("methods", contributions(index, number, index::Kind::Method)) +
                          line("modules", contributions(index, number, index::Kind::Module)) +
                          line("commands", commands_of(index, number)) +
                          line("permissions", permissions_of(plugin)) +
                          line("unmapped", (plugin.flags & index::kResident) != 0
                                               ? "never (resident)"
                                               : "when nothing points into it");
        if (plugin.config_schema.size != 0) out += line("config", index.text(plugin.config_schema));
        if (!shell.resolution.is_usable(number))
            out += line("unused", shell.resolution.reason(number));
        print(out);
    }
    return kExitOk;
}

int explain_plugin(Shell& shell, std::string_view id) {
    const PluginIndex& index = shell.index;
    const auto found = all_named(index, id);
    if (found.empty()) return no_such_plugin(index, id);
    for (PluginNumber number : found) {
        const std::string file(index.text(index.plugins()[number].library));
        if (!shell.resolution.is_usable(number)) {
            print(file + " cannot be used: " + shell.resolution.reason(number) + "\n");
            continue;
        }
        std::string out =
            file +
            " can be used. It starts when a script, a command or another plugin first "
            "needs it";
        std::string before;
        for (PluginNumber need : shell.resolution.needs(number)) {
            (before += before.empty() ? "" : ", ") += index.text(index.plugins()[need].id);
        }
        out += before.empty() ? ", alone.\n" : ", after " + before + ".\n";
        for (PluginNumber other : shell.resolution.order()) {
            const auto& needs = shell.resolution.needs(other);
            if (std::find(needs.begin(), needs.end(), number) == needs.end()) continue;
            out += "It is needed by " + std::string(index.text(index.plugins()[other].id)) + ".\n";
        }
        print(out);
    }
    return kExitOk;
}

int retry_plugin(Shell& shell, std::string_view id) {
    if (shell.crash_guard.forgive(id)) {
        print("plugin '" + std::string(id) + "' will be used again\n");
        return kExitOk;
    }
    if (all_named(shell.index, id).empty()) return no_such_plugin(shell.index, id);
    print("plugin '" + std::string(id) +
          "' was not left out because of a crash; `achronyme plugins why " + std::string(id) +
          "` says more\n");
    return kExitOk;
}

int run_plugins(Shell& shell, const HostCommand& command, Arguments arguments) {
    if (arguments.empty()) return usage_error(command, "plugins: say what to do with them");
    const std::string_view what = arguments[0];
    if (what == "list" && arguments.size() == 1) return list_plugins(shell);
    constexpr std::string_view kActions[] = {"list", "info", "why", "retry"};
    if (std::find(std::begin(kActions), std::end(kActions), what) == std::end(kActions)) {
        return usage_error(command, "plugins: unknown action '" + std::string(what) + "'" +
                                        suggestion(nearest(what, kActions)));
    }
    if (what == "list" || arguments.size() != 2) {
        return usage_error(command,
                           "plugins " + std::string(what) +
                               (what == "list" ? ": takes no arguments" : ": name one plugin"));
    }
    if (what == "info") return show_plugin(shell, arguments[1]);
    if (what == "why") return explain_plugin(shell, arguments[1]);
    return retry_plugin(shell, arguments[1]);
}

int check_config(const Shell& shell) {
    std::string out;
    for (const std::string& file : shell.settings.files) out += file + ": good\n";
    print(out.empty() ? "no configuration file: the defaults are in force\n" : out);
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
    return usage_error(command, "config: unknown action '" + std::string(arguments[0]) + "'" +
                                    suggestion(nearest(arguments[0], kActions)));
}

}  // namespace

bool is_host_command(std::string_view name) { return find_command(name) != nullptr; }

int run_host_command(Shell& shell, std::string_view name, Arguments arguments) {
    const HostCommand& command = *find_command(name);
    if (!arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h")) {
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
    std::string text =
        "there is no subcommand '" + std::string(name) + "'" + suggestion(near.best());
    return text + " (`achronyme --help` lists all)";
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void complain(std::string_view text) {
    const std::string line = "achronyme: " + std::string(text) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace ach::host
