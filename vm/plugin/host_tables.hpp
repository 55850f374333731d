// What the VM uses of its host, fetched once at start.
#pragma once

#include <achronyme/abi/buffer.h>
#include <achronyme/abi/catalog.h>
#include <achronyme/abi/executor.h>
#include <achronyme/abi/log.h>
#include <achronyme/abi/op.h>
#include <achronyme/abi/permission.h>
#include <achronyme/abi/timer.h>

namespace ach::vm {

struct HostTables {
    const ach_host_t* host = nullptr;  // the VM's own identity
    const ach_catalog_t* catalog = nullptr;
    const ach_executor_t* executor = nullptr;
    const ach_op_t* op = nullptr;
    const ach_buffer_t* buffer = nullptr;
    const ach_timer_t* timer = nullptr;
    const ach_permission_t* permission = nullptr;
    const ach_log_t* log = nullptr;
};

}  // namespace ach::vm
