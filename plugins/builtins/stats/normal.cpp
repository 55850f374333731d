// The normal distribution, precise in both tails.
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
    double standardised(double x) const { return (x - mu) / sigma; }
};

Parameters parameters(const Call& call) {
    const Parameters p{call.number(1, 0), call.number(2, 1)};
    if (!(p.sigma > 0)) call.fail(kind::kValue, "sigma must be positive");
    return p;
}

Value norm_pdf(Call& call) {
    const Parameters p = parameters(call);
    return elementwise(call, call[0], [p](double x) {
        const double z = p.standardised(x);
        return std::exp(-0.5 * z * z) / (p.sigma * std::sqrt(2 * std::numbers::pi));
    });
}

Value norm_cdf(Call& call) {
    const Parameters p = parameters(call);
    return elementwise(call, call[0], [p](double x) {
        return 0.5 * std::erfc(-p.standardised(x) / std::numbers::sqrt2);
    });
}

double standard_quantile(double share) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (!(share >= 0 && share <= 1)) return std::numeric_limits<double>::quiet_NaN();
    if (share == 0) return -kInfinity;
    if (share == 1) return kInfinity;
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * share);
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
