// Sizes and equality.
#include "plugins/builtins/core/core.hpp"
#include "plugins/builtins/support/numeric.hpp"
#include "plugins/builtins/support/sequence.hpp"

#include <algorithm>
#include <cmath>

namespace ach::builtins::core {
namespace {

std::size_t size_of(const Call& call, Value value) {
    if (const auto count = element_count(call, value)) return *count;
    call.require(value, ACH_T_RECORD, "String, Vector, Tensor or Record");
    return call.record_len(value);
}

Value len(Call& call) { return call.number_value(size_of(call, call[0])); }

Value is_empty(Call& call) {
    if (call.type(call[0]) == ACH_T_STRING) return call.make(call.text(0).empty());
    return call.make(size_of(call, call[0]) == 0);
}

Value equals(Call& call) { return call.make(call.is_equal(call[0], call[1])); }

bool near_enough(Complex x, Complex y, double relative, double absolute) {
    if (x == y) return true;
    const double distance = std::abs(x - y);
    if (!std::isfinite(distance)) return false;
    return distance <= absolute + relative * std::max(std::abs(x), std::abs(y));
}

// A flat Vector has one axis, as a rank-1 Tensor.
std::vector<std::uint64_t> axes_of(const Numeric& x) {
    return x.form == Numeric::Form::Vector ? std::vector<std::uint64_t>{x.count} : x.shape;
}

Value allclose(Call& call) {
    const double relative = call.number(2, 1e-9);
    const double absolute = call.number(3, 1e-12);
    Numeric x;
    Numeric y;
    load(call, call[0], kElementwise, x);
    load(call, call[1], kElementwise, y);
    const bool is_scalar = x.form == Numeric::Form::Number;
    if (is_scalar != (y.form == Numeric::Form::Number) || axes_of(x) != axes_of(y)) {
        return call.make(false);
    }
    for (std::size_t i = 0; i < x.count; ++i) {
        if (!near_enough(x.at(i).value, y.at(i).value, relative, absolute)) return call.make(false);
    }
    return call.make(true);
}

constexpr ach_native_def kNatives[] = {
    native<len>("len", 1, 1, "len(x): characters, elements or fields of x"),
    native<len>("length", 1, 1, "length(x): the same as len(x)"),
    native<is_empty>("is_empty", 1, 1, "is_empty(x): whether len(x) is 0"),
    native<equals>("equals", 2, 2, "equals(a, b): a == b"),
    native<allclose>("allclose", 2, 4, "allclose(a, b, rtol?, atol?): whether all pairs are close"),
};

}  // namespace

std::span<const ach_native_def> sizes() { return kNatives; }

}  // namespace ach::builtins::core
