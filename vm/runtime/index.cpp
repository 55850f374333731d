#include "vm/runtime/index.hpp"

#include "vm/runtime/error.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/types.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace ach::vm {

namespace {

constexpr std::string_view kIndexing = "indexing";
constexpr std::string_view kIndexable = "a Vector, Tensor, String or Record";

Value as_value(const Object* object) {
    return object == nullptr ? Value::failed() : Value::object(object);
}

// The place that an index names among `length` items. False: no such place, or not a number.
bool place_of(Mutator& mutator, Value index, std::size_t length, std::size_t& place) {
    double d = 0;
    if (!truncate(mutator, kIndexing, index, d)) return false;
    const double from_start = d < 0 ? d + static_cast<double>(length) : d;
    if (from_start < 0 || from_start >= static_cast<double>(length)) {
        raise_index_error(mutator, d, length);
        return false;
    }
    place = static_cast<std::size_t>(from_start);
    return true;
}

// --- slices

struct Bounds {
    std::size_t start, end;  // start ≤ end ≤ length
};

// A bound counted from the start and clamped; `after` is one for the end of an inclusive slice.
bool clamp_bound(Mutator& mutator, Value v, std::size_t length, double after, std::size_t& bound) {
    double d = 0;
    if (!truncate(mutator, "slicing", v, d)) return false;
    if (d < 0) d += static_cast<double>(length);
    bound = static_cast<std::size_t>(std::clamp(d + after, 0.0, static_cast<double>(length)));
    return true;
}

// Takes the values that the item asks for from the front of `values`.
bool bounds_of(Mutator& mutator, const IndexItem& item, const Value*& values, std::size_t length,
               Bounds& bounds) {
    bounds = {0, length};
    if (item.has_start && !clamp_bound(mutator, *values++, length, 0, bounds.start)) return false;
    const double after = item.inclusive ? 1 : 0;
    if (item.has_end && !clamp_bound(mutator, *values++, length, after, bounds.end)) return false;
    bounds.end = std::max(bounds.start, bounds.end);
    return true;
}

// --- tensors

// What is taken of one axis.
struct Pick {
    std::size_t start, count;
    bool is_kept;  // a slice keeps its axis, a plain index removes it
};

// Copies the picked part of the axes from `depth` on. Recurses at most kMaxTensorRank deep.
void copy_picked(const std::vector<Pick>& picks, const std::vector<std::size_t>& steps,
                 std::size_t depth, const double* from, double*& to) {
    const Pick& pick = picks[depth];
    from += pick.start * steps[depth];
    if (depth + 1 == picks.size()) {
        const std::size_t doubles = pick.count * steps[depth];
        if (doubles != 0) std::memcpy(to, from, doubles * sizeof(double));
        to += doubles;
        return;
    }
    for (std::size_t i = 0; i < pick.count; ++i, from += steps[depth]) {
        copy_picked(picks, steps, depth + 1, from, to);
    }
}

// The part of a tensor that the picks of its leading axes name.
Value picked(Mutator& mutator, Tensor& tensor, std::vector<Pick> picks) {
    std::vector<std::size_t> steps(picks.size()), shape;
    std::size_t step = tensor.is_complex() ? 2 : 1;
    for (std::size_t axis = tensor.rank(); axis-- > 0;) {
        if (axis < picks.size()) steps[axis] = step;
        step *= tensor.shape()[axis];
    }
    for (std::size_t axis = 0; axis < tensor.rank(); ++axis) {
        if (axis >= picks.size()) {
            shape.push_back(tensor.shape()[axis]);
        } else if (picks[axis].is_kept) {
            shape.push_back(picks[axis].count);
        }
    }
    if (shape.empty()) {
        std::size_t at = 0;
        for (std::size_t axis = 0; axis < picks.size(); ++axis)
            at += picks[axis].start * steps[axis];
        return element(mutator, tensor, tensor.is_complex() ? at / 2 : at);
    }
    if (picks.size() == 1) {
        // Neighbours along the first axis lie together: no copy.
        const auto start = static_cast<std::size_t>(tensor.doubles() - tensor.data().doubles());
        return as_value(make_tensor_over(mutator, tensor.data(), start + picks[0].start * steps[0],
                                         shape, tensor.is_complex()));
    }
    Tensor* result = make_tensor(mutator, shape, tensor.is_complex());
    if (result == nullptr) return Value::failed();
    double* to = result->mutable_doubles();
    if (result->size() != 0) copy_picked(picks, steps, 0, tensor.doubles(), to);
    return Value::object(result);
}

Value tensor_indices(Mutator& mutator, Tensor& tensor, std::span<const IndexItem> spec,
                     const Value* values) {
    if (spec.size() > tensor.rank()) {
        return mutator.raise(error_kind::kIndex,
                             "Too many indices: " + std::to_string(spec.size()) +
                                 " (rank: " + std::to_string(tensor.rank()) + ")");
    }
    std::vector<Pick> picks;
    for (std::size_t axis = 0; axis < spec.size(); ++axis) {
        const std::size_t length = tensor.shape()[axis];
        if (spec[axis].is_slice) {
            Bounds bounds{};
            if (!bounds_of(mutator, spec[axis], values, length, bounds)) return Value::failed();
            picks.push_back({bounds.start, bounds.end - bounds.start, true});
        } else {
            std::size_t place = 0;
            if (!place_of(mutator, *values++, length, place)) return Value::failed();
            picks.push_back({place, 1, false});
        }
    }
    return picked(mutator, tensor, std::move(picks));
}

// --- one slice, many plain indices, or both

Value one_slice(Mutator& mutator, Value target, const IndexItem& item, const Value* values) {
    Bounds bounds{};
    if (auto* vector = try_as<Vector>(target)) {
        if (!bounds_of(mutator, item, values, vector->length(), bounds)) return Value::failed();
        return as_value(slice(mutator, *vector, bounds.start, bounds.end));
    }
    if (auto* string = try_as<String>(target)) {
        if (!bounds_of(mutator, item, values, string->length(), bounds)) return Value::failed();
        return as_value(substring(mutator, *string, bounds.start, bounds.end));
    }
    if (auto* tensor = try_as<Tensor>(target)) {
        return tensor_indices(mutator, *tensor, {&item, 1}, values);
    }
    return raise_type_error(mutator, "slicing", "a Vector, Tensor or String", target);
}

Value plain_indices(Mutator& mutator, Value target, const IndexSpec& spec, const Value* values) {
    Root<Value> at(mutator, target);
    for (std::size_t i = 0; i < spec.size(); ++i) {
        if (auto* tensor = try_as<Tensor>(at)) {
            return tensor_indices(mutator, *tensor, std::span(spec).subspan(i), values + i);
        }
        at = get_index(mutator, at, values[i]);
        if (at.get().is_failed()) break;
    }
    return at;
}

}  // namespace

Value get_indices(Mutator& mutator, Value target, const IndexSpec& spec, const Value* values) {
    const bool has_slice =
        std::any_of(spec.begin(), spec.end(), [](const IndexItem& item) { return item.is_slice; });
    if (!has_slice) return plain_indices(mutator, target, spec, values);
    if (spec.size() == 1) return one_slice(mutator, target, spec[0], values);
    if (!is_kind(target, Kind::Vector) && try_as<Tensor>(target) == nullptr) {
        return raise_type_error(mutator, kIndexing, "a Vector or Tensor", target);
    }
    Root<Value> promoted(mutator, promote(mutator, target));
    if (promoted.get().is_failed()) return promoted;
    if (promoted.get().is_absent()) {
        return raise_type_error(mutator, kIndexing, "a rectangular Vector of numbers", target);
    }
    return tensor_indices(mutator, *as<Tensor>(promoted), spec, values);
}

// --- one plain index

Value get_index_slow(Mutator& mutator, Value target, Value index) {
    std::size_t place = 0;
    if (auto* string = try_as<String>(target); string != nullptr && string->is_ascii()) {
        const std::uint64_t at = place_named_by(index);
        if (at < string->byte_count()) return Value::object(character(mutator, *string, at));
    }
    if (auto* vector = try_as<Vector>(target)) {
        if (!place_of(mutator, index, vector->length(), place)) return Value::failed();
        const Value item = vector->get(place);
        if (!item.is_absent()) return item;
        return raise_index_error(mutator, static_cast<double>(place), vector->length());
    }
    if (auto* string = try_as<String>(target)) {
        if (!place_of(mutator, index, string->length(), place)) return Value::failed();
        return as_value(character(mutator, *string, place));
    }
    if (auto* tensor = try_as<Tensor>(target)) {
        if (tensor->rank() == 0) {
            return raise_type_error(mutator, kIndexing, "a Tensor of rank 1 or more", target);
        }
        if (!place_of(mutator, index, tensor->length(), place)) return Value::failed();
        return part(mutator, *tensor, place);
    }
    if (const auto* record = try_as<Record>(target)) {
        auto* name = try_as<String>(index);
        if (name == nullptr) return raise_type_error(mutator, kIndexing, "String", index);
        const String* symbol = name->is_symbol() ? name : mutator.heap().symbols().find(*name);
        const Value field = symbol == nullptr ? Value::absent() : get_field(*record, *symbol);
        return field.is_absent() ? raise_no_field(mutator, target, *name) : field;
    }
    return raise_type_error(mutator, kIndexing, kIndexable, target);
}

// --- assignment

namespace {

bool refuse_mutation(Mutator& mutator, Value target) {
    const std::string_view type = is_kind(target, Kind::String) ? "String" : "Tensor";
    std::string text = "Cannot mutate immutable ";
    mutator.raise(error_kind::kType, text.append(type).append(" in-place"));
    return false;
}

bool is_immutable_sequence(Value v) {
    return is_kind(v, Kind::String) || try_as<Tensor>(v) != nullptr;
}

}  // namespace

bool set_index_slow(Mutator& mutator, Value target, Value index, Value v) {
    if (auto* vector = try_as<Vector>(target)) {
        std::size_t place = 0;
        return place_of(mutator, index, vector->length(), place) &&
               set_item(mutator, *vector, place, v);
    }
    if (auto* record = try_as<Record>(target)) {
        auto* name = try_as<String>(index);
        if (name == nullptr) {
            raise_type_error(mutator, kIndexing, "String", index);
            return false;
        }
        Root<String> symbol(mutator, to_symbol(mutator, *name));
        return symbol && set_field(mutator, *record, *symbol, v);
    }
    if (is_immutable_sequence(target)) return refuse_mutation(mutator, target);
    raise_type_error(mutator, kIndexing, kIndexable, target);
    return false;
}

bool set_indices(Mutator& mutator, Value target, std::span<const Value> indices, Value v) {
    Root<Value> at(mutator, target);
    for (const Value index : indices.first(indices.size() - 1)) {
        if (is_immutable_sequence(at)) return refuse_mutation(mutator, at);
        at = get_index(mutator, at, index);
        if (at.get().is_failed()) return false;
    }
    return set_index(mutator, at, indices.back(), v);
}

// --- iteration

bool is_plain_iterable(Value v) {
    if (const auto* tensor = try_as<Tensor>(v)) return tensor->rank() > 0;
    return is_kind(v, Kind::Vector) || is_kind(v, Kind::String);
}

Value next_item(Mutator& mutator, Value source, std::uint64_t& position) {
    if (const auto* vector = try_as<Vector>(source)) return vector->get(position++);
    if (auto* string = try_as<String>(source)) {
        if (position >= string->byte_count()) return Value::absent();
        const std::size_t start = position;
        position += scalar_bytes(string->view()[start]);
        return as_value(substring_bytes(mutator, *string, start, position));
    }
    auto& tensor = *as<Tensor>(source);
    return position < tensor.length() ? part(mutator, tensor, position++) : Value::absent();
}

Spread spread_into(Mutator& mutator, Vector& into, Value source) {
    if (const auto* vector = try_as<Vector>(source)) {
        return extend(mutator, into, *vector) ? Spread::Done : Spread::Failed;
    }
    if (!is_plain_iterable(source)) {
        const auto* record = try_as<Record>(source);
        const bool is_iterator =
            is_kind(source, Kind::Generator) ||
            (record != nullptr && is_callable(get_field(mutator.heap(), *record, "next")));
        if (is_iterator) return Spread::NeedsScript;
        std::string text = "Cannot spread non-iterable value in array context: got ";
        mutator.raise(error_kind::kType, text.append(type_name(source)));
        return Spread::Failed;
    }
    std::uint64_t position = 0;
    for (;;) {
        Root<Value> item(mutator, next_item(mutator, source, position));
        if (item.get().is_failed()) return Spread::Failed;
        if (item.get().is_absent()) return Spread::Done;
        if (!push(mutator, into, item)) return Spread::Failed;
    }
}

}  // namespace ach::vm
