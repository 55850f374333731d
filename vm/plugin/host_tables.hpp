// What the programs of one VM share: the host's tables, fetched once at start, and what plugins
// have registered with the VM itself.
#pragma once

#include <achronyme/abi/buffer.h>
#include <achronyme/abi/bus.h>
#include <achronyme/abi/catalog.h>
#include <achronyme/abi/executor.h>
#include <achronyme/abi/log.h>
#include <achronyme/abi/op.h>
#include <achronyme/abi/permission.h>
#include <achronyme/abi/timer.h>

namespace ach::vm {

class ContextSlots;
class SerialLines;

struct HostTables {
    const ach_host_t* host = nullptr;  // the VM's own identity
    const ach_catalog_t* catalog = nullptr;
    const ach_executor_t* executor = nullptr;
    const ach_op_t* op = nullptr;
    const ach_buffer_t* buffer = nullptr;
    const ach_bus_t* bus = nullptr;
    const ach_timer_t* timer = nullptr;
    const ach_permission_t* permission = nullptr;
    const ach_log_t* log = nullptr;
    ContextSlots* context_slots = nullptr;
    SerialLines* serial_lines = nullptr;
};

}  // namespace ach::vm
