// Windows, symmetric, and evenly spaced grids.
#include "plugins/builtins/dsp/dsp.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ach::builtins::dsp {
namespace {

std::size_t window_length(const Call& call) {
    const double n = call.number(0);
    constexpr double kLargest = 2147483648.0;  // 2^31
    if (!(n >= 0 && n <= kLargest) || n != std::trunc(n)) {
        call.fail(kind::kValue, "the length must be a non-negative integer");
    }
    return static_cast<std::size_t>(n);
}

// `shape` of the angle 2*pi*i/(n-1) at each i.
template <class Shape>
Value window(const Call& call, Shape shape) {
    const NewTensor made = new_tensor(call, window_length(call));
    const std::size_t n = made.data.size();
    if (n == 1) {
        made.data[0] = 1;
        return made.value;
    }
    for (std::size_t i = 0; i < n; ++i) {
        made.data[i] =
            shape(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n - 1));
    }
    return made.value;
}

Value hanning(Call& call) {
    return window(call, [](double phi) { return 0.5 * (1 - std::cos(phi)); });
}

Value hamming(Call& call) {
    return window(call, [](double phi) { return 0.54 - 0.46 * std::cos(phi); });
}

Value blackman(Call& call) {
    return window(call,
                  [](double phi) { return 0.42 - 0.5 * std::cos(phi) + 0.08 * std::cos(2 * phi); });
}

Value rectangular(Call& call) {
    return window(call, [](double) { return 1.0; });
}

Value apply_window(Call& call) {
    Numeric x;
    Numeric w;
    load_vector(call, call[0], kSignal, x);
    load_vector(call, call[1], kSignal, w);
    call.require_same_length("signal and window", x.count, w.count);
    const std::uint64_t shape[] = {x.count};
    if (!x.has_complex() && !w.has_complex()) {
        std::vector<double> items(x.count);
        for (std::size_t i = 0; i < x.count; ++i) items[i] = x.reals[i] * w.reals[i];
        return like(call, x.form, shape, items);
    }
    if (x.count == 0) return new_complex_tensor(call, 0).value;
    std::vector<Scalar> items(x.count);
    for (std::size_t i = 0; i < x.count; ++i) {
        const Scalar a = x.at(i);
        const Scalar b = w.at(i);
        items[i] = {a.value * b.value, a.is_complex || b.is_complex};
    }
    return like(call, x.form, shape, items);
}

Value linspace(Call& call) {
    const double start = call.number(0);
    const double end = call.number(1);
    const std::int64_t n = call.integer(2);
    if (n < 2) call.fail(kind::kValue, "needs n >= 2");
    if (!std::isfinite(start) || !std::isfinite(end)) {
        call.fail(kind::kValue, "both ends must be finite");
    }
    const NewTensor made = new_tensor(call, static_cast<std::size_t>(n));
    const double step = (end - start) / static_cast<double>(n - 1);
    for (std::size_t k = 0; k < made.data.size(); ++k) {
        made.data[k] = start + static_cast<double>(k) * step;
    }
    made.data.back() = end;
    return made.value;
}

constexpr ach_native_def kNatives[] = {
    native<hanning>("hanning", 1, 1, "hanning(n): Hann window of n points"),
    native<hamming>("hamming", 1, 1, "hamming(n): Hamming window of n points"),
    native<blackman>("blackman", 1, 1, "blackman(n): Blackman window of n points"),
    native<rectangular>("rectangular", 1, 1, "rectangular(n): n ones"),
    native<apply_window>("apply_window", 2, 2, "apply_window(x, w): x times w, element by element"),
    native<linspace>("linspace", 3, 3, "linspace(start, end, n): n evenly spaced numbers"),
};

}  // namespace

std::span<const ach_native_def> windows() { return kNatives; }

}  // namespace ach::builtins::dsp
