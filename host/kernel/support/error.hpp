// Filling the error record that a caller lent.
#pragma once

#include <string_view>

#include "achronyme/abi/base.h"

namespace ach::host {

// Writes as much as `err` (may be null) has room for, cut at a whole character. Returns `status`.
ach_status set_error(ach_error* err, ach_status status, std::string_view message,
                     std::uint32_t domain = 0) noexcept;

}  // namespace ach::host
