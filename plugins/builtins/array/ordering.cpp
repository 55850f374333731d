// Sorting by natural order: Numbers (NaN last), Strings by code point, or Booleans, never mixed.
// With a comparator the prelude sorts; the helpers here serve it and `sort_by`.
#include "plugins/builtins/array/array.hpp"
#include "plugins/builtins/support/sequence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace ach::builtins::arrays {
namespace {

// NaN last; -0 and 0 are equal and keep their order.
bool number_before(double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); }

using Order = std::vector<std::size_t>;

template <class Key, class Before>
Order order_of(const std::vector<Key>& keys, Before before) {
    Order order(keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return before(keys[a], keys[b]); });
    return order;
}

template <class Read>
auto keys_of(const Call& call, std::span<const Value> items, std::int32_t type, Read read) {
    std::vector<decltype(read(items[0]))> keys;
    keys.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (call.type(items[i]) != type) {
            call.fail_type("Numbers, Strings or Booleans only", items[i],
                           static_cast<std::int64_t>(i));
        }
        keys.push_back(read(items[i]));
    }
    return keys;
}

// The positions of `items` in ascending order, stable.
Order ascending(const Call& call, std::span<const Value> items) {
    if (items.empty()) return {};
    const std::int32_t type = call.type(items[0]);
    switch (type) {
        case ACH_T_NUMBER:
            return order_of(keys_of(call, items, type, [&](Value v) { return call.to_number(v); }),
                            number_before);
        case ACH_T_STRING:  // bytes of UTF-8 order as code points do
            return order_of(keys_of(call, items, type, [&](Value v) { return call.to_text(v); }),
                            std::less<>());
        case ACH_T_BOOLEAN:
            return order_of(
                keys_of(call, items, type, [&](Value v) { return call.is_truthy(v) ? 1 : 0; }),
                std::less<>());
        default: call.fail_type("Numbers, Strings or Booleans", items[0], 0);
    }
}

// A Vector of nothing but Numbers is sorted without looking at single values.
bool sorted_numbers(const Call& call, Value vector, std::vector<double>& out) {
    const double* numbers = nullptr;
    std::size_t count = 0;
    if (call.values().numbers(call.raw(), vector, &numbers, &count) != ACH_OK) return false;
    out.assign(numbers, numbers + count);
    std::stable_sort(out.begin(), out.end(), number_before);
    return true;
}

Value sorted_copy(const Call& call, Value value) {
    std::vector<double> numbers;
    if (call.type(value) == ACH_T_VECTOR && sorted_numbers(call, value, numbers)) {
        return call.make(std::span<const double>(numbers));
    }
    const Sequence sequence(call, value);
    return sequence.pick(ascending(call, sequence.items()));
}

void replace_all(const Call& call, Value vector, Value by) {
    call.vector_splice(vector, 0, call.vector_len(vector), call.items_of(by));
}

// __sort(name, v): in place for a Vector, otherwise a sorted copy.
Value sort(Call& call) {
    call.rename(call.to_text(call[0]));
    const std::int32_t type = call.type(call[1]);
    if (type != ACH_T_VECTOR && type != ACH_T_TENSOR) call.fail_type("Vector or Tensor", call[1]);
    const Value copy = sorted_copy(call, call[1]);
    if (type != ACH_T_VECTOR) return copy;
    replace_all(call, call[1], copy);
    return call[1];
}

// __sorted(name, v): always a copy.
Value sorted(Call& call) {
    call.rename(call.to_text(call[0]));
    return sorted_copy(call, call[1]);
}

// __sorted_by(name, keys, items): the items in ascending order of their keys.
Value sorted_by(Call& call) {
    call.rename(call.to_text(call[0]));
    const std::vector<Value> items = call.items_of(call[2]);
    std::vector<Value> picked;
    picked.reserve(items.size());
    for (std::size_t i : ascending(call, call.items_of(call[1]))) picked.push_back(items[i]);
    return call.vector_of(picked);
}

bool same_item(const Call& call, Value a, Value b) {
    return a.bits == b.bits || call.is_equal(a, b) ||
           (call.type(a) == ACH_T_NUMBER && call.type(b) == ACH_T_NUMBER &&
            std::isnan(call.to_number(a)) && std::isnan(call.to_number(b)));
}

// __store_sorted(name, v, before, sorted): stores the result of a comparator's sort in one step,
// unless the comparator changed the Vector.
Value store_sorted(Call& call) {
    call.rename(call.to_text(call[0]));
    const std::vector<Value> now = call.items_of(call[1]);
    const std::vector<Value> before = call.items_of(call[2]);
    const bool unchanged =
        std::ranges::equal(now, before, [&](Value a, Value b) { return same_item(call, a, b); });
    if (!unchanged) call.fail(kind::kValue, "the Vector was changed while it was sorted");
    replace_all(call, call[1], call[3]);
    return call[1];
}

constexpr ach_native_def kNatives[] = {
    native<sort>("__sort", 2, 2, nullptr, 0),
    native<sorted>("__sorted", 2, 2, nullptr),
    native<sorted_by>("__sorted_by", 3, 3, nullptr),
    native<store_sorted>("__store_sorted", 4, 4, nullptr, 0),
};

}  // namespace

std::span<const ach_native_def> ordering() { return kNatives; }

}  // namespace ach::builtins::arrays
