// The only door to Eigen, whose headers are slow to compile.
#pragma once

#include <complex>
#include <span>

namespace ach::builtins::dsp {

// Both sides are equally long. Neither direction is scaled.
void smooth_fft(std::span<const std::complex<double>> in, std::span<std::complex<double>> out);
void smooth_inverse_fft(std::span<const std::complex<double>> in,
                        std::span<std::complex<double>> out);

}  // namespace ach::builtins::dsp
