// Natives that only the preludes of this module use; their names begin with `__`, which scripts
// cannot say.
#pragma once

#include "plugins/builtins/support/pack.hpp"

#include <span>

namespace ach::builtins {

std::span<const ach_native_def> prelude_helpers();

}  // namespace ach::builtins
