// The normal distribution, precise in both tails: there a rounding of the argument is a hundred
// times as large in the result, so it is computed in long double.
#include "plugins/builtins/stats/stats.hpp"
#include "plugins/builtins/support/lift.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/special_functions/erf.hpp>

namespace ach::builtins::stats {
namespace {

struct Parameters {
    double mu;
    double sigma;
    long double standardised(double x) const { return (static_cast<long double>(x) - mu) / sigma; }
};

Parameters parameters(const Call& call) {
    const Parameters p{call.number(1, 0), call.number(2, 1)};
    if (!(p.sigma > 0)) call.fail(kind::kValue, "sigma must be positive");
    return p;
}

Value norm_pdf(Call& call) {
    const Parameters p = parameters(call);
    return elementwise(call, call[0], [p](double x) {
        const long double z = p.standardised(x);
        const long double share = std::exp(-0.5L * z * z);
        return static_cast<double>(share /
                                   (p.sigma * std::sqrt(2 * std::numbers::pi_v<long double>)));
    });
}

Value norm_cdf(Call& call) {
    const Parameters p = parameters(call);
    return elementwise(call, call[0], [p](double x) {
        const long double z = p.standardised(x);
        return static_cast<double>(0.5L * std::erfc(-z / std::numbers::sqrt2_v<long double>));
    });
}

double standard_quantile(double share) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (!(share >= 0 && share <= 1)) return std::numeric_limits<double>::quiet_NaN();
    if (share == 0) return -kInfinity;
    if (share == 1) return kInfinity;
    return static_cast<double>(-std::numbers::sqrt2_v<long double> *
                               boost::math::erfc_inv(2.0L * share));
}

Value norm_inv(Call& call) {
    const Parameters p = parameters(call);
    return elementwise(call, call[0],
                       [p](double share) { return p.mu + p.sigma * standard_quantile(share); });
}

constexpr ach_native_def kNatives[] = {
    native<norm_pdf>("norm_pdf", 1, 3,
                     "norm_pdf(x, mu?, sigma?): density of the normal distribution"),
    native<norm_cdf>("norm_cdf", 1, 3, "norm_cdf(x, mu?, sigma?): its share up to x"),
    native<norm_inv>("norm_inv", 1, 3,
                     "norm_inv(p, mu?, sigma?): the x up to which the share is p"),
};

}  // namespace

std::span<const ach_native_def> normal() { return kNatives; }

}  // namespace ach::builtins::stats
