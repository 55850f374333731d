#include "host/shell/shell.hpp"

#include "host/shell/tables/tables.hpp"

namespace ach::host {
namespace {

ResolverInput resolver_input(const Shell& shell) {
    ResolverInput input;
    input.host_serves = [&shell](std::string_view id) {
        return shell_table(id) != nullptr || shell.foundation.table(id) != nullptr;
    };
    input.disabled = shell.settings.disabled;
    input.chosen = shell.settings.providers;
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
