// Variance, deviation, covariance and correlation, in two passes. The divisor is n - 1 unless a
// script asks for another.
#include "plugins/builtins/stats/stats.hpp"

#include <algorithm>
#include <cmath>

namespace ach::builtins::stats {
namespace {

// A variance is `share` times the square of `scale`, which is 1 unless squares would overflow.
struct Variance {
    double share = 0;
    double scale = 1;
};

double mean_square(const Numeric& x, Complex mean, double scale, double divisor) {
    Total squares;
    for (std::size_t i = 0; i < x.count; ++i) {
        const Complex z = x.at(i).value;
        const double re = (z.real() - mean.real()) / scale;
        const double im = (z.imag() - mean.imag()) / scale;
        squares.add(re * re + im * im);
    }
    return squares.value() / divisor;
}

double furthest(const Numeric& x, Complex mean) {
    double distance = 0;
    for (std::size_t i = 0; i < x.count; ++i) {
        const Complex z = x.at(i).value;
        distance = std::max(
            {distance, std::fabs(z.real() - mean.real()), std::fabs(z.imag() - mean.imag())});
    }
    return distance;
}

Variance variance_of(const Call& call) {
    Numeric x;
    load_flat(call, call[0], kReduced, x);
    const std::int64_t ddof = call.integer(1, 1);
    const auto n = static_cast<std::int64_t>(x.count);
    if (n <= ddof) {
        call.fail(kind::kValue, "needs at least " + std::to_string(ddof + 1) + " values, got " +
                                    std::to_string(n));
    }
    const Complex mean =
        x.is_real() ? Complex(mean_of(x.real_items())) : sum_of(x) / static_cast<double>(n);
    const auto divisor = static_cast<double>(n - ddof);
    const double share = mean_square(x, mean, 1, divisor);
    if (!std::isinf(share)) return {share, 1};
    const double scale = furthest(x, mean);
    if (std::isinf(scale)) return {share, 1};
    return {mean_square(x, mean, scale, divisor), scale};
}

Value var(Call& call) {
    const Variance v = variance_of(call);
    return call.make(v.share * v.scale * v.scale);
}

Value std_dev(Call& call) {
    const Variance v = variance_of(call);
    return call.make(std::sqrt(v.share) * v.scale);
}

struct Moments {
    double xx = 0, yy = 0, xy = 0;
    std::size_t count = 0;
};

Moments centred_moments(const Call& call) {
    constexpr Accepts kReal{"Vector or Tensor of Numbers", false, false};
    Numeric x;
    Numeric y;
    load_vector(call, call[0], kReal, x);
    load_vector(call, call[1], kReal, y);
    call.require_same_length("the arrays", x.count, y.count);
    if (x.count < 2) call.fail(kind::kValue, "needs at least 2 values");
    const double mean_x = mean_of(x.real_items());
    const double mean_y = mean_of(y.real_items());
    Total xx;
    Total yy;
    Total xy;
    for (std::size_t i = 0; i < x.count; ++i) {
        const double dx = x.reals[i] - mean_x;
        const double dy = y.reals[i] - mean_y;
        xx.add(dx * dx);
        yy.add(dy * dy);
        xy.add(dx * dy);
    }
    return {xx.value(), yy.value(), xy.value(), x.count};
}

Value cov(Call& call) {
    const Moments m = centred_moments(call);
    return call.make(m.xy / static_cast<double>(m.count - 1));
}

// Rounding must not carry a perfect correlation beyond 1. One root is the more precise form, two
// are for what over- or underflows.
Value corr(Call& call) {
    const Moments m = centred_moments(call);
    const double product = m.xx * m.yy;
    const double r =
        m.xy / (std::isnormal(product) ? std::sqrt(product) : std::sqrt(m.xx) * std::sqrt(m.yy));
    return call.make(std::isnan(r) ? r : std::fmax(-1.0, std::fmin(1.0, r)));
}

constexpr ach_native_def kNatives[] = {
    native<std_dev>("std", 1, 2, "std(a, ddof?): standard deviation"),
    native<var>("var", 1, 2, "var(a, ddof?): variance"),
    native<var>("variance", 1, 2, "variance(a, ddof?): the same as var"),
    native<cov>("cov", 2, 2, "cov(x, y): covariance"),
    native<corr>("corr", 2, 2, "corr(x, y): Pearson's correlation"),
};

}  // namespace

std::span<const ach_native_def> spread() { return kNatives; }

}  // namespace ach::builtins::stats
