// A hash that agrees with the language's ==: equal values have equal hashes, whatever they hold.
//
// Only a part of a large container counts, so that a value costs little however it is built; what
// differs elsewhere alone shares a hash and is told apart by == itself.
#pragma once

#include "plugins/builtins/support/call.hpp"

#include <cstdint>

namespace ach::builtins {

std::uint64_t content_hash(const Call& call, Value value);

}  // namespace ach::builtins
