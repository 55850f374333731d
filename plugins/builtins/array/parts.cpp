// New sequences from parts of others.
#include "plugins/builtins/array/array.hpp"
#include "plugins/builtins/support/numeric.hpp"
#include "plugins/builtins/support/sequence.hpp"

#include <algorithm>
#include <cmath>

namespace ach::builtins::arrays {
namespace {

// A bound of slice(): negative ones count from the end, and what lies outside is cut.
std::size_t bound(std::int64_t asked, std::size_t length) {
    const auto n = static_cast<std::int64_t>(length);
    return static_cast<std::size_t>(std::clamp(asked < 0 ? asked + n : asked, std::int64_t{0}, n));
}

Value slice(Call& call) {
    const Sequence sequence(call, call[0]);
    const std::size_t from = bound(call.integer(1), sequence.size());
    const std::size_t to = call.has(2) ? bound(call.integer(2), sequence.size()) : sequence.size();
    return sequence.slice(from, std::max(from, to));
}

Value first(Call& call) {
    const Sequence sequence(call, call[0]);
    return sequence.size() == 0 ? call.null() : sequence.at(0).value_or(call.null());
}

Value last(Call& call) {
    for (;;) {  // until nobody takes it away in between
        const Sequence sequence(call, call[0]);
        if (sequence.size() == 0) return call.null();
        if (const auto item = sequence.at(sequence.size() - 1)) return *item;
    }
}

Value tail(Call& call) {
    const Sequence sequence(call, call[0]);
    return sequence.slice(std::min<std::size_t>(1, sequence.size()), sequence.size());
}

Value take(Call& call) {
    const Sequence sequence(call, call[0]);
    return sequence.slice(0, std::min(call.size(1, "the number of elements"), sequence.size()));
}

Value drop(Call& call) {
    const Sequence sequence(call, call[0]);
    const std::size_t n = std::min(call.size(1, "the number of elements"), sequence.size());
    return sequence.slice(n, sequence.size());
}

Value chunk(Call& call) {
    const Sequence all(call, call[0]);
    const std::int64_t asked = call.integer(1);
    if (asked < 1) call.fail(kind::kValue, "the length of a piece must be at least 1");
    const auto length = static_cast<std::size_t>(asked);
    const Sequence sequence(call, all.slice(0, all.size()));  // nobody else changes it
    const Value pieces = call.vector();
    for (std::size_t at = 0; at < sequence.size();) {
        const std::size_t end = at + std::min(length, sequence.size() - at);
        call.vector_push(pieces, sequence.slice(at, end));
        at = end;
    }
    return pieces;
}

Value joined_vectors(const Call& call) {
    std::vector<Value> items = Sequence(call, call[0]).items();
    const std::vector<Value> more = Sequence(call, call[1]).items();
    items.insert(items.end(), more.begin(), more.end());
    return call.vector_of(items);
}

Value joined_tensors(const Call& call) {
    Numeric a;
    Numeric b;
    load_vector(call, call[0], kElementwise, a);
    load_vector(call, call[1], kElementwise, b);
    if (!a.is_complex_tensor && !b.is_complex_tensor) {
        const NewTensor made = new_tensor(call, a.count + b.count);
        std::ranges::copy(b.real_items(), std::ranges::copy(a.real_items(), made.data.begin()).out);
        return made.value;
    }
    const NewComplexTensor made = new_complex_tensor(call, a.count + b.count);
    for (std::size_t i = 0; i < a.count; ++i) made.data[i] = to_abi(a.at(i).value);
    for (std::size_t i = 0; i < b.count; ++i) made.data[a.count + i] = to_abi(b.at(i).value);
    return made.value;
}

Value concat(Call& call) {
    const std::int32_t a = call.type(call[0]);
    const std::int32_t b = call.type(call[1]);
    if (a == ACH_T_STRING) {
        call.require(call[1], ACH_T_STRING, "String");
        Value joined{};
        call.check(call.values().binary(call.raw(), ACH_BIN_ADD, call[0], call[1], &joined));
        return joined;
    }
    if (!is_array(a)) {
        call.fail_type("String, Vector or Tensor", call[0]);
    }
    if (!is_array(b)) call.fail_type("Vector or Tensor", call[1]);
    return is_tensor(a) && is_tensor(b) ? joined_tensors(call) : joined_vectors(call);
}

Value concat_vec(Call& call) {
    call.require(call[0], ACH_T_VECTOR, "Vector");
    call.require(call[1], ACH_T_VECTOR, "Vector");
    return joined_vectors(call);
}

// All elements of a tensor, row-major.
void append_elements(const Call& call, Value tensor, std::vector<Value>& out) {
    const TensorView look = call.tensor(tensor);
    for (double x : look.data) out.push_back(call.make(x));
    for (ach_complex z : look.complexes) out.push_back(call.make(z));
}

// Splices down to `depth` levels, with a stack of its own: nothing limits how deep Vectors nest. A
// tensor is one level, whatever its rank.
std::vector<Value> flattened(const Call& call, Value root, double depth) {
    struct Level {
        std::vector<Value> items;
        std::size_t next = 0;
    };
    constexpr std::size_t kDeepest = 100'000;  // only a Vector inside itself gets there
    std::vector<Value> out;
    std::vector<Level> levels;
    levels.push_back({call.items_of(root)});
    while (!levels.empty()) {
        Level& level = levels.back();
        if (level.next == level.items.size()) {
            levels.pop_back();
            continue;
        }
        const Value item = level.items[level.next++];
        const std::int32_t type = call.type(item);
        const bool opens = static_cast<double>(levels.size()) <= depth;
        if (opens && type == ACH_T_VECTOR) {
            if (levels.size() == kDeepest) {
                call.fail(kind::kOverflow, "the Vector is nested too deeply");
            }
            levels.push_back({call.items_of(item)});
        } else if (opens && is_tensor(type)) {
            append_elements(call, item, out);
        } else {
            out.push_back(item);
        }
    }
    return out;
}

Value flatten(Call& call) {
    const std::int32_t type = call.type(call[0]);
    if (!is_array(type)) call.fail_type("Vector or Tensor", call[0]);
    const double depth = call.number(1, 1);
    if (!(depth >= 0) || (std::isfinite(depth) && depth != std::trunc(depth))) {
        call.fail(kind::kValue, "the depth must be a whole number that is not negative");
    }
    if (type == ACH_T_VECTOR) return call.vector_of(flattened(call, call[0], depth));
    std::vector<Value> elements;
    append_elements(call, call[0], elements);
    return call.vector_of(elements);
}

// __zip(arrays): tuples of the elements of equal position, as many as the shortest has.
Value zip(Call& call) {
    std::vector<std::vector<Value>> columns;
    for (Value array : call.items_of(call[0])) columns.push_back(Sequence(call, array).items());
    std::size_t rows = columns.empty() ? 0 : columns[0].size();
    for (const auto& column : columns) rows = std::min(rows, column.size());
    const Value tuples = call.vector(rows);
    std::vector<Value> tuple(columns.size());
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t i = 0; i < columns.size(); ++i) tuple[i] = columns[i][row];
        call.vector_push(tuples, call.vector_of(tuple));
    }
    return tuples;
}

constexpr ach_native_def kNatives[] = {
    native<slice>("slice", 2, 3, "slice(v, start, end?): elements start to end-1"),
    native<first>("first", 1, 1, "first(v): the first element, or null"),
    native<first>("head", 1, 1, "head(v): the same as first(v)"),
    native<last>("last", 1, 1, "last(v): the last element, or null"),
    native<tail>("tail", 1, 1, "tail(v): all but the first element"),
    native<take>("take", 2, 2, "take(v, n): the first n elements"),
    native<drop>("drop", 2, 2, "drop(v, n): all but the first n elements"),
    native<chunk>("chunk", 2, 2, "chunk(v, n): pieces of length n"),
    native<concat>("concat", 2, 2, "concat(a, b): one after the other"),
    native<concat_vec>("concat_vec", 2, 2, "concat_vec(a, b): concat of two Vectors"),
    native<flatten>("flatten", 1, 2, "flatten(v, depth?): nested Vectors spliced"),
    native<zip>("__zip", 1, 1, nullptr),
};

}  // namespace

std::span<const ach_native_def> parts() { return kNatives; }

}  // namespace ach::builtins::arrays
