// Functions of whole numbers.
#include "plugins/builtins/math/math.hpp"
#include "plugins/builtins/support/lift.hpp"

#include <cmath>
#include <limits>

#include <boost/math/special_functions/factorials.hpp>

namespace ach::builtins::math {
namespace {

double floored_modulus(double x, double y) {
    const double rest = std::fmod(x, y);
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

Value mod(Call& call) { return elementwise2(call, call[0], call[1], floored_modulus); }

// A whole Number as a double, which divides exactly whatever its size.
double whole(const Call& call, std::size_t i) {
    const double n = call.number(i);
    if (!std::isfinite(n)) call.integer(i);  // raises
    if (n != std::trunc(n)) call.fail(kind::kValue, "needs whole numbers");
    return std::fabs(n);
}

double divisor(double a, double b) {
    while (b != 0) {
        const double rest = std::fmod(a, b);
        a = b;
        b = rest;
    }
    return a;
}

Value gcd(Call& call) { return call.number_value(divisor(whole(call, 0), whole(call, 1))); }

Value lcm(Call& call) {
    const double a = whole(call, 0);
    const double b = whole(call, 1);
    return call.number_value(a == 0 || b == 0 ? 0.0 : a / divisor(a, b) * b);
}

double factorial_of(const Call& call, double n) {
    if (!std::isfinite(n)) call.fail_type("finite Number", call.display(call.make(n)));
    if (n < 0 || n != std::trunc(n)) {
        call.fail(kind::kValue, "needs whole numbers that are not negative");
    }
    constexpr double kLargest = 170;
    if (n > kLargest) return std::numeric_limits<double>::infinity();
    return boost::math::unchecked_factorial<double>(static_cast<unsigned>(n));
}

Value factorial(Call& call) {
    return elementwise(call, call[0], [&call](double n) { return factorial_of(call, n); });
}

constexpr ach_native_def kNatives[] = {
    native<mod>("mod", 2, 2, "mod(x, y): what is left of x after division, with the sign of y"),
    native<gcd>("gcd", 2, 2, "gcd(a, b): greatest common divisor"),
    native<lcm>("lcm", 2, 2, "lcm(a, b): least common multiple"),
    native<factorial>("factorial", 1, 1, "factorial(n): 1 * 2 * ... * n"),
};

}  // namespace

std::span<const ach_native_def> integers() { return kNatives; }

}  // namespace ach::builtins::math
