#include "host/shell/options.hpp"

#include "host/shell/nearest.hpp"
#include "host/shell/paths.hpp"
#include "host/shell/shown.hpp"

#include <array>

namespace ach::host {
namespace {

struct Flag {
    std::string_view name;
    std::string_view value;  // what its value is called; empty: it takes none
    void (*apply)(Options&, std::string value);
    bool may_stand_behind = false;  // the subcommand, too, as --name=value
    bool names_a_file = false;      // or folder: an empty value is none
};

void add_assignment(Options& options, const char* flag, const char* path,
                    const std::string& value) {
    options.assignments.emplace_back(path + value, flag + (" " + (value.empty() ? "''" : value)));
}

constexpr std::array kFlags = {
    Flag{"--config", "FILE", [](Options& o, std::string v) { o.config_file = std::move(v); }, true,
         true},
    Flag{"--set", "PATH=VALUE", [](Options& o, std::string v) { o.assignments.emplace_back(v); },
         true},
    Flag{"--plugins", "DIR",
         [](Options& o, std::string v) {
             o.plugin_folders.push_back(absolute_path(v, current_folder()));
         },
         true, true},
    Flag{"--sandbox", "", [](Options& o, std::string) { o.sandbox = true; }, true},
    Flag{"--threads", "N",
         [](Options& o, std::string v) { add_assignment(o, "--threads", "threads=", v); }, true},
    Flag{
        "--schedule", "free|seed|seed:N",
        [](Options& o, std::string v) { add_assignment(o, "--schedule", "executor.schedule=", v); },
        true},
    Flag{"--ui", "wx|headless|none|NAME",
         [](Options& o, std::string v) { add_assignment(o, "--ui", "ui.backend=", v); }, true},
    Flag{"--log-level", "LEVEL",
         [](Options& o, std::string v) { add_assignment(o, "--log-level", "log.level=", v); },
         true},
    Flag{"--version", "", [](Options& o, std::string) { o.version = true; }},
    Flag{"-V", "", [](Options& o, std::string) { o.version = true; }},
    Flag{"--help", "", [](Options& o, std::string) { o.help = true; }},
    Flag{"-h", "", [](Options& o, std::string) { o.help = true; }},
};

const Flag* find_flag(std::string_view name) {
    for (const Flag& flag : kFlags) {
        if (flag.name == name) return &flag;
    }
    return nullptr;
}

Problem unknown(std::string_view name) {
    if (name == "-") {
        return {"a subcommand comes first: `achronyme run -` reads a script from standard input",
                ACH_E_ARG};
    }
    Nearest near(name);
    for (const Flag& flag : kFlags) {
        if (name.size() > 2) near.offer(flag.name);  // any letter is near to any other
    }
    return {"unknown option '" + shown(name) + "'" + suggestion(near.best()) +
                " (options of a subcommand stand behind it; `achronyme --help` lists all)",
            ACH_E_ARG};
}

Problem needs_value(const Flag& flag) {
    const std::string name(flag.name);
    return {"option " + name + " needs a value: " + name + " " + std::string(flag.value),
            ACH_E_ARG};
}

// `achronyme help` and `achronyme help run` are what people try first.
void read_as_help(Options& options) {
    if (options.arguments.empty() || options.arguments[0] == "help" ||
        options.arguments[0].starts_with('-')) {
        options.command = {};
        options.help = true;
    } else {
        options.command = options.arguments[0];
        options.arguments = {"--help"};
    }
}

// `achronyme run --threads=2 FILE` says how to run FILE, and how is our business: takes it from the
// options of the subcommand, which end with its first other word. False when it is not ours.
Result<bool> take_from_behind(Options& options, std::string_view argument) {
    const auto equals = argument.find('=');
    const Flag* flag = find_flag(argument.substr(0, equals));
    if (flag == nullptr || !flag->may_stand_behind) return false;
    if (flag->value.empty() != (equals == argument.npos)) return false;
    std::string value(equals == argument.npos ? "" : argument.substr(equals + 1));
    if (value.empty() && flag->names_a_file) return needs_value(*flag);
    flag->apply(options, std::move(value));
    return true;
}

}  // namespace

Result<Options> parse_options(std::span<char* const> arguments) {
    Options options;
    std::size_t at = 0;
    for (; at < arguments.size() && arguments[at][0] == '-'; ++at) {
        const std::string_view argument = arguments[at];
        if (argument == "--") {
            ++at;
            break;
        }
        const auto equals = argument.find('=');
        const std::string_view name = argument.substr(0, equals);
        const Flag* flag = find_flag(name);
        if (flag == nullptr) return unknown(name);
        std::string value;
        if (equals != argument.npos) {
            if (flag->value.empty()) {
                return Problem{"option " + std::string(name) + " takes no value", ACH_E_ARG};
            }
            value = argument.substr(equals + 1);
        } else if (!flag->value.empty()) {
            if (++at == arguments.size()) return needs_value(*flag);
            value = arguments[at];
        }
        if (value.empty() && flag->names_a_file) return needs_value(*flag);
        flag->apply(options, std::move(value));
    }
    if (at < arguments.size()) options.command = arguments[at++];
    for (; at < arguments.size() && arguments[at][0] == '-'; ++at) {
        const std::string_view argument = arguments[at];
        if (argument == "--") break;
        const Result<bool> taken = take_from_behind(options, argument);
        if (!taken) return taken.problem();
        if (!*taken) options.arguments.push_back(argument);
    }
    for (; at < arguments.size(); ++at) options.arguments.emplace_back(arguments[at]);
    if (options.command == "help") read_as_help(options);
    return options;
}

std::string_view help_on_flags() {
    return "Options, before the subcommand:\n"
           "  --config FILE       read FILE instead of ./achronyme.json\n"
           "  --set PATH=VALUE    set one value of the configuration: --set log.level=debug\n"
           "  --plugins DIR       look for plugins in DIR first; may be repeated\n"
           "  --sandbox           grant nothing but what the configuration lists\n"
           "  --threads N         how many executor threads; 0: as many as there are cores\n"
           "  --schedule seed:N   one order of everything, the same for the same N; seed: any\n"
           "  --ui NAME           what shows windows: wx, headless, none, or a plugin's id\n"
           "  --log-level LEVEL   trace, debug, info, warn, error or off\n"
           "  --version, -V       print the version and end\n"
           "  --help, -h          print this and end; SUBCOMMAND --help explains one\n"
           "Of an option that takes one value the last one counts.\n"
           "Right behind the subcommand they are written with '=': achronyme run --threads=2 "
           "FILE.\n";
}

}  // namespace ach::host
