#include "host/shell/ui_backend.hpp"

#include "host/shell/nearest.hpp"
#include "host/shell/plugin_index.hpp"
#include "host/shell/settings.hpp"
#include "host/shell/shown.hpp"

#include <achronyme/abi/ui.h>

#include <algorithm>
#include <string_view>

namespace ach::host {
namespace {

constexpr std::string_view kPrefix = "achronyme.ui_";
constexpr std::string_view kNone = "none";

// Refused ones included: why they cannot be used is said when a window is wanted.
bool is_there(const PluginIndex& index, std::string_view id) {
    const auto plugins = index.plugins();
    return std::any_of(plugins.begin(), plugins.end(),
                       [&](const index::Plugin& plugin) { return index.text(plugin.id) == id; });
}

// The word for it in a configuration.
std::string_view short_name(std::string_view id) {
    if (id.starts_with(kPrefix)) id.remove_prefix(kPrefix.size());
    return id;
}

Problem unknown(const std::string& name, const PluginIndex& index) {
    Nearest near(name);
    near.offer(kNone);
    std::string known;
    for (const index::Provider& provider : index.providers(ACH_IF_UI_BACKEND)) {
        const std::string_view word = short_name(index.text(index.plugins()[provider.plugin].id));
        near.offer(word);
        known += std::string(word) + ", ";
    }
    return {"ui.backend (--ui): there is no backend '" + shown(name) + "'" +
                suggestion(near.best()) + " (here: " + known + "none)",
            ACH_E_ARG};
}

}  // namespace

Result<UiProvider> ui_provider(const Settings& settings, const PluginIndex& index) {
    const std::string& name = settings.ui_backend;
    if (name == kNone) return UiProvider{"", "windows are switched off (ui.backend, --ui none)"};
    std::string ours = std::string(kPrefix) + name;
    if (is_there(index, ours)) return UiProvider{std::move(ours), ""};
    if (is_there(index, name)) return UiProvider{name, ""};
    if (name == Settings{}.ui_backend) {
        return UiProvider{
            "", "the backend " + ours + " is not installed; choose another one with --ui NAME"};
    }
    return unknown(name, index);
}

}  // namespace ach::host
