// The little JSON that the commands print: escaped strings and numbers.
#pragma once

#include <string>
#include <string_view>

namespace ach::vm {

// `text` (UTF-8) as a JSON string, quotes included.
void append_json_string(std::string& out, std::string_view text);

// A finite number as JSON; the others as the strings "NaN", "Infinity", "-Infinity".
void append_json_number(std::string& out, double d);

}  // namespace ach::vm
