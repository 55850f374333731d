// Script values from JSON text, as RFC 8259 has it and nothing beyond: no byte-order mark, no
// comments, no NaN.
//
// The parser of nlohmann/json reports what it meets, and what it reports is made into values at
// once: there is no document in between. A container is part of its parent from its first moment,
// so the parent's root holds it, and roots pile up with the depth only, never with the length.
#pragma once

#include <achronyme/cpp/call.hpp>

#include <cstddef>
#include <string_view>

namespace ach::json {

inline constexpr std::size_t kDeepest = 512;  // containers around a value

// Objects are Records (a name that comes again: last value, first place), arrays Vectors. Raises
// ValueError "JSON parse error: … at line L column C", with `whence` in front; lines and columns
// count from 1, columns in characters.
Value value_of(const Call& call, std::string_view text, std::string_view whence = {});

}  // namespace ach::json
