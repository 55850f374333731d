// Exponentials, logarithms, powers and roots.
#include "plugins/builtins/math/math.hpp"
#include "plugins/builtins/support/lift.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace ach::builtins::math {
namespace {

Value exp(Call& call) {
    return elementwise(
        call, call[0], [](double x) { return std::exp(x); }, [](Complex z) { return std::exp(z); });
}

Value expm1(Call& call) {
    return elementwise(call, call[0], [](double x) { return std::expm1(x); });
}

Value ln(Call& call) {
    return elementwise(
        call, call[0], [](double x) { return std::log(x); }, [](Complex z) { return std::log(z); });
}

Complex complex_log2(Complex z) { return std::log(z) / std::numbers::ln2; }

// Bases with a function of their own give exact powers exactly.
double log_to(double x, double base) {
    if (base == 2) return std::log2(x);
    if (base == 10) return std::log10(x);
    if (base == std::numbers::e) return std::log(x);
    if (base <= 0) return std::numeric_limits<double>::quiet_NaN();
    return std::log(x) / std::log(base);
}

Value log(Call& call) {
    if (!call.has(1)) return ln(call);
    return elementwise2(call, call[0], call[1], log_to,
                        [](Complex z, Complex base) { return std::log(z) / std::log(base); });
}

Value log10(Call& call) {
    return elementwise(
        call, call[0], [](double x) { return std::log10(x); },
        [](Complex z) { return std::log10(z); });
}

Value log2(Call& call) {
    return elementwise(
        call, call[0], [](double x) { return std::log2(x); }, complex_log2);
}

Value log1p(Call& call) {
    return elementwise(call, call[0], [](double x) { return std::log1p(x); });
}

Value sqrt(Call& call) {
    return elementwise(
        call, call[0], [](double x) { return std::sqrt(x); },
        [](Complex z) { return std::sqrt(z); });
}

// The platform's root may be one step beside an exact one; a step of Newton's method finds it.
double cube_root(double x) {
    const double root = std::cbrt(x);
    const double square = root * root;
    if (!std::isnormal(square)) return root;
    return root - std::fma(square, root, -x) / (3 * square);
}

Value cbrt(Call& call) {
    return elementwise(call, call[0], cube_root,
                       [](Complex z) { return z == 0.0 ? z : std::exp(std::log(z) / 3.0); });
}

// What `^` is, which the machine knows.
Value pow(Call& call) {
    const auto power = [&call](Value x, Value y) { return call.binary(ACH_BIN_POW, x, y); };
    return elementwise2(
        call, call[0], call[1], [](double x, double y) { return y == 2 ? x * x : std::pow(x, y); },
        [&](Complex x, Complex y) {
            const Scope scope(call);
            return to_complex(call.complex(power(call.complex_value(x), call.complex_value(y))));
        });
}

Value hypot(Call& call) {
    return elementwise2(call, call[0], call[1],
                        [](double x, double y) { return std::hypot(x, y); });
}

constexpr ach_native_def kNatives[] = {
    native<exp>("exp", 1, 1, "exp(x): e to the power of x"),
    native<expm1>("expm1", 1, 1, "expm1(x): exp(x) - 1, precise for small x"),
    native<ln>("ln", 1, 1, "ln(x): natural logarithm"),
    native<log>("log", 1, 2, "log(x, base?): logarithm, natural without a base"),
    native<log10>("log10", 1, 1, "log10(x): logarithm to base 10"),
    native<log2>("log2", 1, 1, "log2(x): logarithm to base 2"),
    native<log1p>("log1p", 1, 1, "log1p(x): ln(1 + x), precise for small x"),
    native<sqrt>("sqrt", 1, 1, "sqrt(x): square root; NaN for negative Numbers"),
    native<cbrt>("cbrt", 1, 1, "cbrt(x): cube root"),
    native<pow>("pow", 2, 2, "pow(x, y): x ^ y"),
    native<hypot>("hypot", 2, 2, "hypot(x, y): sqrt(x^2 + y^2) without overflow"),
};

}  // namespace

std::span<const ach_native_def> powers() { return kNatives; }

}  // namespace ach::builtins::math
