// describe(x): what a value is, in words.
#pragma once

#include <achronyme/abi/native.h>

#include <span>

namespace ach::vm {

std::span<const ach_native_def> describe_natives();

}  // namespace ach::vm
