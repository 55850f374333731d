// Changes of a Vector in place, each one step for whoever looks at it meanwhile. Tensors are
// immutable values and refused.
#include "plugins/builtins/array/array.hpp"
#include "plugins/builtins/support/sequence.hpp"
#include "plugins/builtins/support/text.hpp"

#include <algorithm>
#include <array>

namespace ach::builtins::arrays {
namespace {

constexpr std::uint32_t kHasEffects = 0;

Value push(Call& call) {
    call.expect(call.values().vector_push(call.raw(), call[0], call[1]), "Vector", call[0]);
    return call[0];
}

std::size_t length(const Call& call) {
    call.require(call[0], ACH_T_VECTOR, "Vector");
    return call.vector_len(call[0]);
}

Value take_out(const Call& call, std::size_t at) {
    const Value item = call.vector_get(call[0], at);
    call.vector_splice(call[0], at, 1, {});
    return item;
}

Value pop(Call& call) {
    const std::size_t n = length(call);
    if (n == 0) call.fail(kind::kIndex, "the Vector is empty");
    return take_out(call, n - 1);
}

Value shift(Call& call) {
    if (length(call) == 0) call.fail(kind::kIndex, "the Vector is empty");
    return take_out(call, 0);
}

Value unshift(Call& call) {
    length(call);
    const std::array<Value, 1> item = {call[1]};
    call.vector_splice(call[0], 0, 0, item);
    return call[0];
}

Value insert(Call& call) {
    const auto n = static_cast<std::int64_t>(length(call));
    const std::int64_t asked = call.integer(1);
    const std::int64_t at = asked < 0 ? asked + n : asked;
    if (at < 0 || at > n) call.fail_index(asked, static_cast<std::size_t>(n));
    const std::array<Value, 1> item = {call[2]};
    call.vector_splice(call[0], static_cast<std::size_t>(at), 0, item);
    return call[0];
}

Value remove(Call& call) {
    const std::size_t n = length(call);
    return take_out(call, call.index(1, n));
}

Value reversed_copy(const Call& call) {
    const Sequence sequence(call, call[0]);
    if (sequence.is_text()) return call.make(std::string_view(reversed_text(call.text(0))));
    std::vector<std::size_t> order(sequence.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = order.size() - 1 - i;
    return sequence.pick(order);
}

Value reverse(Call& call) {
    if (call.type(call[0]) != ACH_T_VECTOR) return reversed_copy(call);
    std::vector<Value> items = call.items_of(call[0]);
    std::ranges::reverse(items);
    call.vector_splice(call[0], 0, call.vector_len(call[0]), items);
    return call[0];
}

Value reversed(Call& call) { return reversed_copy(call); }

constexpr ach_native_def kNatives[] = {
    native<push>("push", 2, 2, "push(v, x): appends x, gives v", kHasEffects),
    native<pop>("pop", 1, 1, "pop(v): removes and gives the last element", kHasEffects),
    native<insert>("insert", 3, 3, "insert(v, i, x): inserts x before position i, gives v",
                   kHasEffects),
    native<remove>("remove", 2, 2, "remove(v, i): removes and gives element i", kHasEffects),
    native<shift>("shift", 1, 1, "shift(v): removes and gives the first element", kHasEffects),
    native<unshift>("unshift", 2, 2, "unshift(v, x): inserts x in front, gives v", kHasEffects),
    native<reverse>("reverse", 1, 1, "reverse(v): turns a Vector around in place", kHasEffects),
    native<reversed>("reversed", 1, 1, "reversed(v): a copy, turned around"),
};

}  // namespace

std::span<const ach_native_def> mutation() { return kNatives; }

}  // namespace ach::builtins::arrays
