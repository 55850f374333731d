// What a plugin says about itself before anything of it is run.
//
// The text is JSON, lies beside the file as <name>.manifest.json, and is embedded in the file as
// section "ach.manifest". Its shape is config/manifest.schema.json. A key this host does not know
// is a mistake, unless the plugin was built with newer headers than ours: then it is something we
// can do without.
#pragma once

#include "host/shell/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ach::host {

// One bit per thing a plugin may ask for; the order is that of ACH_PERM_….
inline constexpr const char* kPermissionNames[] = {"file.read", "file.write", "net",
                                                   "env.read",  "env.write",  "spawn"};

struct Requirement {
    std::string interface;
    bool optional = false;
};

struct Contribution {
    std::string name;
    std::string overload;  // type of the first argument, when several plugins share the name
};

struct ContributedModule {
    std::string name;
    std::vector<std::string> exports;
};

struct ContributedCommand {
    std::string name;
    std::string summary;
    std::string usage;
};

struct Manifest {
    std::string id;
    std::string version;
    std::string summary;
    std::uint16_t abi_major = 0;
    std::uint16_t abi_built = 0;
    std::uint16_t abi_required = 0;
    std::vector<std::string> provides;
    std::vector<Requirement> requires_;
    std::vector<Contribution> natives;
    std::vector<std::string> methods;
    std::vector<std::string> topics;
    std::vector<ContributedModule> modules;
    std::vector<ContributedCommand> commands;
    std::vector<std::string> activation;
    std::uint32_t permissions = 0;  // bit n: kPermissionNames[n]
    bool resident = true;
    std::string config_schema;    // JSON text; empty: takes no configuration
    std::string config_defaults;  // JSON text of what holds when nothing is configured
};

// `name` is what messages call the source, usually the path.
Result<Manifest> parse_manifest(std::string_view text, std::string_view name);

}  // namespace ach::host
