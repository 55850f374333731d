// JSON text from script values.
#pragma once

#include <achronyme/cpp/call.hpp>

#include <string>
#include <string_view>

namespace ach::json {

// What json_stringify() makes of its second argument: `true` indents by 2, an integer from 0 to 10
// by as many spaces, anything else does not.
int indent_of(const Call& call, Value pretty);

// One line when `indent` is 0, otherwise a line for each element and member. Raises TypeError for
// what has no form in JSON, ValueError for what contains itself. A Signal or Computed stands for
// its value; `reactive` is null where there are none. `whence` opens the messages.
std::string text_of(const Call& call, Value value, const ach_reactive_t* reactive, int indent = 0,
                    std::string_view whence = {});

}  // namespace ach::json
