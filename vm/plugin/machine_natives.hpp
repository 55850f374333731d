// Functions that only the machine's own module can give: what the program was started with, and the
// host's clock and timers (D15).
//
//   args() -> Vector            command line arguments after the script's name
//   script_dir() -> String      the main script's folder; without a file the working directory
//   cwd() -> String             the working directory
//   sleep(ms) -> Future<null>   completes after at least `ms` milliseconds
//   now_ms() -> Number          wall clock, since 1970-01-01 UTC
//   clock_ms() -> Number        monotonic, since the program's start
#pragma once

#include <achronyme/abi/native.h>

#include <span>

namespace ach::vm {

std::span<const ach_native_def> machine_natives();

}  // namespace ach::vm
