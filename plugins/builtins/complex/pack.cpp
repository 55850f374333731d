// Complex numbers: construction, parts, polar form. What the operators do belongs to the machine.
#include "plugins/builtins/support/lift.hpp"
#include "plugins/builtins/support/packs.hpp"

#include <cmath>
#include <numbers>

namespace ach::builtins {
namespace {

// Two equally long arrays make an array of the first one's kind.
Value complex_array(const Call& call) {
    constexpr Accepts kParts{"Vector or Tensor of Numbers", false, false};
    Numeric re;
    Numeric im;
    load_vector(call, call[0], kParts, re);
    load_vector(call, call[1], kParts, im);
    call.require_same_length("the parts", re.count, im.count);
    std::vector<Scalar> items(re.count);
    for (std::size_t i = 0; i < re.count; ++i) items[i] = {{re.reals[i], im.reals[i]}, true};
    const std::uint64_t shape[] = {re.count};
    if (re.form == Numeric::Form::Tensor && items.empty()) {
        return call.new_complex_tensor(shape).value;
    }
    return like(call, re.form, shape, items);
}

Value complex(Call& call) {
    if (is_array(call.type(call[0]))) return complex_array(call);
    return call.complex_value({call.number(0), call.number(1)});
}

Value real(Call& call) {
    return elementwise(
        call, call[0], [](double x) { return x; }, [](Complex z) { return z.real(); });
}

Value imag(Call& call) {
    return elementwise(
        call, call[0], [](double) { return 0.0; }, [](Complex z) { return z.imag(); });
}

Value conj(Call& call) {
    return elementwise(
        call, call[0], [](double x) { return x; }, [](Complex z) { return std::conj(z); });
}

double phase_of(Complex z) { return std::atan2(z.imag(), z.real()); }
double phase_of_real(double x) { return std::isnan(x) ? x : x < 0 ? std::numbers::pi : 0.0; }
double magnitude_of(Complex z) { return std::hypot(z.real(), z.imag()); }
double magnitude_of_real(double x) { return std::fabs(x); }

Value arg(Call& call) { return elementwise(call, call[0], phase_of_real, phase_of); }
Value magnitude(Call& call) { return elementwise(call, call[0], magnitude_of_real, magnitude_of); }

Value polar(Call& call) {
    const double r = call.number(0);
    const double theta = call.number(1);
    return call.complex_value({r * std::cos(theta), r * std::sin(theta)});
}

Value to_polar(Call& call) {
    double parts[2];
    double x = 0;
    ach_complex z{};
    if (call.values().get_number(call.raw(), call[0], &x) == ACH_OK) {
        parts[0] = magnitude_of_real(x);
        parts[1] = phase_of_real(x);
    } else if (call.values().get_complex(call.raw(), call[0], &z) == ACH_OK) {
        parts[0] = magnitude_of(to_complex(z));
        parts[1] = phase_of(to_complex(z));
    } else {
        call.fail_type("Number or Complex", call[0]);
    }
    return call.make(std::span<const double>(parts));
}

constexpr ach_native_def kNatives[] = {
    native<complex>("complex", 2, 2, "complex(re, im): the number re + im*i"),
    native<real>("real", 1, 1, "real(z): real part"),
    native<imag>("imag", 1, 1, "imag(z): imaginary part"),
    native<conj>("conj", 1, 1, "conj(z): conjugate"),
    native<arg>("arg", 1, 1, "arg(z): phase in (-PI, PI]"),
    native<arg>("phase", 1, 1, "phase(z): the same as arg(z)"),
    native<magnitude>("magnitude", 1, 1, "magnitude(z): the same as abs(z)"),
    native<polar>("polar", 2, 2, "polar(r, theta): the Complex with that magnitude and phase"),
    native<to_polar>("to_polar", 1, 1, "to_polar(z): [magnitude, phase]"),
};

constexpr ach_method_def kMethods[] = {
    method(ACH_T_COMPLEX, "re", "real"),       method(ACH_T_COMPLEX, "im", "imag"),
    method(ACH_T_COMPLEX, "conj", "conj"),     method(ACH_T_COMPLEX, "abs", "magnitude"),
    method(ACH_T_COMPLEX, "mag", "magnitude"), method(ACH_T_COMPLEX, "arg", "arg"),
    method(ACH_T_COMPLEX, "phase", "phase"),
};

}  // namespace

Pack complex_pack() { return {.natives = {kNatives}, .methods = kMethods}; }

}  // namespace ach::builtins
