// Changes of a Vector in place, each one step for whoever looks at it meanwhile. Tensors are
// immutable values and refused.
#include "plugins/builtins/array/array.hpp"
#include "plugins/builtins/support/sequence.hpp"
#include "plugins/builtins/support/text.hpp"

#include <vector>

namespace ach::builtins::arrays {
namespace {

constexpr std::uint32_t kHasEffects = 0;

Value push(Call& call) {
    call.expect(call.values().vector_push(call.raw(), call[0], call[1]), "Vector", call[0]);
    return call[0];
}

Value pop(Call& call) {
    const auto item = call.vector_take(call[0], -1);
    if (!item) call.fail(kind::kIndex, "the Vector is empty");
    return *item;
}

Value shift(Call& call) {
    const auto item = call.vector_take(call[0], 0);
    if (!item) call.fail(kind::kIndex, "the Vector is empty");
    return *item;
}

Value unshift(Call& call) {
    call.vector_insert(call[0], 0, call[1]);
    return call[0];
}

Value insert(Call& call) {
    call.require(call[0], ACH_T_VECTOR, "Vector");
    const std::int64_t at = call.integer(1);
    if (!call.vector_insert(call[0], at, call[2])) call.fail_index(at, call.vector_len(call[0]));
    return call[0];
}

Value remove(Call& call) {
    call.require(call[0], ACH_T_VECTOR, "Vector");
    const std::int64_t at = call.integer(1);
    const auto item = call.vector_take(call[0], at);
    if (!item) call.fail_index(at, call.vector_len(call[0]));
    return *item;
}

Value reversed_copy(const Call& call) {
    const Sequence sequence(call, call[0]);
    if (call.type(call[0]) == ACH_T_VECTOR) {
        const Value copy = sequence.slice(0, sequence.size());
        call.vector_reverse(copy);
        return copy;
    }
    if (sequence.is_text()) return call.make(std::string_view(reversed_text(call.text(0))));
    std::vector<std::size_t> order(sequence.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = order.size() - 1 - i;
    return sequence.pick(order);
}

Value reverse(Call& call) {
    if (call.type(call[0]) != ACH_T_VECTOR) return reversed_copy(call);
    call.vector_reverse(call[0]);
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
