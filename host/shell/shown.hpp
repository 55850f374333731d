// Foreign text in a message: what somebody typed, a key or a value of a file. It may be long, and
// it may be anything.
#pragma once

#include <string>
#include <string_view>

namespace ach::host {

// `text` such that it can neither act on a terminal nor drown the sentence it stands in: control
// characters are written as escapes, broken UTF-8 as \xFF, and a long middle is left out.
std::string shown(std::string_view text);

}  // namespace ach::host
