#include "host/shell/nearest.hpp"
#include "host/shell/shell.hpp"
#include "host/shell/tables/tables.hpp"

#include <achronyme/abi/catalog.h>

#include <algorithm>

namespace ach::host {
namespace {

ach_str to_str(std::string_view text) { return {text.data(), text.size()}; }

// The names of one kind, or nothing for a kind we do not have.
std::optional<index::Kind> kind_of(std::string_view kind) {
    if (kind == ACH_CONTRIBUTES_NATIVES) return index::Kind::Native;
    if (kind == ACH_CONTRIBUTES_METHODS) return index::Kind::Method;
    if (kind == ACH_CONTRIBUTES_MODULES) return index::Kind::Module;
    return std::nullopt;
}

ach_str ACH_CALL provider(const ach_host_t* h, ach_str kind, ach_str name,
                          std::uint32_t number) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr) return {nullptr, 0};
    const PluginIndex& index = caller->shell->index;
    PluginNumber found = kNoPlugin;
    if (const auto names = kind_of(view(kind))) {
        const auto all = index.find(*names, view(name));
        if (number < all.size()) found = all[number].plugin;
    } else if (view(kind) == ACH_CONTRIBUTES_COMMANDS && number == 0) {
        if (const index::Command* command = index.command(view(name))) found = command->plugin;
    }
    return found == kNoPlugin ? ach_str{nullptr, 0} : to_str(index.text(index.plugins()[found].id));
}

ach_str ACH_CALL nearest_name(const ach_host_t* h, ach_str kind, ach_str name) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr || view(name).size() > 200) return {nullptr, 0};
    const PluginIndex& index = caller->shell->index;
    try {
        Nearest near(view(name));
        if (const auto names = kind_of(view(kind))) {
            for (const index::Name& entry : index.names()) {
                if (entry.kind == *names) near.offer(index.text(entry.name));
            }
        } else if (view(kind) == ACH_CONTRIBUTES_COMMANDS) {
            for (const index::Command& entry : index.commands()) near.offer(index.text(entry.name));
        }
        return near.best().empty() ? ach_str{nullptr, 0} : to_str(near.best());
    } catch (...) {
        return {nullptr, 0};
    }
}

ach_status ACH_CALL module_export(const ach_host_t* h, ach_str module, ach_str name) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr) return ACH_E_ARG;
    const PluginIndex& index = caller->shell->index;
    const auto modules = index.find(index::Kind::Module, view(module));
    if (modules.empty()) return ACH_E_GONE;
    for (const index::Name& found : modules) {
        const auto exports = index.exports(found);
        const auto at = std::lower_bound(
            exports.begin(), exports.end(), view(name),
            [&index](index::Text text, std::string_view key) { return index.text(text) < key; });
        const bool has_it = at != exports.end() && index.text(*at) == view(name);
        if (has_it) return ACH_OK;
    }
    return ACH_E_ABSENT;
}

ach_status ACH_CALL activate(const ach_host_t* h, ach_str id, ach_error* err) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr)
        return report(err, {"activate() needs the plugin's own host", ACH_E_ARG});
    return fenced(err, [&]() -> Outcome {
        Shell& shell = *caller->shell;
        const auto all = shell.index.plugins();
        const PluginNumber number = shell.index.find(view(id));
        if (number != kNoPlugin) return shell.plugins.activate(number);
        for (const index::Plugin& plugin : all) {
            if (shell.index.text(plugin.id) != view(id)) continue;
            return Problem{"plugin '" + std::string(view(id)) +
                           "' cannot be used: " + std::string(shell.index.text(plugin.refusal))};
        }
        return Problem{"there is no plugin '" + std::string(view(id)) + "'", ACH_E_ABSENT};
    });
}

std::uint32_t ACH_CALL definitions(const ach_host_t* h, std::uint32_t first, ach_definition* out,
                                   std::uint32_t max) noexcept {
    const Plugin* caller = plugin_of(h);
    return caller == nullptr ? 0 : caller->shell->definitions.copy(first, out, max);
}

std::uint32_t ACH_CALL names(const ach_host_t* h, ach_str kind, std::uint32_t first, ach_str* out,
                             std::uint32_t max) noexcept {
    const Plugin* caller = plugin_of(h);
    const auto wanted = kind_of(view(kind));
    if (caller == nullptr || !wanted) return 0;
    const PluginIndex& index = caller->shell->index;
    std::uint32_t seen = 0;
    for (const index::Name& name : index.names()) {
        if (name.kind != *wanted) continue;
        if (seen >= first && seen - first < max) out[seen - first] = to_str(index.text(name.name));
        ++seen;
    }
    return seen > first ? seen - first : 0;
}

constexpr ach_catalog_t kTable = {sizeof(ach_catalog_t), 0,        provider,    nearest_name,
                                  module_export,         activate, definitions, names};

}  // namespace

const void* catalog_table() { return &kTable; }

}  // namespace ach::host
