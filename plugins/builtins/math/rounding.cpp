// Rounding, sign and extremes.
#include "plugins/builtins/math/math.hpp"
#include "plugins/builtins/support/lift.hpp"

#include <cmath>

namespace ach::builtins::math {
namespace {

Value floor(Call& call) {
    return elementwise(call, call[0], [](double x) { return std::floor(x); });
}

Value ceil(Call& call) {
    return elementwise(call, call[0], [](double x) { return std::ceil(x); });
}

Value trunc(Call& call) {
    return elementwise(call, call[0], [](double x) { return std::trunc(x); });
}

// Halves go away from zero. A whole number has no decimals to round, and a scale that overflows no
// digits to round at.
double round_to(double x, double digits) {
    if (!std::isfinite(x)) return x;
    if (digits == 0) return std::round(x);
    if (digits > 0 && x == std::trunc(x)) return x;
    const double scale = std::pow(10.0, std::fabs(digits));
    if (!std::isfinite(scale)) return digits > 0 ? x : 0.0 * x;
    if (digits < 0) return std::round(x / scale) * scale;
    const double scaled = x * scale;
    return std::isfinite(scaled) ? std::round(scaled) / scale : x;
}

Value round(Call& call) {
    const auto digits = static_cast<double>(call.integer(1, 0));
    return elementwise(call, call[0], [digits](double x) { return round_to(x, digits); });
}

Value abs(Call& call) {
    return elementwise(
        call, call[0], [](double x) { return std::fabs(x); },
        [](Complex z) { return std::hypot(z.real(), z.imag()); });
}

double sign_of(double x) { return std::isnan(x) ? x : (x > 0) - (x < 0); }

Value sign(Call& call) {
    return elementwise(call, call[0], sign_of, [](Complex z) {
        if (z == 0.0) return Complex(0.0);
        const double size = std::hypot(z.real(), z.imag());
        if (std::isfinite(size)) return z / size;
        return z / 2.0 / std::hypot(z.real() / 2, z.imag() / 2);
    });
}

// NaN wins over everything, wherever it stands.
struct Smaller {
    static double of(double a, double b) { return std::isnan(a) || a < b ? a : b; }
};
struct Larger {
    static double of(double a, double b) { return std::isnan(a) || a > b ? a : b; }
};

template <class Pick>
double pick_from(const Call& call, Value array) {
    Numeric x;
    load_flat(call, array, kReducedReal, x);
    if (x.count == 0) call.fail(kind::kValue, "needs a non-empty array");
    double best = x.reals[0];
    for (std::size_t i = 1; i < x.count; ++i) best = Pick::of(best, x.reals[i]);
    return best;
}

template <class Pick>
Value extreme(Call& call) {
    double best = 0;
    if (call.values().get_number(call.raw(), call[0], &best) != ACH_OK) {
        const int type = call.type(call[0]);
        const bool array = type == ACH_T_VECTOR || type == ACH_T_TENSOR;
        if (!array || call.count() > 1) call.fail_type("Numbers, or one array of them", call[0]);
        return call.number_value(pick_from<Pick>(call, call[0]));
    }
    for (std::size_t i = 1; i < call.count(); ++i) best = Pick::of(best, call.number(i));
    return call.number_value(best);
}

Value clamp(Call& call) {
    const double low = call.number(1);
    const double high = call.number(2);
    if (!(low <= high)) call.fail(kind::kValue, "the lower bound must not be above the upper one");
    return elementwise(call, call[0], [low, high](double x) {
        return std::isnan(x) ? x : std::fmin(std::fmax(x, low), high);
    });
}

constexpr ach_native_def kNatives[] = {
    native<floor>("floor", 1, 1, "floor(x): the integer at or below x"),
    native<ceil>("ceil", 1, 1, "ceil(x): the integer at or above x"),
    native<trunc>("trunc", 1, 1, "trunc(x): x without its fraction"),
    native<round>("round", 1, 2, "round(x, digits?): the nearest number, halves away from zero"),
    native<abs>("abs", 1, 1, "abs(x): magnitude"),
    native<sign>("sign", 1, 1, "sign(x): -1, 0 or 1"),
    native<extreme<Smaller>>("min", 1, kAnyCount, "min(a, b, ...) or min(array): the smallest"),
    native<extreme<Larger>>("max", 1, kAnyCount, "max(a, b, ...) or max(array): the largest"),
    native<clamp>("clamp", 3, 3, "clamp(x, lo, hi): x, but within lo and hi"),
};

}  // namespace

std::span<const ach_native_def> rounding() { return kNatives; }

}  // namespace ach::builtins::math
