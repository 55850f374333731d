// Records: ordered maps from names to anything.
#include "plugins/builtins/support/packs.hpp"

#include <array>

namespace ach::builtins {
namespace {

constexpr std::uint32_t kHasEffects = 0;

void require_record(const Call& call) { call.require(call[0], ACH_T_RECORD, "Record"); }

Value keys(Call& call) {
    require_record(call);
    const std::size_t count = call.record_len(call[0]);
    const Value names = call.vector(count);
    for (std::size_t i = 0; i < count; ++i) {
        Value name{};
        Value item{};
        call.check(call.values().record_at(call.raw(), call[0], i, &name, &item));
        call.vector_push(names, name);
    }
    return names;
}

Value values(Call& call) {
    require_record(call);
    const std::size_t count = call.record_len(call[0]);
    const Value items = call.vector(count);
    for (std::size_t i = 0; i < count; ++i) {
        call.vector_push(items, call.record_at(call[0], i).second);
    }
    return items;
}

Value entries(Call& call) {
    require_record(call);
    const std::size_t count = call.record_len(call[0]);
    const Value pairs = call.vector(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::array<Value, 2> pair{};
        call.check(call.values().record_at(call.raw(), call[0], i, &pair[0], &pair[1]));
        call.vector_push(pairs, call.vector_of(pair));
    }
    return pairs;
}

Value from_entries(Call& call) {
    call.require(call[0], ACH_T_VECTOR, "Vector of pairs");
    const Value record = call.record();
    const std::vector<Value> pairs = call.items_of(call[0]);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const std::vector<Value> pair =
            call.type(pairs[i]) == ACH_T_VECTOR ? call.items_of(pairs[i]) : std::vector<Value>();
        if (pair.size() != 2) {
            call.fail(kind::kShape,
                      "element " + std::to_string(i) + " is not a [name, value] pair");
        }
        const auto name = call.maybe_string(pair[0]);
        if (!name) call.fail_type("String", pair[0], static_cast<std::int64_t>(i));
        call.record_set(record, *name, pair[1]);
    }
    return record;
}

Value has_field(Call& call) {
    require_record(call);
    return call.make(call.record_get(call[0], call.text(1)).has_value());
}

Value get_field(Call& call) {
    require_record(call);
    if (const auto item = call.record_get(call[0], call.text(1))) return *item;
    return call.count() > 2 ? call[2] : call.null();
}

Value set_field(Call& call) {
    require_record(call);
    call.record_set(call[0], call.text(1), call[2]);
    return call[0];
}

Value remove_field(Call& call) {
    require_record(call);
    const auto item = call.record_get(call[0], call.text(1));
    if (!item) return call.null();
    call.record_remove(call[0], call.text(1));
    return *item;
}

Value merge(Call& call) {
    const Value merged = call.record();
    for (Value record : call.args()) {
        call.require(record, ACH_T_RECORD, "Record");
        for (std::size_t i = 0; i < call.record_len(record); ++i) {
            const auto [name, item] = call.record_at(record, i);
            call.record_set(merged, name, item);
        }
    }
    return merged;
}

constexpr ach_native_def kNatives[] = {
    native<keys>("keys", 1, 1, "keys(r): the names of the fields"),
    native<values>("values", 1, 1, "values(r): the values of the fields"),
    native<has_field>("has_field", 2, 2, "has_field(r, name): whether there is such a field"),
    native<entries>("entries", 1, 1, "entries(r): [[name, value], ...]"),
    native<from_entries>("from_entries", 1, 1, "from_entries(v): a Record of [name, value] pairs"),
    native<get_field>("get_field", 2, 3, "get_field(r, name, default?): a field, or the default"),
    native<set_field>("set_field", 3, 3, "set_field(r, name, x): sets a field, gives r",
                      kHasEffects),
    native<remove_field>("remove_field", 2, 2, "remove_field(r, name): removes and gives a field",
                         kHasEffects),
    native<merge>("merge", 2, kAnyCount, "merge(a, b, ...): a new Record, later values win"),
};

constexpr ach_method_def kMethods[] = {
    method(ACH_T_RECORD, "keys", "keys"),
    method(ACH_T_RECORD, "values", "values"),
    method(ACH_T_RECORD, "has", "has_field"),
};

}  // namespace

Pack record_pack() { return {.natives = {kNatives}, .methods = kMethods}; }

}  // namespace ach::builtins
