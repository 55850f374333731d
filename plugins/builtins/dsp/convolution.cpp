// Convolution, direct and by transform, and correlation.
#include "plugins/builtins/dsp/dsp.hpp"
#include "plugins/builtins/dsp/transform.hpp"

#include <algorithm>
#include <bit>

namespace ach::builtins::dsp {
namespace {

struct Operands {
    Numeric a, b;
    bool is_complex = false;
    std::size_t length() const { return a.count + b.count - 1; }
};

void load_operands(const Call& call, Operands& out) {
    load_vector(call, call[0], kSignal, out.a);
    load_vector(call, call[1], kSignal, out.b);
    if (out.a.count == 0 || out.b.count == 0) call.fail(kind::kValue, "needs non-empty arrays");
    out.is_complex = out.a.has_complex() || out.b.has_complex();
}

Value tensor_of(const Call& call, std::span<const Complex> items, bool is_complex) {
    if (!is_complex) {
        const NewTensor made = new_tensor(call, items.size());
        std::ranges::transform(items, made.data.begin(), [](Complex z) { return z.real(); });
        return made.value;
    }
    const NewComplexTensor made = new_complex_tensor(call, items.size());
    std::ranges::transform(items, made.data.begin(), [](Complex z) { return to_abi(z); });
    return made.value;
}

Value conv(Call& call) {
    Operands x;
    load_operands(call, x);
    if (!x.is_complex) {
        const NewTensor made = new_tensor(call, x.length());
        std::ranges::fill(made.data, 0.0);
        for (std::size_t i = 0; i < x.a.count; ++i) {
            for (std::size_t j = 0; j < x.b.count; ++j) {
                made.data[i + j] += x.a.reals[i] * x.b.reals[j];
            }
        }
        return made.value;
    }
    Signal sums(x.length());
    for (std::size_t i = 0; i < x.a.count; ++i) {
        for (std::size_t j = 0; j < x.b.count; ++j)
            sums[i + j] += x.a.at(i).value * x.b.at(j).value;
    }
    return tensor_of(call, sums, true);
}

Signal padded(const Numeric& x, std::size_t length) {
    Signal signal(length);
    for (std::size_t i = 0; i < x.count; ++i) signal[i] = x.at(i).value;
    return signal;
}

Value conv_fft(Call& call) {
    Operands x;
    load_operands(call, x);
    const std::size_t length = std::bit_ceil(x.length());
    Signal a = transformed(padded(x.a, length));
    const Signal b = transformed(padded(x.b, length));
    for (std::size_t k = 0; k < length; ++k) a[k] *= b[k];
    Signal sums = inverse_transformed(a);
    sums.resize(x.length());
    return tensor_of(call, sums, x.is_complex);
}

// c[j] is the sum over n of a[n + j - (m-1)] * conj(b[n]).
Value correlate(Call& call) {
    Operands x;
    load_operands(call, x);
    const std::size_t m = x.b.count;
    Signal sums(x.length());
    for (std::size_t i = 0; i < x.a.count; ++i) {
        for (std::size_t n = 0; n < m; ++n) {
            sums[i + (m - 1) - n] += x.a.at(i).value * std::conj(x.b.at(n).value);
        }
    }
    return tensor_of(call, sums, x.is_complex);
}

constexpr ach_native_def kNatives[] = {
    native<conv>("conv", 2, 2, "conv(a, b): linear convolution"),
    native<conv>("convolve", 2, 2, "convolve(a, b): the same as conv(a, b)"),
    native<conv_fft>("conv_fft", 2, 2, "conv_fft(a, b): convolution by Fourier transform"),
    native<correlate>("correlate", 2, 2, "correlate(a, b): full cross-correlation"),
};

}  // namespace

std::span<const ach_native_def> convolution() { return kNatives; }

}  // namespace ach::builtins::dsp
