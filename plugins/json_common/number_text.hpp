// Numbers as JSON has them.
#pragma once

#include <string>

namespace ach::json {

// The shortest digits that read back as the same number, with an exponent below 1e-6 and from 1e21
// on. Either zero is 0; what is no number at all is null.
void append_number(std::string& out, double number);

}  // namespace ach::json
