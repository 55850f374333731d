// The plugins of this process: activates them when they are needed, and brings them down in
// reverse.
//
//   map → ach_module_v1 → compare with the manifest → create → start
//   quiesce (with a deadline) → stop → thread_detach → destroy → unmap, or stay mapped for a reason
//
// Life-cycle calls are strictly serial: LoaderTurn. Looking up a started plugin takes no turn and
// no lock. Foreign functions are called through pointers without noexcept, so that a plugin that
// throws across the ABI against its word is caught and named instead of ending the process.
#pragma once

#include "host/shell/loader_turn.hpp"
#include "host/shell/plugin.hpp"
#include "host/shell/result.hpp"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ach::host {

class Foundation;
class LibraryLoader;

class PluginSet {
public:
    // All three must outlive the set.
    PluginSet(Shell& shell, LibraryLoader& loader, Foundation& foundation);
    ~PluginSet();
    PluginSet(const PluginSet&) = delete;
    PluginSet& operator=(const PluginSet&) = delete;

    // [any] Starts `plugin` and what it requires; at once when it runs already.
    Outcome activate(PluginNumber plugin);

    // [any] The table `id` as its started provider serves it, activating that provider if need be.
    Result<const void*> provided(std::string_view id);

    // [any] The same of one certain plugin.
    Result<const void*> table_of(PluginNumber plugin, std::string_view id);

    Plugin& plugin(PluginNumber number) { return plugins_[number]; }

    // The identity under which the host itself calls tables of plugins.
    const ach_host_t* own_host() const { return &host_.handle.abi; }

    // [main] Brings everything down, last started first. Answers who did not come to rest, in
    // words; empty: all did. When somebody did not, the process must end without running
    // destructors of what they may still use.
    std::vector<std::string> shut_down(std::chrono::milliseconds patience);

    // [main] Unmaps the files of stopped plugins that allow it. Every host thread but this one has
    // ended.
    void unmap_stopped();

private:
    Outcome activate_in_turn(Plugin& plugin);
    Outcome start_needs(Plugin& plugin);
    Outcome bring_up(Plugin& plugin);
    Outcome map(Plugin& plugin);
    Outcome create(Plugin& plugin);
    Outcome start(Plugin& plugin);
    void undo(Plugin& plugin);
    Outcome fail(Plugin& plugin, Problem problem);

    Outcome quiesce(Plugin& plugin, std::chrono::milliseconds patience);
    void stop_and_destroy(Plugin& plugin);

    Shell& shell_;
    LibraryLoader& loader_;
    Foundation& foundation_;
    LoaderTurn turn_;
    Plugin host_;
    std::unique_ptr<Plugin[]> plugins_;  // one per plugin of the index
    std::vector<PluginNumber> started_;  // in order; belongs to whoever has the turn
};

}  // namespace ach::host
