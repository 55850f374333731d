#include "host/shell/plugin_set.hpp"

#include "host/shell/foreign_call.hpp"
#include "host/shell/foundation.hpp"
#include "host/shell/library_loader.hpp"
#include "host/shell/shell.hpp"
#include "host/shell/tables/tables.hpp"

#include <achronyme/abi/log.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace ach::host {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kTurnPatience{60'000};
constexpr milliseconds kLeastPatience{20};  // even who comes last at shutdown gets this much

// The members of the ABI's structures as they are called: without the promise not to throw, so that
// the compiler keeps our handlers.
using CreateFn = ach_status(ACH_CALL*)(const ach_host_t*, const ach_plugin_t**, ach_error*);
using DestroyFn = void(ACH_CALL*)(const ach_plugin_t*);
using StartFn = ach_status(ACH_CALL*)(const ach_plugin_t*, ach_error*);
using QuiesceFn = ach_status(ACH_CALL*)(const ach_plugin_t*, ach_op, ach_error*);
using DetachFn = void(ACH_CALL*)(const ach_plugin_t*);
using GetInterfaceFn = const void*(ACH_CALL*)(const ach_plugin_t*, const char*);

// True when a structure of the plugin's reaches as far as `member`'s end.
bool reaches(std::uint32_t struct_size, std::size_t end) { return struct_size >= end; }

std::string refuse_module(const ach_module_t* module, std::string_view id,
                          std::string_view version) {
    if (module == nullptr) return "its ach_module_v1 returned nothing";
    if (!reaches(module->struct_size, offsetof(ach_module_t, destroy) + sizeof(module->destroy))) {
        return "its module record is too short: build it with the SDK's headers";
    }
    if (module->abi_major != ACH_ABI_MAJOR) {
        return "it was built for plugin ABI " + std::to_string(module->abi_major) +
               ", this host serves ABI " + std::to_string(ACH_ABI_MAJOR);
    }
    if (module->abi_minor_required > ACH_ABI_MINOR) {
        return "it needs plugin ABI 1." + std::to_string(module->abi_minor_required) +
               ", this host serves 1." + std::to_string(ACH_ABI_MINOR);
    }
    if (module->id == nullptr || module->id != id) {
        return "it calls itself '" + std::string(module->id == nullptr ? "" : module->id) +
               "', its manifest says '" + std::string(id) + "'";
    }
    if (module->version == nullptr || module->version != version) {
        return "it calls itself version '" +
               std::string(module->version == nullptr ? "" : module->version) +
               "', its manifest says '" + std::string(version) + "'";
    }
    if (module->create == nullptr || module->destroy == nullptr) {
        return "its module record lacks create or destroy";
    }
    return {};
}

std::string refuse_instance(const ach_plugin_t* instance) {
    if (instance == nullptr) return "its create gave no instance";
    constexpr std::size_t end =
        offsetof(ach_plugin_t, get_interface) + sizeof(instance->get_interface);
    if (!reaches(instance->struct_size, end)) {
        return "its instance record is too short: build it with the SDK's headers";
    }
    return instance->start == nullptr ? "its instance has no start" : std::string();
}

const void* ACH_CALL get_interface(const ach_host_t* h, const char* id, ach_error* err) noexcept {
    return find_interface(h, id == nullptr ? std::string_view() : std::string_view(id), err);
}

void introduce(Plugin& plugin, Shell& shell, PluginNumber number, std::string_view id) {
    plugin.handle.abi = {sizeof(ach_host_t), ACH_ABI_MAJOR, ACH_ABI_MINOR, nullptr, get_interface};
    plugin.handle.plugin = &plugin;
    plugin.shell = &shell;
    plugin.number = number;
    plugin.id = id;
}

}  // namespace

PluginSet::PluginSet(Shell& shell, LibraryLoader& loader, Foundation& foundation)
    : shell_(shell),
      loader_(loader),
      foundation_(foundation),
      plugins_(std::make_unique<Plugin[]>(shell.index.plugins().size())) {
    for (PluginNumber number = 0; number < shell.index.plugins().size(); ++number) {
        introduce(plugins_[number], shell, number,
                  shell.index.text(shell.index.plugins()[number].id));
    }
    introduce(host_, shell, kNoPlugin, "host");
    foundation_.admit(host_.handle.abi, kNoPlugin, host_.id);
}

PluginSet::~PluginSet() {
    // Files are unmapped by unmap_stopped() or not at all: at the end of a process nothing is
    // gained by it, and code may still be running that nobody knows of.
    const auto all = shell_.index.plugins();
    for (PluginNumber number = 0; number < all.size(); ++number) {
        if (!plugins_[number].library.mapping) continue;
        loader_.keep(std::string(shell_.index.text(all[number].library)));
    }
}

Outcome PluginSet::activate(PluginNumber number) {
    Plugin& plugin = plugins_[number];
    if (plugin.state.load(std::memory_order_acquire) == PluginState::Started) return {};
    if (!turn_.take(kTurnPatience)) {
        return Problem{"plugin '" + std::string(plugin.id) +
                           "' cannot start: another plugin has been starting for a minute",
                       ACH_E_TIMEOUT};
    }
    Outcome outcome = activate_in_turn(plugin);
    turn_.give_back();
    return outcome;
}

Outcome PluginSet::activate_in_turn(Plugin& plugin) {
    const std::string name = "plugin '" + std::string(plugin.id) + "'";
    switch (plugin.state.load(std::memory_order_acquire)) {
        case PluginState::Started: return {};
        case PluginState::Failed: return Problem{plugin.failure};
        case PluginState::Starting:
            return Problem{name +
                               " is still starting and already needed by what it started: the two "
                               "need each other",
                           ACH_E_WRONG_CONTEXT};
        case PluginState::Quiescing:
        case PluginState::Stopped:
        case PluginState::Stuck:
            return Problem{name + " has ended: the host is shutting down", ACH_E_GONE};
        case PluginState::Idle: break;
    }
    if (const std::string& reason = shell_.resolution.reason(plugin.number); !reason.empty()) {
        return fail(plugin, {reason});
    }
    plugin.state.store(PluginState::Starting, std::memory_order_release);
    if (Outcome needs = start_needs(plugin); !needs) return fail(plugin, needs.problem());
    return bring_up(plugin);
}

Outcome PluginSet::start_needs(Plugin& plugin) {
    for (PluginNumber need : shell_.resolution.needs(plugin.number)) {
        if (Outcome started = activate_in_turn(plugins_[need]); !started) return started;
    }
    return {};
}

Outcome PluginSet::bring_up(Plugin& plugin) {
    const auto began = steady_clock::now();
    const index::Plugin& record = shell_.index.plugins()[plugin.number];
    CrashGuard::Stage stage(shell_.crash_guard,
                            {plugin.id, shell_.index.text(record.library), record.library_stamp},
                            "mapped");
    if (Outcome mapped = map(plugin); !mapped) return fail(plugin, mapped.problem());
    shell_.crash_guard.remember_code(
        {plugin.id, shell_.index.text(record.library), record.library_stamp}, plugin.library.begin,
        plugin.library.end);
    stage.advance("created");
    if (Outcome created = create(plugin); !created) return fail(plugin, created.problem());
    stage.advance("started");
    if (Outcome started = start(plugin); !started) {
        undo(plugin);
        return fail(plugin, started.problem());
    }
    stage.prove();
    shell_.definitions.publish(&plugin.handle.abi);
    started_.push_back(plugin.number);
    plugin.state.store(PluginState::Started, std::memory_order_release);
    if (shell_.log.enabled(ACH_LOG_DEBUG)) {
        const std::chrono::duration<double, std::micro> took = steady_clock::now() - began;
        shell_.log.write(ACH_LOG_DEBUG, plugin.id,
                         "started in " + std::to_string(static_cast<long>(took.count())) + " us");
    }
    return {};
}

Outcome PluginSet::map(Plugin& plugin) {
    const index::Plugin& record = shell_.index.plugins()[plugin.number];
    Result<Library> library = loader_.open(std::string(shell_.index.text(record.library)));
    if (!library) return library.problem();
    plugin.library = std::move(*library);
    ach_error error = fresh_error();
    const auto entry = plugin.library.entry;
    const ach_status called = guarded(error, "ach_module_v1", [&] {
        plugin.module = entry();
        return ACH_OK;
    });
    if (called != ACH_OK) return Problem{words(error, called)};
    std::string refusal =
        refuse_module(plugin.module, plugin.id, shell_.index.text(record.version));
    if (!refusal.empty()) return Problem{std::move(refusal)};
    return {};
}

Outcome PluginSet::create(Plugin& plugin) {
    foundation_.admit(plugin.handle.abi, plugin.number, plugin.id);
    ach_error error = fresh_error();
    const CreateFn create_fn = plugin.module->create;
    const ach_status status = guarded(
        error, "create", [&] { return create_fn(&plugin.handle.abi, &plugin.instance, &error); });
    if (status != ACH_OK) return Problem{"its create failed: " + words(error, status)};
    std::string refusal = refuse_instance(plugin.instance);
    if (!refusal.empty()) return Problem{std::move(refusal)};
    return {};
}

Outcome PluginSet::start(Plugin& plugin) {
    ach_error error = fresh_error();
    const StartFn start_fn = plugin.instance->start;
    const ach_status status =
        guarded(error, "start", [&] { return start_fn(plugin.instance, &error); });
    if (status != ACH_OK) return Problem{"its start failed: " + words(error, status)};
    return {};
}

// After a start that failed: the instance goes, its file stays, since nobody knows what it left
// behind.
void PluginSet::undo(Plugin& plugin) {
    shell_.definitions.drop(&plugin.handle.abi);
    shell_.services.withdraw_all(&plugin.handle.abi);
    foundation_.retire(plugin.handle.abi);
    ach_error error = fresh_error();
    const DestroyFn destroy = plugin.module->destroy;
    const ach_status status = guarded(error, "destroy", [&] {
        destroy(plugin.instance);
        return ACH_OK;
    });
    plugin.instance = nullptr;
    if (status != ACH_OK) shell_.log.write(ACH_LOG_ERROR, plugin.id, words(error, status));
}

Outcome PluginSet::fail(Plugin& plugin, Problem problem) {
    plugin.failure = "plugin '" + std::string(plugin.id) + "' cannot be used: " + problem.text;
    plugin.resident_because = "it failed to start";
    plugin.state.store(PluginState::Failed, std::memory_order_release);
    return Problem{plugin.failure, problem.status};
}

Result<const void*> PluginSet::provided(std::string_view id) {
    const PluginNumber number = shell_.resolution.provider(id);
    if (number == kNoPlugin) return Problem{shell_.resolution.why_absent(id), ACH_E_ABSENT};
    return table_of(number, id);
}

Result<const void*> PluginSet::table_of(PluginNumber number, std::string_view id) {
    if (Outcome active = activate(number); !active) return active.problem();
    const Plugin& provider = plugins_[number];
    const std::string owned(id);
    const void* table = nullptr;
    if (const GetInterfaceFn get = provider.instance->get_interface; get != nullptr) {
        ach_error error = fresh_error();
        const ach_status status = guarded(error, "get_interface", [&] {
            table = get(provider.instance, owned.c_str());
            return ACH_OK;
        });
        if (status != ACH_OK) {
            return Problem{"plugin '" + std::string(provider.id) + "': " + words(error, status)};
        }
    }
    if (table != nullptr) return table;
    return Problem{"plugin '" + std::string(provider.id) + "' lists " + owned +
                       " under `provides` but does not serve it",
                   ACH_E_ABSENT};
}

std::vector<std::string> PluginSet::shut_down(milliseconds patience) {
    const auto deadline = steady_clock::now() + patience;
    const auto remaining = [&] {
        const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
        return std::max(left, kLeastPatience);
    };
    std::vector<std::string> held_up;
    if (!turn_.take(remaining())) {
        held_up.emplace_back("a plugin is still starting");
        return held_up;
    }
    // All come to rest before the first one goes: a plugin may use one that started after it, whose
    // interface it has asked for only then.
    std::vector<const Plugin*> restless;
    for (auto number = started_.rbegin(); number != started_.rend(); ++number) {
        Plugin& plugin = plugins_[*number];
        plugin.state.store(PluginState::Quiescing, std::memory_order_release);
        if (const Outcome quiet = quiesce(plugin, remaining()); !quiet) {
            held_up.push_back("plugin '" + std::string(plugin.id) + "' " + quiet.problem().text);
            restless.push_back(&plugin);
        }
    }
    bool may_be_in_use = false;
    for (auto number = started_.rbegin(); number != started_.rend(); ++number) {
        Plugin& plugin = plugins_[*number];
        const bool is_quiet = std::ranges::find(restless, &plugin) == restless.end();
        // Whoever did not come to rest may still use everybody that started before it.
        may_be_in_use |= !is_quiet;
        if (!may_be_in_use) {
            stop_and_destroy(plugin);
            continue;
        }
        plugin.resident_because =
            is_quiet ? "a plugin that did not come to rest may use it" : "it did not come to rest";
        plugin.state.store(PluginState::Stuck, std::memory_order_release);
    }
    started_.clear();
    turn_.give_back();
    return held_up;
}

Outcome PluginSet::quiesce(Plugin& plugin, milliseconds patience) {
    const QuiesceFn quiesce_fn = plugin.instance->quiesce;
    if (quiesce_fn == nullptr) return {};
    ach_error error = fresh_error();
    const auto begin = [&](ach_op done) {
        return guarded(error, "quiesce", [&] { return quiesce_fn(plugin.instance, done, &error); });
    };
    const ach_status status = foundation_.await(plugin.handle.abi, begin, patience);
    if (status == ACH_OK) return {};
    if (status == ACH_E_TIMEOUT) {
        return Problem{"did not come to rest within the deadline (shutdown.deadline_ms)", status};
    }
    return Problem{"failed to come to rest: " + words(error, status), status};
}

void PluginSet::stop_and_destroy(Plugin& plugin) {
    ach_error error = fresh_error();
    if (const StartFn stop = plugin.instance->stop; stop != nullptr) {
        const ach_status stopped =
            guarded(error, "stop", [&] { return stop(plugin.instance, &error); });
        if (stopped != ACH_OK) {
            shell_.log.write(ACH_LOG_ERROR, plugin.id, "its stop failed: " + words(error, stopped));
        }
    }
    shell_.services.withdraw_all(&plugin.handle.abi);
    const std::string pins = foundation_.retire(plugin.handle.abi);
    error = fresh_error();
    const DetachFn detach = ACH_HAS(plugin.instance, ach_plugin_t, thread_detach)
                                ? plugin.instance->thread_detach
                                : nullptr;
    const DestroyFn destroy = plugin.module->destroy;
    const ach_status gone = guarded(error, "destroy", [&] {
        if (detach != nullptr) detach(plugin.instance);
        destroy(plugin.instance);
        return ACH_OK;
    });
    if (gone != ACH_OK) shell_.log.write(ACH_LOG_ERROR, plugin.id, words(error, gone));
    plugin.instance = nullptr;
    const bool resident = (shell_.index.plugins()[plugin.number].flags & index::kResident) != 0;
    if (resident) plugin.resident_because = "its manifest asks for it (resident)";
    if (!pins.empty()) plugin.resident_because = "still in use: " + pins;
    plugin.state.store(PluginState::Stopped, std::memory_order_release);
}

void PluginSet::unmap_stopped() {
    for (PluginNumber number = 0; number < shell_.index.plugins().size(); ++number) {
        Plugin& plugin = plugins_[number];
        if (plugin.state.load(std::memory_order_acquire) != PluginState::Stopped) continue;
        if (plugin.resident_because.empty()) {
            plugin.library = {};
        } else if (shell_.log.enabled(ACH_LOG_DEBUG)) {
            shell_.log.write(ACH_LOG_DEBUG, plugin.id, "stays mapped: " + plugin.resident_because);
        }
    }
}

}  // namespace ach::host
