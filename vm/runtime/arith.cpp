#include "vm/runtime/arith.hpp"

#include "vm/runtime/array_arith.hpp"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

#include <limits>

namespace ach::vm {

std::string_view name_of(Arith op) {
    switch (op) {
        case Arith::Add: return "addition";
        case Arith::Sub: return "subtraction";
        case Arith::Mul: return "multiplication";
        case Arith::Div: return "division";
        case Arith::Mod: return "modulo";
        case Arith::Pow: break;
    }
    return "exponentiation";
}

// --- numbers

double arithmetic(Arith op, double a, double b) {
    switch (op) {
        case Arith::Add: return a + b;
        case Arith::Sub: return a - b;
        case Arith::Mul: return a * b;
        case Arith::Div: return a / b;
        case Arith::Mod: return number_modulo(a, b);
        case Arith::Pow: break;
    }
    return number_power(a, b);
}

std::complex<double> arithmetic(Arith op, std::complex<double> a, std::complex<double> b) {
    switch (op) {
        case Arith::Add: return a + b;
        case Arith::Sub: return a - b;
        case Arith::Mul: return a * b;
        case Arith::Div: return complex_divide(a, b);
        case Arith::Mod: break;  // refused before
        case Arith::Pow: return complex_power(a, b);
    }
    assert(false && "modulo of complex numbers");
    return {};
}

std::complex<double> complex_divide(std::complex<double> a, std::complex<double> b) {
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    if (b == 0.0) return {kNaN, kNaN};
    return a / b;
}

namespace {

constexpr double kRepeatedMultiplication = 1024;  // exponents up to here are multiplied out

std::complex<double> integer_power(std::complex<double> base, unsigned exponent) {
    std::complex<double> result = 1;
    bool is_first = true;  // 1·z can turn -0 into 0, so the first factor is taken as it is
    for (; exponent != 0; exponent >>= 1, base *= base) {
        if ((exponent & 1) == 0) continue;
        result = is_first ? base : result * base;
        is_first = false;
    }
    return result;
}

}  // namespace

std::complex<double> complex_power(std::complex<double> base, std::complex<double> exponent) {
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    const double n = exponent.real();
    const bool is_real = exponent.imag() == 0;
    if (base == 0.0) {
        if (exponent == 0.0) return 1;
        return n > 0 ? std::complex<double>(0) : std::complex<double>(kNaN, kNaN);
    }
    if (is_real && n == std::trunc(n) && std::abs(n) <= kRepeatedMultiplication) {
        const auto power = integer_power(base, static_cast<unsigned>(std::abs(n)));
        return n < 0 ? complex_divide(1, power) : power;
    }
    if (is_real) {
        const double magnitude = std::pow(std::abs(base), n);
        if (std::isnan(magnitude)) return {kNaN, kNaN};  // std::polar takes no NaN
        return std::polar(magnitude, std::arg(base) * n);
    }
    return std::exp(exponent * std::log(base));
}

// --- any operands

namespace {

std::string_view expected_by(Arith op) {
    switch (op) {
        case Arith::Add: return "numbers, arrays of numbers or a String";
        case Arith::Mod: return "real numbers or arrays of them";
        default: return "numbers or arrays of numbers";
    }
}

Value join(Mutator& mutator, Value a, Value b) {
    if (auto* text = try_as<String>(a); text != nullptr && b.is_number()) {
        std::string digits;
        append_number(digits, b.as_number());
        const String* whole = append(mutator, *text, digits);
        return whole == nullptr ? Value::failed() : Value::object(whole);
    }
    Root<String> left(mutator, display(mutator, a));
    if (!left) return Value::failed();
    Root<String> right(mutator, display(mutator, b));
    if (!right) return Value::failed();
    const String* whole = concat(mutator, *left, *right);
    return whole == nullptr ? Value::failed() : Value::object(whole);
}

Value repeat_text(Mutator& mutator, String& text, Value count) {
    const std::string_view op = name_of(Arith::Mul);
    double times = 0;
    if (!truncate(mutator, op, count, times)) return Value::failed();
    if (times < 0) return raise_type_error(mutator, op, "non-negative number", count);
    // More than that is too long whatever the text; an infinity would be none of size_t's.
    const double most = static_cast<double>(kMaxStringBytes) + 1;
    const String* whole = repeat(mutator, text, static_cast<std::size_t>(std::min(times, most)));
    return whole == nullptr ? Value::failed() : Value::object(whole);
}

bool is_array(Value v) { return is_kind(v, Kind::Vector) || try_as<Tensor>(v) != nullptr; }

}  // namespace

Value raise_operands(Mutator& mutator, Arith op, Value a, Value b) {
    return raise_type_error(mutator, name_of(op), expected_by(op), a, b);
}

Value arithmetic(Mutator& mutator, Arith op, Value a, Value b) {
    if (a.is_number() && b.is_number()) {
        return Value::from_outside(arithmetic(op, a.as_number(), b.as_number()));
    }
    auto* left_text = try_as<String>(a);
    auto* right_text = try_as<String>(b);
    if (left_text != nullptr || right_text != nullptr) {
        if (op == Arith::Add) return join(mutator, a, b);
        if (op == Arith::Mul && b.is_number()) return repeat_text(mutator, *left_text, b);
        if (op == Arith::Mul && a.is_number()) return repeat_text(mutator, *right_text, a);
        return raise_operands(mutator, op, a, b);
    }
    if (is_scalar_number(a) && is_scalar_number(b)) {
        if (op == Arith::Mod) return raise_operands(mutator, op, a, b);
        return make_complex(mutator, arithmetic(op, to_complex(a), to_complex(b)));
    }
    const bool are_arrays = (is_array(a) && (is_array(b) || is_scalar_number(b))) ||
                            (is_array(b) && is_scalar_number(a));
    if (!are_arrays) return raise_operands(mutator, op, a, b);
    return array_arithmetic(mutator, op, a, b);
}

Value negate(Mutator& mutator, Value v) {
    if (v.is_number()) return Value::number(-v.as_number());
    if (const auto* z = try_as<Complex>(v)) return make_complex(mutator, -z->value());
    return is_array(v)
               ? array_negate(mutator, v)
               : raise_type_error(mutator, "negation", "a number or an array of numbers", v);
}

// --- ranges

Value make_range(Mutator& mutator, Value from, Value to, bool inclusive) {
    constexpr double kMostItems = 2147483648.0;
    double first = 0, limit = 0;
    if (!truncate(mutator, "range", from, first) || !truncate(mutator, "range", to, limit)) {
        return Value::failed();
    }
    const double count = limit - first + (inclusive ? 1 : 0);
    if (count > kMostItems) {
        return mutator.raise(error_kind::kValue, "Range has more than 2147483648 items");
    }
    const bool is_exact = first >= -kLastStep && limit <= kLastStep;
    if (count > 1 && !is_exact) return mutator.raise(error_kind::kValue, kInexactRange);
    Vector* range = make_number_vector(mutator, count > 0 ? static_cast<std::size_t>(count) : 0);
    if (range == nullptr) return Value::failed();
    if (count > 0) {
        double* items = range->backing().numbers();
        for (std::size_t i = 0; i < range->length(); ++i) items[i] = first + static_cast<double>(i);
    }
    return Value::object(range);
}

}  // namespace ach::vm
