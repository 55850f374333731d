// What `contains`, `index_of`, `repeat` and `reverse` mean for Strings; the array pack has these
// names for Vectors and Tensors, too, and chooses by the first argument.
#pragma once

#include "plugins/builtins/support/call.hpp"

#include <string>
#include <string_view>

namespace ach::builtins {

// ValueError when the result would be unreasonably long.
std::string repeated(const Call& call, std::string_view text, std::size_t times);
std::string reversed_text(std::string_view text);

}  // namespace ach::builtins
