// One plugin of the index, from "never touched" to "gone".
#pragma once

#include "host/shell/library_loader.hpp"
#include "host/shell/plugin_index.hpp"

#include <achronyme/abi/base.h>

#include <atomic>
#include <string>
#include <string_view>

namespace ach::host {

class Shell;
struct Plugin;

// The pointer a plugin passes as its identity is the first member of this.
struct PluginHandle {
    ach_host_t abi;
    Plugin* plugin;
};

enum class PluginState : int {
    Idle,      // not needed so far
    Starting,  // being mapped, created or started
    Started,
    Failed,  // could not start; `failure` says why
    Quiescing,
    Stopped,  // destroyed; its file may be mapped still
    Stuck     // did not come to rest in time; left as it is
};

struct Plugin {
    PluginHandle handle{};
    Shell* shell = nullptr;
    PluginNumber number = kNoPlugin;
    std::string_view id;

    std::atomic<PluginState> state{PluginState::Idle};

    // Written by whoever has the loader's turn, before `state` tells of it.
    std::string failure;
    Library library;
    const ach_module_t* module = nullptr;
    const ach_plugin_t* instance = nullptr;
    std::string resident_because;  // why the file stays mapped
};

// The plugin behind a host pointer; null for null. A pointer that we never gave out cannot be told.
inline Plugin* plugin_of(const ach_host_t* h) {
    return h == nullptr ? nullptr : reinterpret_cast<const PluginHandle*>(h)->plugin;
}

}  // namespace ach::host
