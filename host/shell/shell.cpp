#include "host/shell/shell.hpp"

#include "host/shell/tables/tables.hpp"
#include "host/shell/ui_backend.hpp"

#include <achronyme/abi/ui.h>

namespace ach::host {
namespace {

ResolverInput resolver_input(const Shell& shell) {
    ResolverInput input;
    input.host_serves = [&shell](std::string_view id) {
        return shell_table(id) != nullptr || shell.foundation.table(id) != nullptr;
    };
    input.disabled = shell.settings.disabled;
    input.chosen = shell.settings.providers;
    if (const Result<UiProvider> ui = ui_provider(shell.settings, shell.index); !ui) {
        input.withheld[ACH_IF_UI_BACKEND] = ui.problem().text;
    } else if (ui->plugin.empty()) {
        input.withheld[ACH_IF_UI_BACKEND] = ui->why_none;
    } else {
        input.chosen[ACH_IF_UI_BACKEND] = ui->plugin;
    }
    input.quarantined = shell.crash_guard.quarantined(shell.index);
    return input;
}

}  // namespace

Shell::Shell(Parts parts)
    : settings(std::move(parts.settings)),
      index(std::move(parts.index)),
      log(settings.log_level, settings.log_file),
      permissions(settings.grants, parts.sandbox),
      crash_guard(parts.state_folder),
      foundation(parts.foundation),
      resolution(Resolution::of(index, resolver_input(*this))),
      plugins(*this, parts.loader, parts.foundation) {}

Result<const void*> Shell::interface(std::string_view id) {
    if (const void* table = shell_table(id)) return table;
    if (const void* table = foundation.table(id)) return table;
    if (const void* table = services.find(id)) return table;
    return plugins.provided(id);
}

}  // namespace ach::host
