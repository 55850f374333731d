// Whether a unit is safe to run: every index is in its table, every register in its frame, every
// jump lands on an instruction, and no function runs off its end. What a register holds is not
// checked; the interpreter looks at the kinds of values anyway, except where an instruction's
// comment says that only the compiler may write it (iterator and spill registers).
#pragma once

#include <optional>
#include <string>

#include "vm/bytecode/unit.hpp"

namespace ach::vm {

// What is wrong, naming function and place; nothing if the unit may run.
std::optional<std::string> verify(const Unit& unit);

}  // namespace ach::vm
