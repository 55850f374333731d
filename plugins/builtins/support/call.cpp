#include "plugins/builtins/support/call.hpp"

#include <algorithm>
#include <cmath>

namespace ach::builtins {

std::size_t Call::size(std::size_t i, std::string_view what) const {
    const std::int64_t n = integer(i);
    if (n < 0) {
        fail(kind::kValue, std::string(what) + " must not be negative, got " + std::to_string(n));
    }
    return static_cast<std::size_t>(n);
}

std::size_t Call::index(std::size_t i, std::size_t length) const {
    const std::int64_t asked = integer(i);
    const auto len = static_cast<std::int64_t>(length);
    const std::int64_t at = asked < 0 ? asked + len : asked;
    if (at < 0 || at >= len) fail_index(asked, length);
    return static_cast<std::size_t>(at);
}

double Call::to_number(Value value, std::string_view expected) const {
    double n = 0;
    if (values().get_number(raw(), value, &n) != ACH_OK) fail_type(expected, value);
    return n;
}

std::string_view Call::to_text(Value value) const {
    ach_str text{};
    if (values().get_string(raw(), value, &text) != ACH_OK) fail_type("String", value);
    return view(text);
}

std::string_view Call::characters(Value text, std::size_t from, std::size_t to) const {
    const std::size_t begin = string_place(text, from);
    return to_text(text).substr(begin, string_place(text, to) - begin);
}

std::int64_t Call::to_integer(Value value) const {
    const double n = to_number(value);
    if (!std::isfinite(n)) fail_type("finite Number", display(value));
    constexpr double kLargest = 4.0e18;  // far beyond every length, and safe to add to
    return static_cast<std::int64_t>(std::clamp(std::trunc(n), -kLargest, kLargest));
}

Value Call::vector_of(std::span<const Value> items) const {
    const Value out = vector(items.size());
    vector_splice(out, 0, 0, items);
    return out;
}

std::vector<Value> Call::items_of(Value vector) const {
    std::vector<Value> items(vector_len(vector));
    const std::size_t there = values().vector_items(raw(), vector, 0, items.data(), items.size());
    items.resize(std::min(items.size(), there));
    return items;
}

void Call::fail_type(std::string_view expected, Value got, std::int64_t at) const {
    if (name_.empty()) type_error(expected, got, at);
    std::string found(type_name(got));
    if (at >= 0) found += " at index " + std::to_string(at);
    fail_type(expected, found);
}

void Call::fail_type(std::string_view expected, std::string_view got) const {
    std::string message = "Type error in ";
    message.append(name()).append(": expected ").append(expected).append(", got ").append(got);
    raise_error(kind::kType, message);
}

void Call::fail(std::string_view kind, std::string_view message) const {
    raise_error(kind, std::string(name()).append("(): ").append(message));
}

void Call::fail_index(std::int64_t asked, std::size_t length) const {
    fail(kind::kIndex, "index out of bounds: " + std::to_string(asked) +
                           " (length: " + std::to_string(length) + ")");
}

void Call::require_same_length(std::string_view what, std::size_t a, std::size_t b) const {
    if (a == b) return;
    fail(kind::kShape, std::string(what) + " must be of same length, got " + std::to_string(a) +
                           " and " + std::to_string(b));
}

void Call::raise_error(std::string_view kind, std::string_view message) const {
    table().raise(raw(), str(kind), str(message), null());
    throw Raised{};
}

}  // namespace ach::builtins
