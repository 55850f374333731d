// The natives of the array pack, by file.
#pragma once

#include "plugins/builtins/support/pack.hpp"

#include <span>

namespace ach::builtins::arrays {

std::span<const ach_native_def> mutation();
std::span<const ach_native_def> ordering();
std::span<const ach_native_def> parts();
std::span<const ach_native_def> search();
std::span<const ach_native_def> making();
std::span<const ach_native_def> tensors();

}  // namespace ach::builtins::arrays
