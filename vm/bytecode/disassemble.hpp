// Units as text, for people and for the goldens that test the compiler.
#pragma once

#include <string>

#include "vm/bytecode/unit.hpp"

namespace ach::vm {

struct DisassemblyOptions {
    bool positions = false;  // line and column of each instruction that has them
};

// Every function of the unit, and the tables that belong to all of them.
std::string disassemble(const Unit& unit, DisassemblyOptions options = {});

}  // namespace ach::vm
