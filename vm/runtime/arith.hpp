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

// Number with Number, as the operators define it: C's fmod and pow, where integers and squares take
// a shorter way to the same result.
inline double number_modulo(double a, double b) {
    constexpr double kExact = 9007199254740992.0;  // 2^53
    if (std::abs(a) < kExact && std::abs(b) < kExact) {
        const auto x = static_cast<std::int64_t>(a);
        const auto y = static_cast<std::int64_t>(b);
        if (y != 0 && static_cast<double>(x) == a && static_cast<double>(y) == b) {
            return x > 0 ? static_cast<double>(x % y)
                         : std::copysign(static_cast<double>(x % y), a);
        }
    }
    return std::fmod(a, b);
}
inline double number_power(double a, double b) { return b == 2 ? a * a : std::pow(a, b); }

// Complex division and power as `/` and `^` define them.
std::complex<double> complex_divide(std::complex<double> a, std::complex<double> b);
std::complex<double> complex_power(std::complex<double> base, std::complex<double> exponent);

// The name of the operation in error messages: "addition", ….
std::string_view name_of(Arith op);

// a..b and a..=b as a Vector (§4.5).
[[nodiscard]] Value make_range(Mutator& mutator, Value from, Value to, bool inclusive);

}  // namespace ach::vm
