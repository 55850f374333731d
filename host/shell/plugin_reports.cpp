#include "host/shell/plugin_reports.hpp"

#include "host/shell/manifest.hpp"
#include "host/shell/nearest.hpp"
#include "host/shell/shell.hpp"
#include "host/shell/shown.hpp"
#include "host/shell/tables/tables.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <vector>

namespace ach::host {
namespace {

constexpr std::size_t kWidth = 100;  // of a line
constexpr std::size_t kKeys = 13;    // of the column in front of it

std::string in_quotes(std::string_view text) { return "'" + shown(text) + "'"; }

std::string_view id_of(const PluginIndex& index, PluginNumber number) {
    return index.text(index.plugins()[number].id);
}

std::string_view last_part(std::string_view id) { return id.substr(id.rfind('.') + 1); }

// --- what a name means

// Several: doubles of one id, overloads of one function, providers of one interface.
struct Meaning {
    std::string what;  // "function 'sin'"; empty for a plugin's own name
    std::vector<PluginNumber> plugins;
};

void add(std::vector<PluginNumber>& to, PluginNumber number) {
    if (std::ranges::find(to, number) == to.end()) to.push_back(number);
}

// The usable one first, its refused doubles behind.
Meaning of_id(const PluginIndex& index, std::string_view id) {
    Meaning meaning;
    for (PluginNumber number = 0; number < index.plugins().size(); ++number) {
        if (id_of(index, number) == id) meaning.plugins.push_back(number);
    }
    return meaning;
}

Meaning of_names(const PluginIndex& index, index::Kind kind, std::string_view word,
                 std::string_view name) {
    Meaning meaning;
    for (const index::Name& found : index.find(kind, name)) add(meaning.plugins, found.plugin);
    if (!meaning.plugins.empty()) meaning.what = std::string(word) + in_quotes(name);
    return meaning;
}

Meaning of_interface_id(const PluginIndex& index, std::string_view name) {
    Meaning meaning;
    for (const index::Provider& provider : index.providers(name)) {
        add(meaning.plugins, provider.plugin);
        meaning.what = "interface " + in_quotes(name);
    }
    return meaning;
}

// Of what several kinds of things are called, the first counts that a person is likely to mean.
Meaning of_contribution(const PluginIndex& index, std::string_view name) {
    if (Meaning one = of_names(index, index::Kind::Native, "function ", name); !one.what.empty()) {
        return one;
    }
    if (Meaning one = of_names(index, index::Kind::Module, "module ", name); !one.what.empty()) {
        return one;
    }
    if (const index::Command* command = index.command(name)) {
        return {"subcommand " + in_quotes(name), {command->plugin}};
    }
    if (Meaning one = of_names(index, index::Kind::Method, "method ", name); !one.what.empty()) {
        return one;
    }
    if (Meaning one = of_names(index, index::Kind::Topic, "topic ", name); !one.what.empty()) {
        return one;
    }
    return of_interface_id(index, name);
}

Meaning meaning_of(const PluginIndex& index, std::string_view name) {
    if (Meaning meaning = of_id(index, name); !meaning.plugins.empty()) return meaning;
    const PluginNumber called = plugin_called(index, name);
    return called == kNoPlugin ? of_contribution(index, name) : of_id(index, id_of(index, called));
}

// An interface that no plugin provides has a reason of its own.
std::string of_interface(const Shell& shell, std::string_view name) {
    if (shell_table(name) != nullptr || shell.foundation.table(name) != nullptr) {
        return "interface " + in_quotes(name) + " is the host's own\n";
    }
    return name.find('/') == name.npos
               ? ""
               : "nobody serves " + shell.resolution.why_absent(name) + "\n";
}

std::string introduction(const PluginIndex& index, const Meaning& meaning) {
    if (meaning.what.empty()) return {};
    std::string text = meaning.what + " comes from ";
    for (std::size_t i = 0; i < meaning.plugins.size(); ++i) {
        text.append(i == 0 ? "" : " and ").append(id_of(index, meaning.plugins[i]));
    }
    return text + "\n\n";
}

// --- lists in words

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) (all += all.empty() ? "" : ", ") += word;
    return all.empty() ? "-" : all;
}

// A key and its words, broken into lines between words.
std::string entry(std::string_view key, const std::vector<std::string>& words) {
    std::string text;
    std::string line = padded(key, kKeys);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string word = words[i] + (i + 1 < words.size() ? "," : "");
        if (line.size() > kKeys && line.size() + word.size() > kWidth) {
            text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
            line = std::string(kKeys, ' ');
        }
        line += word + " ";
    }
    if (words.empty()) line += "-";
    return text + line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string entry(std::string_view key, std::string_view value) {
    return padded(key, kKeys) + std::string(value) + "\n";
}

std::vector<std::string> words_of(const PluginIndex& index, std::span<const index::Text> texts) {
    std::vector<std::string> words;
    for (const index::Text text : texts) words.emplace_back(index.text(text));
    return words;
}

// Names with two underscores are a plugin's own affair: helpers of its preludes, bodies of methods.
std::vector<std::string> contributions(const PluginIndex& index, PluginNumber number,
                                       index::Kind kind) {
    std::vector<std::string> words;
    for (const index::Name& name : index.names()) {
        if (name.plugin != number || name.kind != kind) continue;
        const std::string_view text = index.text(name.name);
        if (text.find("__") != text.npos) continue;
        words.emplace_back(text);
        if (name.overload.size != 0)
            words.back() += "(" + std::string(index.text(name.overload)) + ")";
    }
    return words;
}

std::vector<std::string> commands_of(const PluginIndex& index, PluginNumber number) {
    std::vector<std::string> words;
    for (const index::Command& command : index.commands()) {
        if (command.plugin == number) words.emplace_back(index.text(command.name));
    }
    return words;
}

std::vector<std::string> permissions_of(const index::Plugin& plugin) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < std::size(kPermissionNames); ++i) {
        if ((plugin.permissions >> i & 1u) != 0) words.emplace_back(kPermissionNames[i]);
    }
    return words;
}

std::vector<std::string> needs_of(const Shell& shell, const index::Plugin& plugin) {
    std::vector<std::string> words;
    for (const index::Need& need : shell.index.needs(plugin)) {
        const std::string_view interface = shell.index.text(need.interface);
        std::string& word = words.emplace_back(interface);
        const PluginNumber provider = shell.resolution.provider(interface);
        if (provider != kNoPlugin) {
            word += " (from " + std::string(id_of(shell.index, provider)) + ")";
        }
        if (need.optional != 0) word += " (optional)";
    }
    return words;
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
        all += "both " + in_quotes(id_of(index, a.plugin)) + " and " +
               in_quotes(id_of(index, b.plugin)) + " define " + in_quotes(index.text(a.name)) +
               " without saying for which type (overload)\n";
    }
    return all;
}

// --- reports

std::string about(const Shell& shell, PluginNumber number) {
    const PluginIndex& index = shell.index;
    const index::Plugin& plugin = index.plugins()[number];
    const bool is_usable = shell.resolution.is_usable(number);
    const bool is_resident = (plugin.flags & index::kResident) != 0;
    std::string out =
        entry("id", index.text(plugin.id)) + entry("version", index.text(plugin.version)) +
        entry("summary", index.text(plugin.summary)) + entry("file", index.text(plugin.library)) +
        entry("state", is_usable ? "ready" : "unused: " + shell.resolution.reason(number)) +
        entry("built for", "ABI 1." + std::to_string(plugin.abi)) +
        entry("provides", words_of(index, index.provides(plugin))) +
        entry("requires", needs_of(shell, plugin)) +
        entry("functions", contributions(index, number, index::Kind::Native)) +
        entry("methods", contributions(index, number, index::Kind::Method)) +
        entry("modules", contributions(index, number, index::Kind::Module)) +
        entry("topics", contributions(index, number, index::Kind::Topic)) +
        entry("commands", commands_of(index, number)) +
        entry("permissions", permissions_of(plugin)) +
        entry("unmapped", is_resident ? "never (resident)" : "when nothing points into it");
    if (plugin.config_schema.size != 0) out += entry("config", index.text(plugin.config_schema));
    return out;
}

std::string reasons_of(const Shell& shell, PluginNumber number) {
    const PluginIndex& index = shell.index;
    const std::string file(index.text(index.plugins()[number].library));
    if (!shell.resolution.is_usable(number)) {
        return file + " cannot be used: " + shell.resolution.reason(number) + "\n";
    }
    std::vector<std::string> before;
    std::set<PluginNumber> seen;
    for (const PluginNumber need : shell.resolution.needs(number)) {
        if (seen.insert(need).second) before.emplace_back(id_of(index, need));
    }
    std::string out = file +
                      " can be used. It starts when a script, a command or another plugin first "
                      "needs it, " +
                      (before.empty() ? "alone" : "after " + joined(before)) + ".\n";
    for (const PluginNumber other : shell.resolution.order()) {
        const auto& needs = shell.resolution.needs(other);
        if (std::ranges::find(needs, number) == needs.end()) continue;
        out += "It is needed by " + std::string(id_of(index, other)) + ".\n";
    }
    return out;
}

template <class Report>
Result<std::string> reports(const Shell& shell, std::string_view name, Report report) {
    const Meaning meaning = meaning_of(shell.index, name);
    if (meaning.plugins.empty()) {
        if (std::string text = of_interface(shell, name); !text.empty()) return text;
        return Problem{no_such_plugin(shell.index, name)};
    }
    std::string text = introduction(shell.index, meaning);
    for (std::size_t i = 0; i < meaning.plugins.size(); ++i) {
        text += (i == 0 ? "" : "\n") + report(shell, meaning.plugins[i]);
    }
    return text;
}

// Libraries that lie in a folder of plugins and are none, or have lost their manifest.
std::string strays_in(const std::string& folder) {
    namespace fs = std::filesystem;
    std::set<std::string> names;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end;
         at.increment(failed)) {
        fs::path path = at->path();
        if (path.extension() != ".so") continue;
        if (!fs::exists(path.replace_extension(".manifest.json"), failed)) {
            names.insert(path.replace_extension().replace_extension().filename());
        }
    }
    std::string out;
    for (const std::string& name : names) {
        out += "    " + shown(name) + ".so is no plugin: there is no " + shown(name) +
               ".manifest.json beside it\n";
    }
    return out;
}

}  // namespace

std::string list_of_plugins(const Shell& shell) {
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
        out += strays_in(std::string(index.text(folder.path)));
    }
    return out + clashes(index);
}

Result<std::string> about_plugins(const Shell& shell, std::string_view name) {
    return reports(shell, name, about);
}

Result<std::string> reasons_of_plugins(const Shell& shell, std::string_view name) {
    return reports(shell, name, reasons_of);
}

PluginNumber plugin_called(const PluginIndex& index, std::string_view name) {
    std::set<std::string_view> ids;
    PluginNumber called = kNoPlugin;
    for (PluginNumber number = 0; number < index.plugins().size(); ++number) {
        const std::string_view id = id_of(index, number);
        if (id == name) return number;
        if (last_part(id) == name && ids.insert(id).second) called = number;
    }
    return ids.size() == 1 ? called : kNoPlugin;
}

std::string no_such_plugin(const PluginIndex& index, std::string_view name) {
    Nearest near(name);
    for (const index::Plugin& plugin : index.plugins()) {
        near.offer(index.text(plugin.id));
        near.offer(last_part(index.text(plugin.id)));
    }
    for (const index::Name& contribution : index.names()) near.offer(index.text(contribution.name));
    return "there is no plugin " + in_quotes(name) + ", and none that contributes it" +
           suggestion(near.best()) + " (`achronyme plugins list` shows all)";
}

std::string padded(std::string_view text, std::size_t width) {
    std::string out(text);
    if (out.size() < width) out.resize(width, ' ');
    return out;
}

}  // namespace ach::host
