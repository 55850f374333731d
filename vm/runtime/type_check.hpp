// Values against the types of annotations and patterns (§8.1, §11).
#pragma once

#include "vm/runtime/code.hpp"
#include "vm/runtime/mutator.hpp"

#include <cstdint>
#include <string>

namespace ach::vm {

// Is the value one of the type, as it is?
bool matches_type(Value v, const UnitInstance& unit, std::uint32_t type);

// The value that stands for `v` where the type is demanded: itself, or the Tensor that a Vector is
// promoted to (§11.4). Absent: it is not accepted. Failed: an error is pending.
[[nodiscard]] Value accept_as(Mutator& mutator, Value v, const UnitInstance& unit,
                              std::uint32_t type);

// Which field of a Record does not fit, where its type is a record's: `.inner.size: expected
// Number, got String`. Empty: the value itself is at fault.
std::string misfit_of(Value v, const UnitInstance& unit, std::uint32_t type);

// What shape a Tensor has, or a Vector as the Tensor that it becomes, where a Tensor of another
// kind is demanded. Empty: something else is at fault. `v` is rooted.
std::string misfit_of_tensor(Mutator& mutator, Value v, const UnitInstance& unit,
                             std::uint32_t type);

// Fewest and most arguments that a callable takes; most is ACH_ANY_COUNT for any number.
struct Arity {
    std::uint32_t min, max;
};
Arity arity_of(Value callable);

}  // namespace ach::vm
