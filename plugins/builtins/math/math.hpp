// The natives of the math pack, by file.
#pragma once

#include "plugins/builtins/support/pack.hpp"

#include <span>

namespace ach::builtins::math {

std::span<const ach_native_def> trigonometry();
std::span<const ach_native_def> powers();
std::span<const ach_native_def> rounding();
std::span<const ach_native_def> integers();
std::span<const ach_native_def> special();

}  // namespace ach::builtins::math
