// Waiting on the host's timers (D15).
#pragma once

#include "vm/runtime/native_call.hpp"

#include <cstdint>

namespace ach::vm {

// A Future that completes with null when the host's clock has come so far.
ach_status sleep_until(ach_call& call, std::uint64_t deadline_ns, Value& future);

}  // namespace ach::vm
