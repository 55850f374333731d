// What an iterator's next() gives.
#pragma once

#include "vm/runtime/mutator.hpp"

namespace ach::vm {

class Record;

// {value, done}. `value` is rooted. Null: an error is pending.
[[nodiscard]] Record* make_step(Mutator& mutator, Value value, bool done);

}  // namespace ach::vm
