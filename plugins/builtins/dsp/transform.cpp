#include "plugins/builtins/dsp/transform.hpp"

#include "plugins/builtins/dsp/eigen_fft.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace ach::builtins::dsp {
namespace {

using Complex = std::complex<double>;

constexpr std::size_t kLargestDirectFactor = 64;

bool has_large_factor(std::size_t n) {
    for (std::size_t p = 2; p <= kLargestDirectFactor && n > 1; ++p) {
        while (n % p == 0) n /= p;
    }
    return n > 1;
}

// e^(-i*pi*k^2/n). The square is reduced first: its angle would lose all digits otherwise. It fits,
// because a tensor has at most 2^31 elements.
Complex chirp(std::uint64_t k, std::uint64_t n) {
    const std::uint64_t reduced = k * k % (2 * n);
    const double angle = std::numbers::pi * static_cast<double>(reduced) / static_cast<double>(n);
    return {std::cos(angle), -std::sin(angle)};
}

// Bluestein: kn = (k^2 + n^2 - (k-n)^2) / 2 turns the transform into a convolution with a chirp.
Signal bluestein(std::span<const Complex> signal) {
    const std::size_t n = signal.size();
    const std::size_t padded = std::bit_ceil(2 * n - 1);
    Signal chirps(n);
    Signal a(padded);
    Signal b(padded);
    for (std::size_t k = 0; k < n; ++k) {
        chirps[k] = chirp(k, n);
        a[k] = signal[k] * chirps[k];
        b[k] = std::conj(chirps[k]);
        if (k > 0) b[padded - k] = b[k];
    }
    Signal spectrum_a(padded);
    Signal spectrum_b(padded);
    smooth_fft(a, spectrum_a);
    smooth_fft(b, spectrum_b);
    for (std::size_t k = 0; k < padded; ++k) spectrum_a[k] *= spectrum_b[k];
    smooth_inverse_fft(spectrum_a, a);
    Signal out(n);
    const auto scale = static_cast<double>(padded);
    for (std::size_t k = 0; k < n; ++k) out[k] = a[k] / scale * chirps[k];
    return out;
}

}  // namespace

Signal transformed(std::span<const Complex> signal) {
    if (has_large_factor(signal.size())) return bluestein(signal);
    Signal out(signal.size());
    smooth_fft(signal, out);
    return out;
}

Signal transformed(std::span<const double> signal) {
    const std::size_t n = signal.size();
    Signal out = transformed(Signal(signal.begin(), signal.end()));
    for (std::size_t k = 0; k <= n / 2 && k < n; ++k) {
        const std::size_t mirror = k == 0 ? 0 : n - k;
        if (mirror == k) {
            out[k] = {out[k].real(), 0.0};
        } else {
            out[mirror] = std::conj(out[k]);
        }
    }
    return out;
}

Signal inverse_transformed(std::span<const Complex> spectrum) {
    const std::size_t n = spectrum.size();
    Signal flipped(n);
    for (std::size_t k = 0; k < n; ++k) flipped[k] = std::conj(spectrum[k]);
    Signal out = transformed(flipped);
    for (Complex& z : out) z = std::conj(z) / static_cast<double>(n);
    return out;
}

}  // namespace ach::builtins::dsp
