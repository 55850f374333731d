// Indexing, slicing and assignment through an index (§4.7), and what can be iterated over without
// running script (§4.6, §7.4).
#pragma once

#include "vm/bytecode/unit.hpp"
#include "vm/runtime/mutator.hpp"
#include "vm/runtime/vector.hpp"

#include <cstdint>
#include <span>

namespace ach::vm {

[[nodiscard]] Value get_index_slow(Mutator& mutator, Value target, Value index);

// target[index], one plain index.
[[nodiscard]] inline Value get_index(Mutator& mutator, Value target, Value index) {
    if (index.is_number() && is_kind(target, Kind::Vector)) [[likely]] {
        const double d = index.as_number();
        if (d >= 0 && d < 4294967296.0) [[likely]] {
            const Value item =
                static_cast<const Vector*>(target.as_object())->get(static_cast<std::size_t>(d));
            if (!item.is_absent()) [[likely]]
                return item;
        }
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
    if (index.is_number() && is_kind(target, Kind::Vector)) [[likely]] {
        auto& vector = *static_cast<Vector*>(target.as_object());
        const double d = index.as_number();
        if (d >= 0 && d < static_cast<double>(vector.length())) [[likely]] {
            return set_item(mutator, vector, static_cast<std::size_t>(d), v);
        }
    }
    return set_index_slow(mutator, target, index, v);
}

// target[i, j, …] = v.
[[nodiscard]] bool set_indices(Mutator& mutator, Value target, std::span<const Value> indices,
                               Value v);

// --- iteration without script -------------------------------------------------------------------

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
