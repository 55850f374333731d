#include "host/shell/tables/tables.hpp"

#include "host/shell/shell.hpp"

#include <achronyme/abi/config.h>
#include <achronyme/abi/log.h>
#include <achronyme/abi/permission.h>
#include <achronyme/abi/service.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace ach::host {
namespace {

struct Entry {
    std::string_view id;
    const void* (*table)();
};

constexpr Entry kTables[] = {{ACH_IF_CATALOG, catalog_table},
                             {ACH_IF_CONFIG, config_table},
                             {ACH_IF_LOG, log_table},
                             {ACH_IF_NATIVE, native_table},
                             {ACH_IF_PERMISSION, permission_table},
                             {ACH_IF_RESOURCE, resource_table},
                             {ACH_IF_SERVICE, service_table}};

// Where `text` may be cut so that it has at most `most` bytes and no torn character.
std::size_t cut(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text.size();
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0u) == 0x80u) --most;
    return most;
}

}  // namespace

const void* shell_table(std::string_view id) {
    for (const Entry& entry : kTables) {
        if (entry.id == id) return entry.table();
    }
    return nullptr;
}

const void* find_interface(const ach_host_t* h, std::string_view id, ach_error* err) noexcept {
    const Plugin* plugin = plugin_of(h);
    if (plugin == nullptr || id.empty()) {
        report(err, {"an interface is asked for with the plugin's own host and an id", ACH_E_ARG});
        return nullptr;
    }
    const void* table = nullptr;
    fenced(err, [&]() -> Outcome {
        Result<const void*> found = plugin->shell->interface(id);
        if (!found) return found.problem();
        table = *found;
        return {};
    });
    return table;
}

ach_status report(ach_error* err, const Problem& problem) noexcept {
    constexpr std::size_t text_at = offsetof(ach_error, message);
    if (err == nullptr || err->struct_size <= text_at) return problem.status;
    const std::size_t room = std::min<std::size_t>(err->struct_size, sizeof(ach_error)) - text_at;
    const std::size_t size = cut(problem.text, room - 1);
    err->status = problem.status;
    err->domain = 0;
    err->native_code = 0;
    std::memcpy(err->message, problem.text.data(), size);
    err->message[size] = '\0';
    return problem.status;
}

}  // namespace ach::host
