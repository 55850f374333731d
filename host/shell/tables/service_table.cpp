#include "host/shell/shell.hpp"
#include "host/shell/tables/tables.hpp"

#include <achronyme/abi/service.h>

namespace ach::host {
namespace {

const void* ACH_CALL find(const ach_host_t* h, ach_str id, ach_error* err) noexcept {
    return find_interface(h, view(id), err);
}

ach_status ACH_CALL provide(const ach_host_t* h, ach_str id, const void* table) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr || view(id).empty() || table == nullptr) return ACH_E_ARG;
    return fenced(nullptr, [&]() -> Outcome {
        Shell& shell = *caller->shell;
        const bool reserved = shell_table(view(id)) != nullptr ||
                              shell.foundation.table(view(id)) != nullptr ||
                              shell.resolution.provider(view(id)) != kNoPlugin;
        if (reserved || !shell.services.provide(h, view(id), table)) {
            return Problem{"the id is taken", ACH_E_ARG};
        }
        return {};
    });
}

ach_status ACH_CALL withdraw(const ach_host_t* h, ach_str id) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr) return ACH_E_ARG;
    return caller->shell->services.withdraw(h, view(id)) ? ACH_OK : ACH_E_ABSENT;
}

ach_str ACH_CALL identify(const ach_host_t* h, const ach_host_t* other) noexcept {
    const Plugin* caller = plugin_of(h);
    const Plugin* asked = plugin_of(other);
    if (caller == nullptr || asked == nullptr) return {nullptr, 0};
    return {asked->id.data(), asked->id.size()};
}

constexpr ach_service_t kTable = {sizeof(ach_service_t), 0, find, provide, withdraw, identify};

}  // namespace

const void* service_table() { return &kTable; }

}  // namespace ach::host
