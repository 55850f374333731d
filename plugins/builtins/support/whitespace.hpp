// Unicode's White_Space property: 25 code points that have not changed in many versions.
#pragma once

#include <string_view>

namespace ach::builtins {

// `text` without white space at its start, at its end, or both.
std::string_view trimmed_start(std::string_view text);
std::string_view trimmed_end(std::string_view text);
inline std::string_view trimmed(std::string_view text) { return trimmed_end(trimmed_start(text)); }

}  // namespace ach::builtins
