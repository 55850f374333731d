// Natives of the reactive graph: signals, computeds, effects, batches.
#pragma once

#include <achronyme/abi/native.h>

#include <span>

namespace ach::vm {

std::span<const ach_native_def> reactive_natives();
std::span<const ach_method_def> reactive_methods();

}  // namespace ach::vm
