#include "host/kernel/tables.hpp"

namespace ach::host {

const void* kernel_table(std::string_view id) noexcept {
    if (id == ACH_IF_EXECUTOR) return executor_table();
    if (id == ACH_IF_TIMER) return timer_table();
    if (id == ACH_IF_STRAND) return strand_table();
    if (id == ACH_IF_FIBER) return fiber_table();
    if (id == ACH_IF_BUFFER) return buffer_table();
    if (id == ACH_IF_OP) return op_table();
    if (id == ACH_IF_BUS) return bus_table();
    if (id == ACH_IF_MAIN_THREAD) return main_thread_table();
    if (id == ACH_IF_THREAD) return thread_table();
    return nullptr;
}

}  // namespace ach::host
