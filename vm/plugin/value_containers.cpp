// ach.value/1: vectors, records and scopes.

#include "vm/plugin/table_support.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/field_at.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>
#include <vector>

namespace ach::vm {

namespace {

// --- vectors

ach_status vector(ach_call_t* c, std::size_t capacity, ach_value* out) noexcept {
    return give(c, make_vector(c->mutator, capacity), out);
}

ach_status vector_from_f64(ach_call_t* c, const double* items, std::size_t count,
                           ach_value* out) noexcept {
    return give(c, make_vector_of(c->mutator, {items, count}), out);
}

std::size_t vector_len(ach_call_t*, ach_value v) noexcept {
    const auto* items = try_as<Vector>(from_abi(v));
    return items == nullptr ? 0 : items->length();
}

ach_status vector_get(ach_call_t* c, ach_value v, std::size_t i, ach_value* out) noexcept {
    const auto* items = try_as<Vector>(from_abi(v));
    if (items == nullptr) return ACH_E_TYPE;
    const Value item = items->get(i);
    return item.is_absent() ? ACH_E_ABSENT : give(c, item, out);
}

ach_status vector_set(ach_call_t* c, ach_value v, std::size_t i, ach_value item) noexcept {
    auto* items = try_as<Vector>(from_abi(v));
    if (items == nullptr) return ACH_E_TYPE;
    if (i >= items->length()) return ACH_E_ABSENT;
    return raised_unless(set_item(c->mutator, *items, i, from_abi(item)));
}

ach_status vector_push(ach_call_t* c, ach_value v, ach_value item) noexcept {
    auto* items = try_as<Vector>(from_abi(v));
    if (items == nullptr) return ACH_E_TYPE;
    return raised_unless(push(c->mutator, *items, from_abi(item)));
}

ach_status vector_splice(ach_call_t* c, ach_value v, std::size_t at, std::size_t remove,
                         const ach_value* items, std::size_t count) noexcept {
    auto* target = try_as<Vector>(from_abi(v));
    if (target == nullptr) return ACH_E_TYPE;
    if (at > target->length()) return ACH_E_ABSENT;
    bool is_inside = false;
    if (!splice(c->mutator, *target, static_cast<std::int64_t>(at), remove,
                {from_abi(items), count}, is_inside)) {
        return ACH_E_RAISED;
    }
    return is_inside ? ACH_OK : ACH_E_ABSENT;
}

ach_status vector_take(ach_call_t* c, ach_value v, std::int64_t i, ach_value* out) noexcept {
    auto* target = try_as<Vector>(from_abi(v));
    if (target == nullptr) return ACH_E_TYPE;
    const Value item = take(c->mutator, *target, i);
    return item.is_absent() ? ACH_E_ABSENT : give(c, item, out);
}

ach_status vector_insert(ach_call_t* c, ach_value v, std::int64_t i, ach_value item) noexcept {
    auto* target = try_as<Vector>(from_abi(v));
    if (target == nullptr) return ACH_E_TYPE;
    bool is_inside = false;
    if (!splice(c->mutator, *target, i, 0, {from_abi(&item), 1}, is_inside)) return ACH_E_RAISED;
    return is_inside ? ACH_OK : ACH_E_ABSENT;
}

ach_status vector_reverse(ach_call_t* c, ach_value v) noexcept {
    auto* target = try_as<Vector>(from_abi(v));
    if (target == nullptr) return ACH_E_TYPE;
    return raised_unless(reverse(c->mutator, *target));
}

ach_status vector_slice(ach_call_t* c, ach_value v, std::size_t from, std::size_t to,
                        ach_value* out) noexcept {
    auto* items = try_as<Vector>(from_abi(v));
    if (items == nullptr) return ACH_E_TYPE;
    if (from > to || to > items->length()) return ACH_E_ABSENT;
    return give(c, slice(c->mutator, *items, from, to), out);
}

std::size_t vector_items(ach_call_t* c, ach_value v, std::size_t first, ach_value* out,
                         std::size_t max) noexcept {
    auto* items = try_as<Vector>(from_abi(v));
    if (items == nullptr) return 0;
    const Backing& backing = steady(c->mutator, *items);
    const std::size_t length = backing.length();
    if (first >= length) return 0;
    const std::size_t count = std::min(max, length - first);
    for (std::size_t i = 0; i < count; ++i) out[i] = to_abi(c->keep(backing.at(first + i)));
    return count;
}

// Numbers that lie in a vector made for any items: copied, if there is nothing else among them.
ach_status numbers_of_words(ach_call_t* c, const Vector& vector, const double** items,
                            std::size_t* count) {
    const Backing& backing = vector.backing();
    std::vector<double> copied;
    copied.reserve(backing.length());
    for (std::size_t i = 0; i < backing.length(); ++i) {
        const Value item = backing.at(i);
        if (!item.is_number()) return ACH_E_TYPE;
        copied.push_back(item.as_number());
    }
    Vector* made = make_vector_of(c->mutator, copied);
    if (made == nullptr) return ACH_E_RAISED;
    c->handles.push(Value::object(made));
    *items = made->backing().numbers();
    *count = copied.size();
    return ACH_OK;
}

// The view stays what it is because the backing is frozen: whoever writes to the vector next moves
// to a copy.
ach_status numbers(ach_call_t* c, ach_value raw, const double** items,
                   std::size_t* count) noexcept {
    const Value v = from_abi(raw);
    if (const auto* tensor = try_as<Tensor>(v)) {
        if (tensor->is_complex()) return ACH_E_TYPE;
        *items = tensor->doubles();
        *count = tensor->size();
        return ACH_OK;
    }
    auto* vector = try_as<Vector>(v);
    if (vector == nullptr) return ACH_E_TYPE;
    if (vector->length() == 0) {
        *items = nullptr;
        *count = 0;
        return ACH_OK;
    }
    if (!vector->backing().holds_numbers()) return numbers_of_words(c, *vector, items, count);
    Backing& frozen = snapshot(c->mutator, *vector);
    c->handles.push(Value::object(&frozen));
    *items = frozen.numbers();
    *count = frozen.length();
    return ACH_OK;
}

// --- records

ach_status record(ach_call_t* c, ach_value* out) noexcept {
    return give(c, make_record(c->mutator), out);
}

std::size_t record_len(ach_call_t*, ach_value v) noexcept {
    const auto* fields = try_as<Record>(from_abi(v));
    return fields == nullptr ? 0 : field_count(*fields);
}

ach_status record_at(ach_call_t* c, ach_value v, std::size_t i, ach_value* name,
                     ach_value* item) noexcept {
    const auto* fields = try_as<Record>(from_abi(v));
    if (fields == nullptr) return ACH_E_TYPE;
    String* key = nullptr;
    Value value;
    if (!field_at(*fields, i, key, value)) return ACH_E_ABSENT;
    *name = to_abi(c->keep(Value::object(key)));
    *item = to_abi(c->keep(value));
    return ACH_OK;
}

ach_status record_get(ach_call_t* c, ach_value v, ach_str name, ach_value* out) noexcept {
    if (const auto* error = try_as<Error>(from_abi(v))) {
        const Value item = error_field(*error, view(name));
        return item.is_absent() ? ACH_E_ABSENT : give(c, item, out);
    }
    const auto* fields = try_as<Record>(from_abi(v));
    if (fields == nullptr) return ACH_E_TYPE;
    const Value item = get_field(c->mutator.heap(), *fields, view(name));
    return item.is_absent() ? ACH_E_ABSENT : give(c, item, out);
}

ach_status record_set(ach_call_t* c, ach_value v, ach_str name, ach_value item) noexcept {
    auto* fields = try_as<Record>(from_abi(v));
    if (fields == nullptr) return ACH_E_TYPE;
    if (!is_valid_utf8(view(name))) {
        return c->raise("ValueError", "the name of a field is not UTF-8");
    }
    Root<String> symbol(c->mutator, make_symbol(c->mutator, view(name)));
    if (!symbol) return ACH_E_RAISED;
    return raised_unless(set_field(c->mutator, *fields, *symbol, from_abi(item)));
}

ach_status record_remove(ach_call_t* c, ach_value v, ach_str name) noexcept {
    auto* fields = try_as<Record>(from_abi(v));
    if (fields == nullptr) return ACH_E_TYPE;
    const String* symbol = c->mutator.heap().symbols().find(view(name));
    if (symbol == nullptr) return ACH_E_ABSENT;
    bool removed = false;
    if (!remove_field(c->mutator, *fields, *symbol, removed)) return ACH_E_RAISED;
    return removed ? ACH_OK : ACH_E_ABSENT;
}

// --- scopes

std::uint64_t push_scope(ach_call_t* c) noexcept { return c->handles.size(); }

ach_value pop_scope(ach_call_t* c, std::uint64_t scope, ach_value keep) noexcept {
    if (scope <= c->handles.size()) c->handles.shrink_to(scope);
    return to_abi(c->keep(from_abi(keep)));
}

}  // namespace

void fill_value_containers(ach_value_table_t& table) {
    table.vector = entering<vector>;
    table.vector_from_f64 = entering<vector_from_f64>;
    table.vector_len = entering<vector_len>;
    table.vector_get = entering<vector_get>;
    table.vector_set = entering<vector_set>;
    table.vector_push = entering<vector_push>;
    table.vector_splice = entering<vector_splice>;
    table.vector_take = entering<vector_take>;
    table.vector_insert = entering<vector_insert>;
    table.vector_reverse = entering<vector_reverse>;
    table.vector_slice = entering<vector_slice>;
    table.vector_items = entering<vector_items>;
    table.numbers = entering<numbers>;
    table.record = entering<record>;
    table.record_len = entering<record_len>;
    table.record_at = entering<record_at>;
    table.record_get = entering<record_get>;
    table.record_set = entering<record_set>;
    table.record_remove = entering<record_remove>;
    table.push_scope = entering<push_scope>;
    table.pop_scope = entering<pop_scope>;
}

}  // namespace ach::vm
