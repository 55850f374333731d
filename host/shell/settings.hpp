// What the configuration says, after its layers were laid over each other.
//
// Layers, later ones win: the defaults below (they are config/default.json; a test holds the two
// together), the user's file, the project's achronyme.json or --config FILE, flags. Objects merge,
// everything else replaces. Each layer is checked against config/achronyme.schema.json for itself,
// so that a mistake is reported with its own file, line and column. Without a file or flag no JSON
// is read.
#pragma once

#include "host/shell/assignment.hpp"
#include "host/shell/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ach::host {

class PluginIndex;

// What a closed program may do all the same. Paths are absolute.
struct Grants {
    std::vector<std::string> read, write, net, env, env_write, spawn;
};

// JSON text of one plugin's part, and where a mistake in it is to be looked for.
struct PluginSettings {
    std::string json;
    std::vector<std::pair<std::string, std::string>> sources;  // name and whole text, latest first
};

struct Settings {
    std::uint32_t threads = 0;
    std::string schedule = "free";  // or "seed", "seed:N"
    std::string log_level = "warn";
    std::string log_file;
    std::vector<std::string> plugin_paths;
    std::vector<std::string> disabled;
    std::vector<std::string> start;
    std::map<std::string, std::string, std::less<>> providers;
    std::map<std::string, PluginSettings, std::less<>> plugin_config;
    std::string ui_backend = "wx";  // ui_backend.hpp says what it means
    std::optional<Grants> grants;   // nothing: what the person who runs it may
    std::uint32_t shutdown_deadline_ms = 5000;

    std::vector<std::string> files;  // that were read, earliest first
};

struct SettingsRequest {
    std::string user_file;                // used when it exists
    std::string project_file;             // likewise
    std::string config_file;              // --config: instead of project_file; must exist
    std::vector<Assignment> assignments;  // in order
};

Result<Settings> load_settings(const SettingsRequest& request);

// Checks every plugin's part against the schema in its manifest and fills in that schema's
// defaults.
Outcome check_plugin_settings(Settings& settings, const PluginIndex& index);

// The whole as it would stand in a configuration file.
std::string to_json(const Settings& settings);

}  // namespace ach::host
