// Arithmetic on any operands (§4.2, §4.3). The interpreter handles Number with Number itself and
// comes here for the rest. Results are values; failed means that a TypeError (or OutOfMemory) is
// pending.
#pragma once

#include "vm/runtime/mutator.hpp"

#include <cmath>
#include <complex>
#include <cstdint>
#include <string_view>

namespace ach::vm {

enum class Arith : std::uint8_t { Add, Sub, Mul, Div, Mod, Pow };

[[nodiscard]] Value arithmetic(Mutator& mutator, Arith op, Value left, Value right);
[[nodiscard]] Value negate(Mutator& mutator, Value v);

[[nodiscard]] inline Value add(Mutator& m, Value a, Value b) {
    return arithmetic(m, Arith::Add, a, b);
}
[[nodiscard]] inline Value subtract(Mutator& m, Value a, Value b) {
    return arithmetic(m, Arith::Sub, a, b);
}
[[nodiscard]] inline Value multiply(Mutator& m, Value a, Value b) {
    return arithmetic(m, Arith::Mul, a, b);
}
[[nodiscard]] inline Value divide(Mutator& m, Value a, Value b) {
    return arithmetic(m, Arith::Div, a, b);
}
[[nodiscard]] inline Value modulo(Mutator& m, Value a, Value b) {
    return arithmetic(m, Arith::Mod, a, b);
}
[[nodiscard]] inline Value power(Mutator& m, Value a, Value b) {
    return arithmetic(m, Arith::Pow, a, b);
}

// Number with Number, as the operators define it: C's fmod and pow, where whole numbers and squares
// take a shorter way to the same result.

// Up to 2^51 a sum with 1.5 * 2^52 has no room for a fraction: what is left of it afterwards is the
// nearest whole number.
inline double rounded(double d) {
    constexpr double kNoFraction = 6755399441055744.0;
    return (d + kNoFraction) - kNoFraction;
}

// (x + 1/2) / y lies at least 1 / 2y above the quotient and below the next whole number, so that
// less a half it is rounded to the quotient; by way of the reciprocal too, which waits for nothing,
// since up to 2^49 the errors are smaller than that. The rest is exact.
inline double number_modulo(double a, double b) {
    constexpr double kMost = 562949953421312.0;  // 2^49
    const double x = std::abs(a), y = std::abs(b);
    if (x <= kMost && y >= 1 && y <= kMost && rounded(x) == x && rounded(y) == y) [[likely]] {
        const double reciprocal = 1 / y;
        const double quotient = rounded(x * reciprocal + (0.5 * reciprocal - 0.5));
        return std::copysign(x - quotient * y, a);
    }
    return std::fmod(a, b);
}
inline double number_power(double a, double b) { return b == 2 ? a * a : std::pow(a, b); }

// Complex division and power as `/` and `^` define them.
std::complex<double> complex_divide(std::complex<double> a, std::complex<double> b);
std::complex<double> complex_power(std::complex<double> base, std::complex<double> exponent);

// The name of the operation in error messages: "addition", ….
std::string_view name_of(Arith op);

// Up to 2^53 every integer is a Number, so ranges can be walked in steps of 1; beyond it they fail.
inline constexpr double kLastStep = 9007199254740992.0;
inline constexpr std::string_view kInexactRange =
    "Range goes beyond 9007199254740992, where not every integer is a Number";

// a..b and a..=b as a Vector (§4.5).
[[nodiscard]] Value make_range(Mutator& mutator, Value from, Value to, bool inclusive);

}  // namespace ach::vm
