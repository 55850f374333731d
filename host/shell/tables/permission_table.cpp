#include "host/shell/shell.hpp"
#include "host/shell/tables/tables.hpp"

#include <achronyme/abi/permission.h>

namespace ach::host {
namespace {

ach_status ACH_CALL check(const ach_host_t* h, std::int32_t what, ach_str detail,
                          ach_error* err) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr) return report(err, {"check() needs the plugin's own host", ACH_E_ARG});
    return fenced(err, [&] {
        const Shell& shell = *caller->shell;
        const std::uint32_t declared =
            caller->number == kNoPlugin ? ~0u : shell.index.plugins()[caller->number].permissions;
        return shell.permissions.check(caller->id, declared, what, view(detail));
    });
}

constexpr ach_permission_t kTable = {sizeof(ach_permission_t), 0, check};

}  // namespace

const void* permission_table() { return &kTable; }

}  // namespace ach::host
