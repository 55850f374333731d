// Trigonometric and hyperbolic functions: the platform's, lifted over arrays. Reals outside of a
// function's real domain give NaN; complex arguments give principal values with the cuts of C99.
#include "plugins/builtins/math/math.hpp"
#include "plugins/builtins/support/lift.hpp"

#include <cmath>
#include <numbers>

namespace ach::builtins::math {
namespace {

#define ACH_LIFTED(name)                                          \
    Value name(Call& call) {                                      \
        return elementwise(                                       \
            call, call[0], [](double x) { return std::name(x); }, \
            [](Complex z) { return std::name(z); });              \
    }
ACH_LIFTED(sin)
ACH_LIFTED(cos)
ACH_LIFTED(tan)
ACH_LIFTED(asin)
ACH_LIFTED(acos)
ACH_LIFTED(atan)
ACH_LIFTED(sinh)
ACH_LIFTED(cosh)
ACH_LIFTED(tanh)
ACH_LIFTED(asinh)
ACH_LIFTED(acosh)
ACH_LIFTED(atanh)
#undef ACH_LIFTED

Value atan2(Call& call) {
    return elementwise2(call, call[0], call[1],
                        [](double y, double x) { return std::atan2(y, x); });
}

double radians(double x) {
    const double scaled = x * std::numbers::pi;
    return std::isfinite(scaled) ? scaled / 180.0 : x / 180.0 * std::numbers::pi;
}

Value deg(Call& call) {
    return elementwise(call, call[0], [](double x) { return x * 180.0 / std::numbers::pi; });
}

Value rad(Call& call) { return elementwise(call, call[0], radians); }

constexpr ach_native_def kNatives[] = {
    native<sin>("sin", 1, 1, "sin(x): sine of an angle in radians"),
    native<cos>("cos", 1, 1, "cos(x): cosine of an angle in radians"),
    native<tan>("tan", 1, 1, "tan(x): tangent of an angle in radians"),
    native<asin>("asin", 1, 1, "asin(x): the angle whose sine is x"),
    native<acos>("acos", 1, 1, "acos(x): the angle whose cosine is x"),
    native<atan>("atan", 1, 1, "atan(x): the angle whose tangent is x"),
    native<atan2>("atan2", 2, 2, "atan2(y, x): the angle of the point (x, y)"),
    native<sinh>("sinh", 1, 1, "sinh(x): hyperbolic sine"),
    native<cosh>("cosh", 1, 1, "cosh(x): hyperbolic cosine"),
    native<tanh>("tanh", 1, 1, "tanh(x): hyperbolic tangent"),
    native<asinh>("asinh", 1, 1, "asinh(x): inverse hyperbolic sine"),
    native<acosh>("acosh", 1, 1, "acosh(x): inverse hyperbolic cosine, of x >= 1"),
    native<atanh>("atanh", 1, 1, "atanh(x): inverse hyperbolic tangent, of -1 <= x <= 1"),
    native<deg>("deg", 1, 1, "deg(x): radians to degrees"),
    native<rad>("rad", 1, 1, "rad(x): degrees to radians"),
};

}  // namespace

std::span<const ach_native_def> trigonometry() { return kNatives; }

}  // namespace ach::builtins::math
