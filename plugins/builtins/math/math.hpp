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

// Both are needed by `pow` alone, and tested on their own.
Complex complex_power(Complex base, Complex exponent);

}  // namespace ach::builtins::math
