// Membership, positions and distinct elements, by the language's ==.
#include "plugins/builtins/array/array.hpp"
#include "plugins/builtins/support/content_hash.hpp"
#include "plugins/builtins/support/sequence.hpp"
#include "plugins/builtins/support/text.hpp"
#include "plugins/builtins/support/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace ach::builtins::arrays {
namespace {

using Position = std::optional<std::size_t>;

Position text_position(const Call& call, std::size_t from) {
    const std::string_view text = call.text(0);
    const std::string_view wanted = call.text(1);
    const std::size_t start = call.string_place(call[0], from);
    const std::size_t at = place_of(wanted, text.substr(start));
    if (at == std::string_view::npos) return std::nullopt;
    return from + code_points(text.substr(start, at));
}

Position number_position(std::span<const double> numbers, double wanted, std::size_t from) {
    const auto rest = numbers.subspan(std::min(from, numbers.size()));
    const auto found = std::ranges::find(rest, wanted);
    if (found == rest.end()) return std::nullopt;
    return from + static_cast<std::size_t>(found - rest.begin());
}

Position vector_position(const Call& call, Value vector, Value wanted, std::size_t from) {
    const auto number = call.maybe_number(wanted);
    const double* numbers = nullptr;
    std::size_t count = 0;
    if (call.values().numbers(call.raw(), vector, &numbers, &count) == ACH_OK) {
        if (!number) return std::nullopt;
        return number_position({numbers, count}, *number, from);
    }
    const std::vector<Value> items = call.items_of(vector);
    for (std::size_t i = from; i < items.size(); ++i) {
        if (call.is_equal(items[i], wanted)) return i;
    }
    return std::nullopt;
}

Position tensor_position(const Call& call, Value tensor, Value wanted, std::size_t from) {
    const TensorView look = call.tensor(tensor);
    const auto number = call.maybe_number(wanted);
    if (!look.is_complex) {
        if (!number) call.fail_type("Number", wanted);
        return number_position(look.data, *number, from);
    }
    if (number) return std::nullopt;  // a Number equals no Complex
    const ach_complex z = call.complex(wanted);
    for (std::size_t i = from; i < look.complexes.size(); ++i) {
        if (look.complexes[i].re == z.re && look.complexes[i].im == z.im) return i;
    }
    return std::nullopt;
}

Position position(const Call& call, std::size_t from) {
    switch (call.type(call[0])) {
        case ACH_T_STRING: return text_position(call, from);
        case ACH_T_VECTOR: return vector_position(call, call[0], call[1], from);
        case ACH_T_TENSOR:
        case ACH_T_COMPLEX_TENSOR: return tensor_position(call, call[0], call[1], from);
        default: call.fail_type("String, Vector or Tensor", call[0]);
    }
}

std::size_t start_of_search(const Call& call) {
    if (!call.has(2)) return 0;
    const std::int64_t from = call.integer(2);
    const auto known = element_count(call, call[0]);
    if (!known) call.fail_type("String, Vector or Tensor", call[0]);
    const std::size_t length = *known;
    if (from < 0 || from > static_cast<std::int64_t>(length)) {
        call.fail(kind::kIndex, "start out of bounds: " + std::to_string(from) +
                                    " (length: " + std::to_string(length) + ")");
    }
    return static_cast<std::size_t>(from);
}

Value contains(Call& call) { return call.make(position(call, 0).has_value()); }

Value index_of(Call& call) {
    const Position found = position(call, start_of_search(call));
    return found ? call.number_value(*found) : call.null();
}

// Remembers values by ==, except that all NaNs are one.
class Seen {
public:
    explicit Seen(const Call& call) : call_(call) {}

    // True when it was not there before.
    bool add(Value value) {
        switch (call_.type(value)) {
            case ACH_T_NUMBER: return add_number(call_.to_number(value));
            case ACH_T_STRING: return texts_.insert(call_.to_text(value)).second;
            default: return add_other(value);
        }
    }

private:
    bool add_number(double x) {
        if (std::isnan(x)) return !std::exchange(nan_, true);
        return numbers_.insert(x == 0 ? 0.0 : x).second;
    }

    bool add_other(Value value) {
        std::vector<Value>& alike = others_[content_hash(call_, value)];
        const bool known = std::ranges::any_of(alike, [&](Value other) {
            if (++compared_ % 256 == 0) call_.poll();
            return call_.is_equal(value, other);
        });
        if (!known) alike.push_back(value);
        return !known;
    }

    const Call& call_;
    bool nan_ = false;
    std::size_t compared_ = 0;
    std::unordered_set<double> numbers_;
    std::unordered_set<std::string_view> texts_;
    std::unordered_map<std::uint64_t, std::vector<Value>> others_;  // by their content
};

Value unique(Call& call) {
    const Sequence sequence(call, call[0]);
    const std::vector<Value> items = sequence.items();
    Seen seen(call);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (seen.add(items[i])) order.push_back(i);
        if (i % 256 == 0) call.poll();
    }
    return sequence.pick(order);
}

constexpr ach_native_def kNatives[] = {
    native<contains>("contains", 2, 2, "contains(v, x): whether x is in v"),
    native<contains>("includes", 2, 2, "includes(v, x): the same as contains(v, x)"),
    native<index_of>("index_of", 2, 3, "index_of(v, x, from?): where x is first, or null"),
    native<index_of>("indexOf", 2, 3, "indexOf(v, x, from?): the same as index_of"),
    native<unique>("unique", 1, 1, "unique(v): each element once, in order"),
};

}  // namespace

std::span<const ach_native_def> search() { return kNatives; }

}  // namespace ach::builtins::arrays
