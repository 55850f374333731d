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

// __sorted(name, v): a copy in ascending order.
Value sorted(Call& call) {
    call.rename(call.text(0));
    std::vector<double> numbers;
    if (call.type(call[1]) == ACH_T_VECTOR && sorted_numbers(call, call[1], numbers)) {
        return call.make(std::span<const double>(numbers));
    }
    const Sequence sequence(call, call[1]);
    return sequence.pick(ascending(call, sequence.items()));
}

// __sorted_by(name, keys, items): the items in ascending order of their keys.
Value sorted_by(Call& call) {
    call.rename(call.text(0));
    const std::vector<Value> items = call.items_of(call[2]);
    std::vector<Value> picked;
    picked.reserve(items.size());
    for (std::size_t i : ascending(call, call.items_of(call[1]))) picked.push_back(items[i]);
    return call.vector_of(picked);
}

bool same_item(const Call& call, Value a, Value b) {
    if (a.bits == b.bits || call.is_equal(a, b)) return true;
    const auto x = call.maybe_number(a);
    const auto y = call.maybe_number(b);
    return x && y && std::isnan(*x) && std::isnan(*y);
}

// __same_items(v, before): whether the Vector v holds what it held.
Value same_items(Call& call) {
    return call.make(std::ranges::equal(call.items_of(call[0]), call.items_of(call[1]),
                                        [&](Value a, Value b) { return same_item(call, a, b); }));
}

// __elements(name, v): the elements of a Vector, String or rank-1 tensor, as a new Vector.
Value elements(Call& call) {
    call.rename(call.text(0));
    return call.vector_of(Sequence(call, call[1]).items());
}

constexpr ach_native_def kNatives[] = {
    native<sorted>("__sorted", 2, 2, nullptr),
    native<sorted_by>("__sorted_by", 3, 3, nullptr),
    native<same_items>("__same_items", 2, 2, nullptr),
    native<elements>("__elements", 2, 2, nullptr),
};

}  // namespace

std::span<const ach_native_def> ordering() { return kNatives; }

}  // namespace ach::builtins::arrays
