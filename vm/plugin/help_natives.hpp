// help(name): what packs say about their functions.
#pragma once

#include <achronyme/abi/native.h>

#include <span>

namespace ach::vm {

std::span<const ach_native_def> help_natives();

}  // namespace ach::vm
