// Functions that start tasks, and say how many may run at a time (chapter 3 of the concurrency
// document).
//
//   spawn(fn, ...args) -> Future   calls fn on a strand of its own
//   exit(code?)                    ends the program
//   cpu_count() -> Number          logical cores that the process may use
//   worker_count() -> Number       threads that run scripts
#pragma once

#include <achronyme/abi/native.h>

#include <span>

namespace ach::vm {

std::span<const ach_native_def> task_natives();

}  // namespace ach::vm
