// AsyncMutex, Semaphore, and the guards they give (chapter 6 of the concurrency document). `with`
// and `update` call script, so they are written in the language: concurrency.soc.
#pragma once

#include <achronyme/abi/native.h>

#include <span>

namespace ach::vm {

std::span<const ach_native_def> lock_natives();
std::span<const ach_method_def> lock_methods();

}  // namespace ach::vm
