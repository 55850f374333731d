// Everything one process knows about its plugins, in one place. Owns; contains no logic of its own.
#pragma once

#include "host/shell/crash_guard.hpp"
#include "host/shell/definitions.hpp"
#include "host/shell/foundation.hpp"
#include "host/shell/library_loader.hpp"
#include "host/shell/log.hpp"
#include "host/shell/permissions.hpp"
#include "host/shell/plugin_config.hpp"
#include "host/shell/plugin_index.hpp"
#include "host/shell/plugin_set.hpp"
#include "host/shell/resolver.hpp"
#include "host/shell/services.hpp"
#include "host/shell/settings.hpp"

#include <memory>
#include <string>

namespace ach::host {

class Shell {
public:
    struct Parts {
        Settings settings;
        bool sandbox = false;
        PluginIndex index;
        std::string state_folder;
        LibraryLoader& loader;
        Foundation& foundation;
    };

    explicit Shell(Parts parts);

    // What `h` gets under `id`: a table of the shell, of the kernel, or of another plugin.
    Result<const void*> interface(std::string_view id);

    const Settings settings;
    const PluginIndex index;
    Log log;
    const Permissions permissions;
    CrashGuard crash_guard;
    Foundation& foundation;
    const Resolution resolution;
    Definitions definitions;
    Services services;
    PluginConfig config;
    PluginSet plugins;
};

}  // namespace ach::host
