#include "plugins/builtins/support/content_hash.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

namespace ach::builtins {
namespace {

// How many values may count, and how many items at either end of an array. A container shares what
// it has left evenly among its items, so the order of fields makes no difference, and a chain of
// containers is followed far down.
constexpr std::size_t kMostValues = 1024;
constexpr std::size_t kEnds = 64;
constexpr std::size_t kDeepest = 100;  // a native's stack is not high

std::uint64_t mixed(std::uint64_t hash, std::uint64_t more) {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
    hash = (hash ^ more) * kOdd;
    return hash ^ (hash >> 32u);
}

std::uint64_t of_number(double x) {
    if (std::isnan(x)) return 1;
    return mixed(ACH_T_NUMBER, std::bit_cast<std::uint64_t>(x == 0 ? 0.0 : x));
}

std::uint64_t of_complex(ach_complex z) {
    return mixed(mixed(ACH_T_COMPLEX, of_number(z.re)), of_number(z.im));
}

std::uint64_t of_text(std::string_view text) {
    return mixed(ACH_T_STRING, std::hash<std::string_view>()(text));
}

// What may still be looked at from a value on.
struct Rest {
    std::size_t values = kMostValues;
    std::size_t levels = kDeepest;

    std::size_t ends(std::size_t count) const { return std::min({kEnds, values, count}); }
    Rest for_each_of(std::size_t items) const {
        if (values == 0 || levels == 0) return {0, 0};
        return {(values - 1) / std::max<std::size_t>(items, 1), levels - 1};
    }
};

// The hashes of the items that count, in order.
template <class At>
std::uint64_t of_items(std::uint64_t hash, std::size_t count, std::size_t ends, At at) {
    hash = mixed(hash, count);
    for (std::size_t i = 0; i < ends; ++i) hash = mixed(hash, at(i));
    for (std::size_t i = std::max(ends, count - ends); i < count; ++i) hash = mixed(hash, at(i));
    return hash;
}

class ContentHash {
public:
    explicit ContentHash(const Call& call) : call_(call) {}

    std::uint64_t of(Value value, Rest rest = {}) const {
        switch (const std::int32_t type = call_.type(value)) {
            case ACH_T_NULL: return 2;
            case ACH_T_BOOLEAN: return call_.boolean(value) ? 3 : 4;
            case ACH_T_NUMBER: return of_number(call_.to_number(value));
            case ACH_T_STRING: return of_text(call_.to_text(value));
            case ACH_T_COMPLEX: return of_complex(call_.complex(value));
            case ACH_T_VECTOR: return of_vector(value, rest);
            case ACH_T_RECORD: return of_record(value, rest);
            case ACH_T_TENSOR:
            case ACH_T_COMPLEX_TENSOR: return of_tensor(value, rest);
            case ACH_T_ERROR: return of_error(value);
            // Methods bound to equal values are equal without being the same object.
            case ACH_T_FUNCTION: return static_cast<std::uint64_t>(type);
            default: return mixed(static_cast<std::uint64_t>(type), value.bits);
        }
    }

private:
    // A NaN equals nothing: who holds one is equal to itself alone, if at all.
    static std::uint64_t of_held(Value holder, double x) {
        return std::isnan(x) ? holder.bits : of_number(x);
    }
    static std::uint64_t of_held(Value holder, ach_complex z) {
        return std::isnan(z.re) || std::isnan(z.im) ? holder.bits : of_complex(z);
    }
    std::uint64_t of_held(Value holder, Value item, Rest rest) const {
        if (const auto number = call_.maybe_number(item)) return of_held(holder, *number);
        if (call_.type(item) == ACH_T_COMPLEX) return of_held(holder, call_.complex(item));
        return of(item, rest);
    }

    std::uint64_t of_vector(Value vector, Rest rest) const {
        const Scope scope(call_);
        const double* numbers = nullptr;
        std::size_t count = 0;
        if (call_.values().numbers(call_.raw(), vector, &numbers, &count) == ACH_OK) {
            return of_items(ACH_T_VECTOR, count, rest.ends(count),
                            [&](std::size_t i) { return of_held(vector, numbers[i]); });
        }
        const std::vector<Value> items = call_.items_of(vector);
        const std::size_t ends = rest.ends(items.size());
        const Rest each = rest.for_each_of(std::min(items.size(), 2 * ends));
        return of_items(ACH_T_VECTOR, items.size(), ends,
                        [&](std::size_t i) { return of_held(vector, items[i], each); });
    }

    // The same for every order of the fields.
    std::uint64_t of_record(Value record, Rest rest) const {
        const std::size_t count = call_.record_len(record);
        const Rest each = rest.for_each_of(count);
        std::uint64_t fields = 0;
        for (std::size_t i = 0; rest.values > 0 && i < count; ++i) {
            const Scope scope(call_);
            Value name{};
            Value item{};
            const ach_status there = call_.values().record_at(call_.raw(), record, i, &name, &item);
            if (there != ACH_OK) break;
            fields += mixed(of_text(call_.to_text(name)), of_held(record, item, each));
        }
        return mixed(mixed(ACH_T_RECORD, count), fields);
    }

    std::uint64_t of_tensor(Value tensor, Rest rest) const {
        const TensorView look = call_.tensor(tensor);
        std::uint64_t hash = ACH_T_TENSOR;
        for (const std::uint64_t length : look.shape) hash = mixed(hash, length);
        if (look.is_complex) {
            const std::size_t count = look.complexes.size();
            return of_items(hash, count, rest.ends(count),
                            [&](std::size_t i) { return of_held(tensor, look.complexes[i]); });
        }
        const std::size_t count = look.data.size();
        return of_items(hash, count, rest.ends(count),
                        [&](std::size_t i) { return of_held(tensor, look.data[i]); });
    }

    std::uint64_t of_error(Value error) const {
        const Scope scope(call_);
        std::uint64_t hash = ACH_T_ERROR;
        for (const std::string_view field : {"message", "kind"}) {
            const auto item = call_.record_get(error, field);
            const auto text = item ? call_.maybe_string(*item) : std::nullopt;
            hash = mixed(hash, text ? of_text(*text) : 0);
        }
        return hash;
    }

    const Call& call_;
};

}  // namespace

std::uint64_t content_hash(const Call& call, Value value) { return ContentHash(call).of(value); }

}  // namespace ach::builtins
