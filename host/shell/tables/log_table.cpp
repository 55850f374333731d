#include "host/shell/shell.hpp"
#include "host/shell/tables/tables.hpp"

#include <achronyme/abi/log.h>

namespace ach::host {
namespace {

bool is_level(std::int32_t level) { return level >= ACH_LOG_TRACE && level <= ACH_LOG_ERROR; }

bool ACH_CALL enabled(const ach_host_t* h, std::int32_t level) noexcept {
    const Plugin* caller = plugin_of(h);
    return caller != nullptr && is_level(level) && caller->shell->log.enabled(level);
}

void ACH_CALL write(const ach_host_t* h, std::int32_t level, ach_str text) noexcept {
    if (!enabled(h, level)) return;
    const Plugin* caller = plugin_of(h);
    try {
        caller->shell->log.write(level, caller->id, view(text));
    } catch (...) {
        // A line is lost: logging must not be the reason why a program ends.
    }
}

constexpr ach_log_t kTable = {sizeof(ach_log_t), 0, enabled, write};

}  // namespace

const void* log_table() { return &kTable; }

}  // namespace ach::host
