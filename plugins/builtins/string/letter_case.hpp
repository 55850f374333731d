// Upper and lower case by Unicode's full mappings, independent of any locale.
#pragma once

#include <string>
#include <string_view>

namespace ach::builtins::strings {

std::string upper_case(std::string_view text);
std::string lower_case(std::string_view text);

}  // namespace ach::builtins::strings
