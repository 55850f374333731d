#include "plugins/builtins/dsp/eigen_fft.hpp"

#include <algorithm>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <unsupported/Eigen/FFT>
#pragma GCC diagnostic pop

namespace ach::builtins::dsp {
namespace {

// A plan per call: it caches twiddle factors, and keeping it would be state shared by threads.
using Engine = Eigen::internal::kissfft_impl<double>;

}  // namespace

void smooth_fft(std::span<const std::complex<double>> in, std::span<std::complex<double>> out) {
    if (in.size() < 2) {
        std::ranges::copy(in, out.begin());
        return;
    }
    Engine().fwd(out.data(), in.data(), static_cast<int>(in.size()));
}

void smooth_inverse_fft(std::span<const std::complex<double>> in,
                        std::span<std::complex<double>> out) {
    if (in.size() < 2) {
        std::ranges::copy(in, out.begin());
        return;
    }
    Engine().inv(out.data(), in.data(), static_cast<int>(in.size()));
}

}  // namespace ach::builtins::dsp
