// Fields of a record by position, for natives that go through it step by step.
#pragma once

#include "vm/runtime/record.hpp"

#include <cstddef>

namespace ach::vm {

// The i-th field in insertion order; false when there are fewer. Where fields of a dictionary have
// been removed it has to count, from the place of the last call on; otherwise it takes the same
// time everywhere.
bool field_at(const Record& record, std::size_t i, String*& key, Value& value);

}  // namespace ach::vm
