#include "host/shell/shell.hpp"
#include "host/shell/tables/tables.hpp"

#include <achronyme/abi/config.h>

namespace ach::host {
namespace {

// What PluginConfig answers; out of memory looks like an absent value to getters without a status.
template <class Out, class Ask>
ach_status answer(const ach_host_t* h, Out* out, Ask ask) noexcept {
    const Plugin* caller = plugin_of(h);
    if (caller == nullptr || out == nullptr) return ACH_E_ARG;
    try {
        return ask(caller->shell->config, *caller);
    } catch (...) {
        return ACH_E_NOMEM;
    }
}

ach_str ACH_CALL json(const ach_host_t* h, ach_str pointer) noexcept {
    ach_str text{nullptr, 0};
    answer(h, &text, [&](PluginConfig& config, const Plugin& caller) {
        text = config.json(caller, view(pointer));
        return ACH_OK;
    });
    return text;
}

ach_status ACH_CALL string(const ach_host_t* h, ach_str pointer, ach_str* out) noexcept {
    return answer(h, out, [&](PluginConfig& config, const Plugin& caller) {
        return config.string(caller, view(pointer), out);
    });
}

ach_status ACH_CALL number(const ach_host_t* h, ach_str pointer, double* out) noexcept {
    return answer(h, out, [&](PluginConfig& config, const Plugin& caller) {
        return config.number(caller, view(pointer), out);
    });
}

ach_status ACH_CALL boolean(const ach_host_t* h, ach_str pointer, bool* out) noexcept {
    return answer(h, out, [&](PluginConfig& config, const Plugin& caller) {
        return config.boolean(caller, view(pointer), out);
    });
}

constexpr ach_config_t kTable = {sizeof(ach_config_t), 0, json, string, number, boolean};

}  // namespace

const void* config_table() { return &kTable; }

}  // namespace ach::host
