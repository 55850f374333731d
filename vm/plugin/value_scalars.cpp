// ach.value/1: types, scalars, text, errors, callables and operators.

#include "vm/plugin/table_support.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/runtime/arith.hpp"
#include "vm/runtime/compare.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/type_check.hpp"
#include "vm/runtime/types.hpp"

namespace ach::vm {

namespace {

std::int32_t type(ach_call_t*, ach_value v) noexcept { return type_index(from_abi(v)); }

ach_str name_of_type(ach_call_t*, ach_value v) noexcept { return to_str(type_name(from_abi(v))); }

bool is_truthy(ach_call_t*, ach_value v) noexcept { return truthy(from_abi(v)); }

ach_value null(ach_call_t*) noexcept { return to_abi(Value::null()); }
ach_value boolean(ach_call_t*, bool b) noexcept { return to_abi(Value::boolean(b)); }
ach_value number(ach_call_t*, double n) noexcept { return to_abi(Value::from_outside(n)); }

ach_status get_number(ach_call_t*, ach_value raw, double* out) noexcept {
    const Value v = from_abi(raw);
    if (!v.is_number()) return ACH_E_TYPE;
    *out = v.as_number();
    return ACH_OK;
}

ach_status get_boolean(ach_call_t*, ach_value raw, bool* out) noexcept {
    const Value v = from_abi(raw);
    if (!v.is_boolean()) return ACH_E_TYPE;
    *out = v.as_boolean();
    return ACH_OK;
}

ach_status get_string(ach_call_t*, ach_value raw, ach_str* out) noexcept {
    const auto* string = try_as<String>(from_abi(raw));
    if (string == nullptr) return ACH_E_TYPE;
    *out = to_str(string->view());
    return ACH_OK;
}

ach_status string_length(ach_call_t*, ach_value raw, std::size_t* out) noexcept {
    const auto* string = try_as<String>(from_abi(raw));
    if (string == nullptr) return ACH_E_TYPE;
    *out = string->length();
    return ACH_OK;
}

ach_status string_place(ach_call_t* c, ach_value raw, std::size_t i, std::size_t* out) noexcept {
    auto* string = try_as<String>(from_abi(raw));
    if (string == nullptr) return ACH_E_TYPE;
    if (i > string->length()) return ACH_E_ABSENT;
    *out = byte_offset(c->mutator, *string, i);
    return ACH_OK;
}

ach_status get_complex(ach_call_t*, ach_value raw, ach_complex* out) noexcept {
    const Value v = from_abi(raw);
    if (v.is_number()) {
        *out = {v.as_number(), 0};
        return ACH_OK;
    }
    const auto* z = try_as<Complex>(v);
    if (z == nullptr) return ACH_E_TYPE;
    *out = {z->value().real(), z->value().imag()};
    return ACH_OK;
}

ach_status string(ach_call_t* c, ach_str text, ach_value* out) noexcept {
    if (!is_valid_utf8(view(text))) return c->raise(error_kind::kValue, "the text is not UTF-8");
    return give(c, make_string(c->mutator, view(text)), out);
}

ach_status complex(ach_call_t* c, ach_complex z, ach_value* out) noexcept {
    return give(c, make_complex(c->mutator, {z.re, z.im}), out);
}

ach_status error(ach_call_t* c, ach_value message, ach_str kind, ach_value source,
                 ach_value* out) noexcept {
    auto* text = try_as<String>(from_abi(message));
    if (text == nullptr) return ACH_E_TYPE;
    Value kind_name;
    if (kind.ptr != nullptr) {
        String* name = make_string(c->mutator, view(kind));
        if (name == nullptr) return ACH_E_RAISED;
        kind_name = c->keep(Value::object(name));
    }
    return give(c, make_error(c->mutator, *text, kind_name, from_abi(source)), out);
}

ach_status arity(ach_call_t*, ach_value f, std::uint32_t* min, std::uint32_t* max) noexcept {
    if (!is_callable(from_abi(f))) return ACH_E_TYPE;
    const Arity counts = arity_of(from_abi(f));
    *min = counts.min;
    *max = counts.max;
    return ACH_OK;
}

ach_status equals(ach_call_t* c, ach_value a, ach_value b, bool* out) noexcept {
    const Outcome outcome = equal(c->mutator, from_abi(a), from_abi(b));
    if (outcome == Outcome::Failed) return ACH_E_RAISED;
    *out = outcome == Outcome::True;
    return ACH_OK;
}

ach_status compare(ach_call_t* c, Order op, Value a, Value b, ach_value* out) {
    const Outcome outcome = order(c->mutator, op, a, b);
    if (outcome == Outcome::Failed) return ACH_E_RAISED;
    *out = to_abi(Value::boolean(outcome == Outcome::True));
    return ACH_OK;
}

ach_status binary(ach_call_t* c, std::int32_t op, ach_value left, ach_value right,
                  ach_value* out) noexcept {
    const Value a = from_abi(left);
    const Value b = from_abi(right);
    switch (op) {
        case ACH_BIN_ADD: return give(c, add(c->mutator, a, b), out);
        case ACH_BIN_SUB: return give(c, subtract(c->mutator, a, b), out);
        case ACH_BIN_MUL: return give(c, multiply(c->mutator, a, b), out);
        case ACH_BIN_DIV: return give(c, divide(c->mutator, a, b), out);
        case ACH_BIN_MOD: return give(c, modulo(c->mutator, a, b), out);
        case ACH_BIN_POW: return give(c, power(c->mutator, a, b), out);
        case ACH_BIN_LT: return compare(c, Order::Less, a, b, out);
        case ACH_BIN_LE: return compare(c, Order::LessEqual, a, b, out);
        case ACH_BIN_GT: return compare(c, Order::Greater, a, b, out);
        case ACH_BIN_GE: return compare(c, Order::GreaterEqual, a, b, out);
        default: return c->raise(error_kind::kValue, "an operator that ach.value/1 does not have");
    }
}

ach_status text(ach_call_t* c, ach_value v, std::int32_t form, ach_value* out) noexcept {
    return give(c,
                form == ACH_TEXT_QUOTED ? quoted(c->mutator, from_abi(v))
                                        : display(c->mutator, from_abi(v)),
                out);
}

}  // namespace

void fill_value_scalars(ach_value_table_t& table) {
    table.type = type;
    table.type_name = entering<name_of_type>;
    table.truthy = entering<is_truthy>;
    table.null = null;
    table.boolean = boolean;
    table.number = number;
    table.get_number = get_number;
    table.get_boolean = get_boolean;
    table.get_string = entering<get_string>;
    table.string_length = entering<string_length>;
    table.string_place = entering<string_place>;
    table.get_complex = entering<get_complex>;
    table.string = entering<string>;
    table.complex = entering<complex>;
    table.error = entering<error>;
    table.arity = entering<arity>;
    table.equals = entering<equals>;
    table.binary = entering<binary>;
    table.text = entering<text>;
}

}  // namespace ach::vm
