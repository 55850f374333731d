// The kernel's C++ objects as the tables that plugins see. Identity comes from the host pointer.
#pragma once

#include <string_view>

#include "achronyme/abi/buffer.h"
#include "achronyme/abi/bus.h"
#include "achronyme/abi/executor.h"
#include "achronyme/abi/fiber.h"
#include "achronyme/abi/main_thread.h"
#include "achronyme/abi/op.h"
#include "achronyme/abi/strand.h"
#include "achronyme/abi/thread.h"
#include "achronyme/abi/timer.h"

namespace ach::host {

const ach_executor_t* executor_table() noexcept;
const ach_timer_t* timer_table() noexcept;
const ach_strand_t* strand_table() noexcept;
const ach_fiber_t* fiber_table() noexcept;
const ach_buffer_t* buffer_table() noexcept;
const ach_op_t* op_table() noexcept;
const ach_bus_t* bus_table() noexcept;
const ach_main_thread_t* main_thread_table() noexcept;
const ach_thread_t* thread_table() noexcept;

// The table with that interface id; null when the kernel does not provide it.
const void* kernel_table(std::string_view id) noexcept;

}  // namespace ach::host
