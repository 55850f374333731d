#include "host/shell/settings.hpp"

#include "host/shell/embedded.hpp"
#include "host/shell/files.hpp"
#include "host/shell/json_position.hpp"
#include "host/shell/json_text.hpp"
#include "host/shell/nearest.hpp"
#include "host/shell/paths.hpp"
#include "host/shell/plugin_index.hpp"
#include "host/shell/schema_check.hpp"
#include "host/shell/shown.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ach::host {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

constexpr std::size_t kLargestFile = std::size_t{16} << 20;

struct Layer {
    std::string name;    // how messages call it
    std::string text;    // empty for flags: they have no lines
    std::string folder;  // where its relative paths start
    json document;
    bool names_path = true;  // false: a flag for one value, which needs none
};

std::string describe_in(const Layer& layer, const std::vector<Complaint>& complaints) {
    if (!layer.text.empty()) return describe(complaints, layer.text, layer.name);
    std::string all;
    for (const Complaint& complaint : complaints) {
        if (!all.empty()) all += '\n';
        all += layer.name + ": ";
        if (layer.names_path) all += shown(complaint.pointer) + ": ";
        all += complaint.text;
    }
    return all;
}

Result<Layer> read_layer(const std::string& path, std::string text) {
    Result<json> document = parse_json(text, path);
    if (!document) return document.problem();
    const std::string folder = folder_of(absolute_path(path, current_folder()));
    return Layer{path, std::move(text), folder, std::move(*document), true};
}

std::string pointer_from_dots(std::string_view path) {
    if (path.starts_with('/')) return std::string(path);
    std::string pointer;
    while (true) {
        const auto dot = path.find('.');
        pointer += pointer_step(path.substr(0, dot));
        if (dot == path.npos) return pointer;
        path.remove_prefix(dot + 1);
    }
}

// Makes `document` what `pointer` names in an object of its own. False: no path leads there.
bool put_below(json& document, const std::string& pointer) {
    if (std::ranges::count(pointer, '/') > kDeepestJson) return false;
    try {
        for (json::json_pointer path(pointer); !path.empty(); path.pop_back()) {
            json outer = json::object();
            outer[path.back()] = std::move(document);
            document = std::move(outer);
        }
    } catch (const json::exception&) {  // a '~' that escapes nothing
        return false;
    }
    return true;
}

Result<Layer> read_assignment(const Assignment& assignment) {
    const std::string& text = assignment.text;
    const std::string name = shown(assignment.written);
    const auto equals = text.find('=');
    if (equals == 0 || equals == text.npos) {
        return Problem{name + ": expected PATH=VALUE, such as log.level=debug", ACH_E_ARG};
    }
    const std::string value = text.substr(equals + 1);
    json document = value;
    if (is_json(value)) {
        Result<json> parsed = parse_json(value, name);
        if (!parsed) return parsed.problem();
        document = std::move(*parsed);
    }
    if (!put_below(document, pointer_from_dots(text.substr(0, equals)))) {
        return Problem{name + ": the path leads nowhere", ACH_E_ARG};
    }
    return Layer{name, {}, current_folder(), std::move(document), assignment.names_path};
}

void make_absolute(json& value, const std::string& folder) {
    if (value.is_array()) {
        for (json& item : value) make_absolute(item, folder);
    } else if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
        value = absolute_path(value.get<std::string>(), folder);
    }
}

void make_paths_absolute(Layer& layer) {
    for (const char* pointer : {"/plugins/paths", "/permissions/read", "/permissions/write",
                                "/permissions/spawn", "/log/file"}) {
        const json::json_pointer where(pointer);
        if (layer.document.contains(where)) make_absolute(layer.document[where], layer.folder);
    }
}

void merge(json& into, const json& from) {
    if (!into.is_object() || !from.is_object()) {
        into = from;
        return;
    }
    for (const auto& [key, value] : from.items()) merge(into[key], value);
}

Result<std::vector<Layer>> read_layers(const SettingsRequest& request) {
    std::vector<Layer> layers;
    const bool explicit_file = !request.config_file.empty();
    for (const std::string& path :
         {request.user_file, explicit_file ? request.config_file : request.project_file}) {
        if (path.empty()) continue;
        auto text = read_file(path, kLargestFile);
        if (!text) {
            const bool absent = errno == ENOENT || errno == ENOTDIR;
            if (absent && path != request.config_file) continue;
            return Problem{path + ": the configuration cannot be read: " + std::strerror(errno)};
        }
        Result<Layer> layer = read_layer(path, std::move(*text));
        if (!layer) return layer.problem();
        layers.push_back(std::move(*layer));
    }
    for (const Assignment& assignment : request.assignments) {
        Result<Layer> layer = read_assignment(assignment);
        if (!layer) return layer.problem();
        layers.push_back(std::move(*layer));
    }
    return layers;
}

Outcome check_layers(std::vector<Layer>& layers) {
    const json schema = json::parse(embedded::config_schema());
    for (Layer& layer : layers) {
        const auto complaints = check_against(schema, layer.document);
        if (!complaints.empty()) return Problem{describe_in(layer, complaints), ACH_E_ARG};
        make_paths_absolute(layer);
    }
    return {};
}

// Looks a value up without inserting; the schema has made sure of its type.
template <class T>
T take(const json& whole, const char* pointer, T fallback) {
    const json::json_pointer where(pointer);
    return whole.contains(where) ? whole.at(where).get<T>() : std::move(fallback);
}

std::optional<Grants> take_grants(const json& whole) {
    const auto found = whole.find("permissions");
    if (found == whole.end()) return std::nullopt;
    const json& permissions = *found;
    return Grants{permissions.value("read", Strings{}),      permissions.value("write", Strings{}),
                  permissions.value("net", Strings{}),       permissions.value("env", Strings{}),
                  permissions.value("env_write", Strings{}), permissions.value("spawn", Strings{})};
}

void take_plugin_config(const json& whole, const std::vector<Layer>& layers, Settings& settings) {
    const json::json_pointer where("/plugins/config");
    if (!whole.contains(where)) return;
    for (const auto& [id, config] : whole.at(where).items()) {
        PluginSettings part{config.dump(-1, ' ', false, json::error_handler_t::replace), {}};
        for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
            if (layer->document.contains(where / id))
                part.sources.emplace_back(layer->name, layer->text);
        }
        settings.plugin_config.emplace(id, std::move(part));
    }
}

Settings settings_from(const json& whole, const std::vector<Layer>& layers) {
    Settings settings;
    settings.threads = take(whole, "/threads", settings.threads);
    settings.schedule = take(whole, "/executor/schedule", settings.schedule);
    settings.log_level = take(whole, "/log/level", settings.log_level);
    settings.log_file = take(whole, "/log/file", settings.log_file);
    settings.plugin_paths = take(whole, "/plugins/paths", Strings{});
    settings.disabled = take(whole, "/plugins/disabled", Strings{});
    settings.start = take(whole, "/plugins/start", Strings{});
    settings.providers = take(whole, "/plugins/providers", settings.providers);
    settings.ui_backend = take(whole, "/ui/backend", settings.ui_backend);
    settings.shutdown_deadline_ms =
        take(whole, "/shutdown/deadline_ms", settings.shutdown_deadline_ms);
    settings.grants = take_grants(whole);
    take_plugin_config(whole, layers, settings);
    for (const Layer& layer : layers) {
        if (!layer.text.empty()) settings.files.push_back(layer.name);
    }
    return settings;
}

// "file:line:column: pointer" of the latest layer that has something at `pointer` of plugin `id`.
std::string place_of(const PluginSettings& part, const std::string& pointer) {
    if (part.sources.empty()) return shown(pointer);
    const auto has_it = [&](const auto& source) {
        const json document = json::parse(source.second, nullptr, false);
        return !document.is_discarded() && document.contains(json::json_pointer(pointer));
    };
    const auto found = std::find_if(part.sources.begin(), part.sources.end(), has_it);
    const auto& [name, text] = found == part.sources.end() ? part.sources.front() : *found;
    if (text.empty()) return name + ": " + shown(pointer);
    const Position at = position_of(text, pointer);
    return name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
           shown(pointer);
}

Outcome check_part(const std::string& id, PluginSettings& part, const PluginIndex& index) {
    const std::string root = "/plugins/config" + pointer_step(id);
    const PluginNumber number = index.find(id);
    if (number == kNoPlugin) {
        Nearest near(id);
        for (const index::Plugin& plugin : index.plugins()) near.offer(index.text(plugin.id));
        std::string text = place_of(part, root) + ": no plugin '" + shown(id) +
                           "' can be used here" + suggestion(near.best());
        if (id.find('.') == id.npos) {
            text += " (an id with dots is set by --set /plugins/config/ID/KEY=VALUE)";
        }
        return Problem{text, ACH_E_ARG};
    }
    const std::string_view schema_text = index.text(index.plugins()[number].config_schema);
    if (schema_text.empty()) {
        return Problem{place_of(part, root) + ": plugin '" + id + "' takes no configuration",
                       ACH_E_ARG};
    }
    const json schema = json::parse(schema_text);
    json document = json::parse(part.json);
    std::string all;
    for (const Complaint& complaint : check_against(schema, document)) {
        if (!all.empty()) all += '\n';
        all += place_of(part, root + complaint.pointer) + ": " + complaint.text;
    }
    if (!all.empty()) return Problem{all, ACH_E_ARG};
    fill_defaults(schema, document);
    part.json = document.dump();
    return {};
}

}  // namespace

Result<Settings> load_settings(const SettingsRequest& request) {
    Result<std::vector<Layer>> layers = read_layers(request);
    if (!layers) return layers.problem();
    if (layers->empty()) return Settings{};
    if (Outcome checked = check_layers(*layers); !checked) return checked.problem();
    json whole = json::object();
    for (const Layer& layer : *layers) merge(whole, layer.document);
    return settings_from(whole, *layers);
}

Outcome check_plugin_settings(Settings& settings, const PluginIndex& index) {
    for (auto& [id, part] : settings.plugin_config) {
        if (Outcome checked = check_part(id, part, index); !checked) return checked;
    }
    return {};
}

std::string to_json(const Settings& settings) {
    nlohmann::ordered_json whole;
    whole["threads"] = settings.threads;
    whole["executor"] = {{"schedule", settings.schedule}};
    whole["log"] = {{"level", settings.log_level}, {"file", settings.log_file}};
    auto& plugins = whole["plugins"];
    plugins["paths"] = settings.plugin_paths;
    plugins["disabled"] = settings.disabled;
    plugins["start"] = settings.start;
    plugins["providers"] = settings.providers;
    plugins["config"] = nlohmann::ordered_json::object();
    for (const auto& [id, part] : settings.plugin_config) {
        plugins["config"][id] = nlohmann::ordered_json::parse(part.json);
    }
    whole["ui"] = {{"backend", settings.ui_backend}};
    if (settings.grants) {
        const Grants& grants = *settings.grants;
        whole["permissions"] = {
            {"read", grants.read}, {"write", grants.write},         {"net", grants.net},
            {"env", grants.env},   {"env_write", grants.env_write}, {"spawn", grants.spawn}};
    }
    whole["shutdown"] = {{"deadline_ms", settings.shutdown_deadline_ms}};
    return whole.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace ach::host
