// channel(), and the methods of its two ends (chapter 5 of the concurrency document).
#pragma once

#include <achronyme/abi/native.h>

#include <span>

namespace ach::vm {

std::span<const ach_native_def> channel_natives();
std::span<const ach_method_def> channel_methods();

}  // namespace ach::vm
