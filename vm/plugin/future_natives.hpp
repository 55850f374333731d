// The methods of Future, and of JobHandle, which has a Future (2.1 and 7.7 of the concurrency
// document).
#pragma once

#include <achronyme/abi/native.h>

#include <span>

namespace ach::vm {

std::span<const ach_native_def> future_natives();
std::span<const ach_method_def> future_methods();

}  // namespace ach::vm
