// The variables of a program's main module, by name: what save_env() writes and restore_env() sets.
#pragma once

#include <achronyme/abi/native.h>

#include <span>

namespace ach::vm {

std::span<const ach_native_def> session_natives();

}  // namespace ach::vm
