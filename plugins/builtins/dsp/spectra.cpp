// Transforms and what one reads off them. Results are tensors.
#include "plugins/builtins/dsp/dsp.hpp"
#include "plugins/builtins/dsp/transform.hpp"

#include <algorithm>
#include <cmath>

namespace ach::builtins::dsp {
namespace {

Signal complexes_of(const Numeric& x) {
    Signal signal(x.count);
    for (std::size_t i = 0; i < x.count; ++i) signal[i] = x.at(i).value;
    return signal;
}

Signal spectrum_of(const Numeric& x) {
    return x.has_complex() ? transformed(complexes_of(x)) : transformed(x.real_items());
}

Value complex_tensor(const Call& call, std::span<const Complex> items) {
    const NewComplexTensor made = new_complex_tensor(call, items.size());
    std::ranges::transform(items, made.data.begin(), [](Complex z) { return to_abi(z); });
    return made.value;
}

Value fft(Call& call) {
    Numeric x;
    load_vector(call, call[0], kSignal, x);
    return complex_tensor(call, spectrum_of(x));
}

// Real signals have spectra whose second half mirrors the first.
bool is_symmetric(std::span<const Complex> spectrum) {
    constexpr double kTolerance = 1e-10;
    double largest = 0;
    for (Complex z : spectrum) largest = std::max(largest, std::abs(z));
    const std::size_t n = spectrum.size();
    for (std::size_t k = 0; k < n; ++k) {
        const Complex mirror = std::conj(spectrum[k == 0 ? 0 : n - k]);
        if (!(std::abs(spectrum[k] - mirror) <= kTolerance * largest)) return false;
    }
    return true;
}

Value ifft(Call& call) {
    Numeric x;
    load_vector(call, call[0], kSignal, x);
    const Signal spectrum = complexes_of(x);
    const Signal signal = inverse_transformed(spectrum);
    if (!is_symmetric(spectrum)) return complex_tensor(call, signal);
    const NewTensor made = new_tensor(call, signal.size());
    std::ranges::transform(signal, made.data.begin(), [](Complex z) { return z.real(); });
    return made.value;
}

// Real signals are transformed first; complex ones are taken for spectra already.
template <class Read>
Value read_spectrum(const Call& call, Read read) {
    Numeric x;
    load_vector(call, call[0], kSignal, x);
    const Signal spectrum = x.has_complex() ? complexes_of(x) : transformed(x.real_items());
    const NewTensor made = new_tensor(call, spectrum.size());
    std::ranges::transform(spectrum, made.data.begin(), read);
    return made.value;
}

Value fft_mag(Call& call) {
    return read_spectrum(call, [](Complex z) { return std::hypot(z.real(), z.imag()); });
}

Value fft_phase(Call& call) {
    return read_spectrum(call,
                         [](Complex z) { return z == 0.0 ? 0.0 : std::atan2(z.imag(), z.real()); });
}

// Element i of the result is element (i + by) mod n.
Value rotated(const Call& call, bool towards_middle) {
    Numeric x;
    load_vector(call, call[0], kSignal, x);
    const std::size_t n = x.count;
    const std::size_t by = towards_middle ? n - n / 2 : n / 2;
    const std::uint64_t shape[] = {n};
    if (!x.has_complex()) {
        std::vector<double> items(n);
        for (std::size_t i = 0; i < n; ++i) items[i] = x.reals[(i + by) % n];
        return like(call, x.form, shape, items);
    }
    if (n == 0) return new_complex_tensor(call, 0).value;
    std::vector<Scalar> items(n);
    for (std::size_t i = 0; i < n; ++i) items[i] = x.at((i + by) % n);
    return like(call, x.form, shape, items);
}

Value fft_shift(Call& call) { return rotated(call, true); }
Value ifft_shift(Call& call) { return rotated(call, false); }

Value fft_freq(Call& call) {
    const std::int64_t n = call.integer(0);
    const double spacing = call.number(1, 1);
    if (n < 1) call.fail(kind::kValue, "needs n >= 1");
    if (spacing == 0) call.fail(kind::kValue, "the spacing must not be 0");
    const NewTensor made = new_tensor(call, static_cast<std::size_t>(n));
    const double length = static_cast<double>(n) * spacing;
    for (std::int64_t k = 0; k < n; ++k) {
        const std::int64_t bin = k < (n + 1) / 2 ? k : k - n;
        made.data[static_cast<std::size_t>(k)] = static_cast<double>(bin) / length;
    }
    return made.value;
}

constexpr ach_native_def kNatives[] = {
    native<fft>("fft", 1, 1, "fft(x): discrete Fourier transform"),
    native<ifft>("ifft", 1, 1, "ifft(X): inverse transform"),
    native<fft_mag>("fft_mag", 1, 1, "fft_mag(x): magnitudes of the spectrum"),
    native<fft_phase>("fft_phase", 1, 1, "fft_phase(x): phases of the spectrum"),
    native<fft_shift>("fft_shift", 1, 1, "fft_shift(x): bin 0 in the middle"),
    native<ifft_shift>("ifft_shift", 1, 1, "ifft_shift(x): bin 0 at the front again"),
    native<fft_freq>("fft_freq", 1, 2, "fft_freq(n, d?): the frequency of each bin"),
};

}  // namespace

std::span<const ach_native_def> spectra() { return kNatives; }

}  // namespace ach::builtins::dsp
