#include "host/shell/plugin_command.hpp"

#include "host/kernel/kernel.hpp"
#include "host/kernel/main_thread/main_thread.hpp"
#include "host/kernel/tables.hpp"
#include "host/shell/foreign_call.hpp"
#include "host/shell/host_commands.hpp"
#include "host/shell/interrupts.hpp"
#include "host/shell/monotonic.hpp"
#include "host/shell/pending.hpp"
#include "host/shell/shell.hpp"

#include <achronyme/abi/command.h>

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <vector>

namespace ach::host {
namespace {

using RunFn = ach_status(ACH_CALL*)(const ach_command_t*, const ach_host_t*, ach_str,
                                    const ach_str*, std::uint32_t, ach_op, ach_error*);
using InterruptFn = void(ACH_CALL*)(const ach_command_t*, const ach_host_t*);
using InterruptedFn = ach_status(ACH_CALL*)(const ach_command_t*, const ach_host_t*);
using EndFn = void(ACH_CALL*)(const ach_command_t*, const ach_host_t*, std::uint32_t);

constexpr std::uint64_t kForever = ~std::uint64_t{0};

// The plugins that the configuration lets start without being asked for.
Outcome start_eager(Shell& shell) {
    for (PluginNumber number : shell.resolution.order()) {
        const index::Plugin& plugin = shell.index.plugins()[number];
        const std::string id(shell.index.text(plugin.id));
        const auto& start = shell.settings.start;
        const bool wanted = (plugin.flags & index::kOnStart) != 0 &&
                            std::find(start.begin(), start.end(), id) != start.end();
        if (!wanted) continue;
        if (Outcome started = shell.plugins.activate(number); !started) return started;
    }
    return {};
}

Result<const ach_command_t*> find_table(Shell& shell, const index::Command& command) {
    if (Outcome eager = start_eager(shell); !eager) return eager.problem();
    Result<const void*> table = shell.plugins.table_of(command.plugin, ACH_IF_COMMAND);
    if (!table) return table.problem();
    const auto* found = static_cast<const ach_command_t*>(*table);
    if (!ACH_HAS(found, ach_command_t, run)) {
        return Problem{"plugin '" + std::string(shell.plugins.plugin(command.plugin).id) +
                       "' serves ach.command/1 without run"};
    }
    return found;
}

std::string_view name_of(ach_status status) {
    switch (status) {
        case ACH_E_CANCELLED: return "it was cancelled";
        case ACH_E_TIMEOUT: return "its time was up";
        case ACH_E_ABSENT: return "its plugin does not know it";
        default: return "it gave no reason";
    }
}

int report_end(std::string_view name, ach_status status, const ach_error& error) {
    const std::string why = error.message[0] != '\0' ? std::string(error.message)
                                                     : std::string(name_of(status)) + " (status " +
                                                           std::to_string(status) + ")";
    complain("subcommand '" + std::string(name) + "' failed: " + why);
    return kExitCrashed;
}

void ask_to_end(const ach_command_t& table, const ach_host_t* host, int status) {
    const EndFn end = ACH_HAS(&table, ach_command_t, end) ? table.end : nullptr;
    const InterruptFn interrupt =
        ACH_HAS(&table, ach_command_t, interrupt) ? table.interrupt : nullptr;
    if (end == nullptr && interrupt == nullptr) return;
    ach_error error = fresh_error();
    const ach_status asked = guarded(error, end != nullptr ? "end" : "interrupt", [&] {
        if (end != nullptr) {
            end(&table, host, static_cast<std::uint32_t>(status));
        } else {
            interrupt(&table, host);
        }
        return ACH_OK;
    });
    if (asked != ACH_OK) complain(error.message);
}

// Was it meant for what the command is just doing?
bool deals_with_interrupt(const ach_command_t& table, const ach_host_t* host) {
    const InterruptedFn interrupted =
        ACH_HAS(&table, ach_command_t, interrupted) ? table.interrupted : nullptr;
    if (interrupted == nullptr) return false;
    ach_error error = fresh_error();
    return guarded(error, "interrupted", [&] { return interrupted(&table, host); }) == ACH_OK;
}

int run_to_its_end(Shell& shell, Kernel& kernel, const ach_command_t& table, std::string_view name,
                   std::span<const std::string_view> arguments) {
    const ach_host_t* host = shell.plugins.own_host();
    const auto pending = Pending::create(kernel, *host);
    if (!pending) return report_end(name, ACH_E_FULL, {});
    const Interrupts interrupts(host, *main_thread_table(), [&table, host](int status) {
        constexpr int kInterrupted = 128 + SIGINT;
        if (status == kInterrupted && deals_with_interrupt(table, host)) return false;
        ask_to_end(table, host, status);
        return true;
    });
    std::vector<ach_str> words;
    for (std::string_view argument : arguments) words.push_back({argument.data(), argument.size()});
    ach_error error = fresh_error();
    const RunFn run = table.run;
    const ach_status begun = guarded(error, "run", [&] {
        return run(&table, host, {name.data(), name.size()}, words.data(),
                   static_cast<std::uint32_t>(words.size()), pending->op(), &error);
    });
    if (begun != ACH_OK) {
        op_table()->cancel(host, pending->op());
        return report_end(name, begun, error);
    }
    pending->wait_until(kForever);
    if (pending->outcome() != ACH_OK) return report_end(name, pending->outcome(), error);
    return pending->first_byte(kExitOk);
}

// After this nothing of any plugin runs, or the process is gone.
void bring_down(Shell& shell, Kernel& kernel, int status) {
    kernel.main_thread().end();
    const std::chrono::milliseconds patience(shell.settings.shutdown_deadline_ms);
    const auto deadline = monotonic_ns() + to_ns(patience);
    const auto held_up = shell.plugins.shut_down(patience);
    for (const std::string& who : held_up) complain("shutdown: " + who);
    kernel.main_thread().run();  // refuses posts from here on
    const auto now = monotonic_ns();
    const bool ended = kernel.stop(std::max(deadline, now + to_ns(std::chrono::seconds(1))));
    if (!ended && held_up.empty()) complain("shutdown: a thread of the host did not end in time");
    std::fflush(nullptr);
    // Destructors would pull the ground from under whatever still runs.
    if (!ended || !held_up.empty()) ::_exit(status);
    shell.plugins.unmap_stopped();
}

}  // namespace

int run_plugin_command(Shell& shell, Kernel& kernel, const index::Command& command,
                       std::span<const std::string_view> arguments) {
    const std::string_view name = shell.index.text(command.name);
    int status = kExitFailed;
    if (const Result<const ach_command_t*> table = find_table(shell, command)) {
        status = run_to_its_end(shell, kernel, **table, name, arguments);
    } else {
        complain(table.problem().text);
    }
    bring_down(shell, kernel, status);
    return status;
}

}  // namespace ach::host
