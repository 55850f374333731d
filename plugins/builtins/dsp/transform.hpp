// The discrete Fourier transform of any length.
//
// Eigen's FFT (KissFFT inside) is fast as long as all prime factors of the length are small; its
// cost grows with the largest one. Lengths with a large prime factor go through Bluestein's
// algorithm, which makes a convolution of a power-of-two length out of them.
#pragma once

#include <complex>
#include <span>
#include <vector>

namespace ach::builtins::dsp {

using Signal = std::vector<std::complex<double>>;

// Forward transform, not scaled.
Signal transformed(std::span<const std::complex<double>> signal);
// Forward transform of real numbers, exactly conjugate-symmetric.
Signal transformed(std::span<const double> signal);
// Inverse transform, divided by the length.
Signal inverse_transformed(std::span<const std::complex<double>> spectrum);

}  // namespace ach::builtins::dsp
