// Special functions, by Boost.Math. Its errors are values here: poles and arguments outside of the
// domain give NaN or infinities as each function's own rule says. It computes in long double: in
// double alone, the powers of large arguments lose the last three digits, and results below the
// normal numbers become 0.
#include "plugins/builtins/math/math.hpp"
#include "plugins/builtins/support/lift.hpp"

#include <cmath>
#include <limits>

#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace ach::builtins::math {
namespace {

namespace bm = boost::math;
using Quiet = bm::policies::policy<bm::policies::domain_error<bm::policies::ignore_error>,
                                   bm::policies::pole_error<bm::policies::ignore_error>,
                                   bm::policies::overflow_error<bm::policies::ignore_error>,
                                   bm::policies::evaluation_error<bm::policies::ignore_error>>;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool is_pole(double x) { return x <= 0 && x == std::trunc(x); }

double gamma_of(double x) {
    if (std::isnan(x) || is_pole(x) || x == -kInfinity) return kNaN;
    if (x > 171.63) return kInfinity;
    if (x < -190) return 0;  // far below the smallest double between any two poles
    return bm::tgamma(x, Quiet());
}

double log_gamma_of(double x) {
    if (std::isnan(x)) return x;
    if (is_pole(x) || std::isinf(x)) return kInfinity;
    return bm::lgamma(x, Quiet());
}

double beta_of(double a, double b) {
    if (!(a > 0 && b > 0) || std::isinf(a) || std::isinf(b)) {
        const bool vanishes = a > 0 && b > 0;  // one is infinite
        return vanishes ? 0.0 : kNaN;
    }
    return bm::beta(a, b, Quiet());
}

double inverse_erf_of(double y) {
    if (std::isnan(y) || std::fabs(y) > 1) return kNaN;
    if (std::fabs(y) == 1) return std::copysign(kInfinity, y);
    if (y == 0) return y;  // Boost.Math's is 0 for -0, too
    return bm::erf_inv(y, Quiet());
}

Value gamma(Call& call) { return elementwise(call, call[0], gamma_of); }
Value lgamma(Call& call) { return elementwise(call, call[0], log_gamma_of); }
Value beta(Call& call) { return elementwise2(call, call[0], call[1], beta_of); }
Value erfinv(Call& call) { return elementwise(call, call[0], inverse_erf_of); }

Value erf(Call& call) {
    return elementwise(call, call[0], [](double x) { return std::erf(x); });
}

Value erfc(Call& call) {
    return elementwise(call, call[0], [](double x) { return std::erfc(x); });
}

constexpr ach_native_def kNatives[] = {
    native<gamma>("gamma", 1, 1, "gamma(x): the gamma function"),
    native<lgamma>("lgamma", 1, 1, "lgamma(x): logarithm of the gamma function's magnitude"),
    native<beta>("beta", 2, 2, "beta(a, b): gamma(a) * gamma(b) / gamma(a + b)"),
    native<erf>("erf", 1, 1, "erf(x): error function"),
    native<erfc>("erfc", 1, 1, "erfc(x): 1 - erf(x), precise for large x"),
    native<erfinv>("erfinv", 1, 1, "erfinv(y): the x whose erf is y"),
};

}  // namespace

std::span<const ach_native_def> special() { return kNatives; }

}  // namespace ach::builtins::math
