// What `contains`, `index_of`, `repeat` and `reverse` mean for Strings; the array pack has these
// names for Vectors and Tensors, too, and chooses by the first argument. The string pack searches
// in the same way.
#pragma once

#include "plugins/builtins/support/call.hpp"

#include <string>
#include <string_view>

namespace ach::builtins {

// `text`, a String, so many times. ValueError when the result would be unreasonably long.
Value repeated(const Call& call, Value text, std::size_t times);
std::string reversed_text(std::string_view text);

// Where `wanted` first stands in `text`, or npos: in time linear in their lengths, which
// std::string_view::find() is not for a text that nearly matches everywhere.
std::size_t place_of(std::string_view wanted, std::string_view text);

}  // namespace ach::builtins
