// Indexing, slicing and assignment through an index (§4.7), and what can be iterated over without
// running script (§4.6, §7.4).
#pragma once

#include "vm/bytecode/unit.hpp"
#include "vm/runtime/mutator.hpp"
#include "vm/runtime/vector.hpp"

#include <bit>
#include <cstdint>
#include <span>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace ach::vm {

// The place among the items that the index names when it is a Number and not negative; any other
// value gives one that no container has.
inline std::uint64_t place_named_by(Value index) {
    const double d = std::bit_cast<double>(index.bits());
#if defined(__SSE2__)
    // What does not fit, NaN and with it whatever is no Number, becomes 2^63.
    return static_cast<std::uint64_t>(_mm_cvttsd_si64(_mm_set_sd(d)));
#else
    return d >= 0 && d < 9007199254740992.0 ? static_cast<std::uint64_t>(d) : ~std::uint64_t{0};
#endif
}

[[nodiscard]] Value get_index_slow(Mutator& mutator, Value target, Value index);

// target[index], one plain index.
[[nodiscard]] inline Value get_index(Mutator& mutator, Value target, Value index) {
    if (is_kind(target, Kind::Vector)) [[likely]] {
        const Value item =
            static_cast<const Vector*>(target.as_object())->get(place_named_by(index));
        if (!item.is_absent()) [[likely]]
            return item;
    }
    return get_index_slow(mutator, target, index);
}

// target[…] with slices or several indices. `values` are those that the spec asks for, in order,
// and stay rooted.
[[nodiscard]] Value get_indices(Mutator& mutator, Value target, const IndexSpec& spec,
                                const Value* values);

// target[index] = v. False: error pending.
[[nodiscard]] bool set_index_slow(Mutator& mutator, Value target, Value index, Value v);
[[nodiscard]] inline bool set_index(Mutator& mutator, Value target, Value index, Value v) {
    if (is_kind(target, Kind::Vector)) [[likely]] {
        auto& vector = *static_cast<Vector*>(target.as_object());
        if (set_item_at_once(mutator, vector, place_named_by(index), v)) return true;
    }
    return set_index_slow(mutator, target, index, v);
}

// target[i, j, …] = v.
[[nodiscard]] bool set_indices(Mutator& mutator, Value target, std::span<const Value> indices,
                               Value v);

// --- iteration without script

enum class Spread : std::uint8_t { Done, NeedsScript, Failed };

// Appends what `source` iterates over to `into`. NeedsScript: a Generator or a Record with a
// function `next`; nothing was appended and the interpreter drives it.
[[nodiscard]] Spread spread_into(Mutator& mutator, Vector& into, Value source);

// The next item of a Vector, Tensor or String. `position` starts at 0 and is private to this
// function. Absent at the end, failed with an error pending.
[[nodiscard]] Value next_item(Mutator& mutator, Value source, std::uint64_t& position);
// Is it one that next_item goes through? (A tensor of rank 0 is not.)
bool is_plain_iterable(Value v);

}  // namespace ach::vm
