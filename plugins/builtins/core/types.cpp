// Types, conversions, and predicates on numbers.
#include "plugins/builtins/core/core.hpp"
#include "plugins/builtins/support/lift.hpp"
#include "plugins/builtins/support/number_text.hpp"
#include "plugins/builtins/support/whitespace.hpp"

#include <cmath>

namespace ach::builtins::core {
namespace {

Value type_of(Call& call) { return call.make(call.type_name(call[0])); }

Value str(Call& call) {
    Value text{};
    call.check(call.values().text(call.raw(), call[0], ACH_TEXT_DISPLAY, &text));
    return text;
}

Value num(Call& call) {
    switch (call.type(call[0])) {
        case ACH_T_NUMBER: return call[0];
        case ACH_T_BOOLEAN: return call.make(call.is_truthy(call[0]) ? 1.0 : 0.0);
        case ACH_T_STRING: break;
        default: call.fail_type("Number, Boolean or String", call[0]);
    }
    const std::string_view text = call.text(0);
    if (const auto value = number_in(trimmed(text))) return call.make(*value);
    call.fail(kind::kValue, "\"" + std::string(text) + "\" is not a number");
}

Value error(Call& call) {
    call.require(call[0], ACH_T_STRING, "String");
    const std::string_view what = call.has(1) ? call.text(1) : std::string_view();
    Value made{};
    call.check(call.values().error(call.raw(), call[0], {what.data(), what.size()},
                                   call.count() > 2 ? call[2] : call.null(), &made));
    return made;
}

Value isnan(Call& call) {
    return predicate(
        call, call[0], [](double x) { return std::isnan(x); },
        [](Complex z) { return std::isnan(z.real()) || std::isnan(z.imag()); });
}

Value isinf(Call& call) {
    return predicate(
        call, call[0], [](double x) { return std::isinf(x); },
        [](Complex z) { return std::isinf(z.real()) || std::isinf(z.imag()); });
}

Value isfinite(Call& call) {
    return predicate(
        call, call[0], [](double x) { return std::isfinite(x); },
        [](Complex z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); });
}

constexpr ach_native_def kNatives[] = {
    native<type_of>("typeof", 1, 1, "typeof(x): the name of x's type"),
    native<str>("str", 1, 1, "str(x): x as text"),
    native<num>("num", 1, 1, "num(x): the Number that a text, Boolean or Number stands for"),
    native<error>("error", 1, 3, "error(message, kind?, source?): an Error, not thrown"),
    native<isnan>("isnan", 1, 1, "isnan(x): whether x is NaN"),
    native<isinf>("isinf", 1, 1, "isinf(x): whether x is infinite"),
    native<isfinite>("isfinite", 1, 1, "isfinite(x): whether x is neither NaN nor infinite"),
};

}  // namespace

std::span<const ach_native_def> types() { return kNatives; }

}  // namespace ach::builtins::core
