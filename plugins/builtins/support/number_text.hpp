// Numbers written in text, as num() and csv_parse() read them.
#pragma once

#include <optional>
#include <string_view>

namespace ach::builtins {

// [+-]? digits [. digits]? ([eE][+-]?digits)?, also `.5` and `5.`, or Infinity, -Infinity, NaN;
// without white space. Nothing when the text is anything else.
std::optional<double> number_in(std::string_view text);

}  // namespace ach::builtins
