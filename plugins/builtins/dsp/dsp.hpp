// The natives of the dsp pack, by file.
#pragma once

#include "plugins/builtins/support/numeric.hpp"
#include "plugins/builtins/support/pack.hpp"

#include <span>

namespace ach::builtins::dsp {

std::span<const ach_native_def> spectra();
std::span<const ach_native_def> convolution();
std::span<const ach_native_def> windows();

inline constexpr Accepts kSignal{"Vector or Tensor", true, false};

}  // namespace ach::builtins::dsp
