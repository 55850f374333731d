// Units as bytes: how a prelude that was compiled with the project travels inside a plugin.
//
// The bytes belong to one build of the machine: they begin with a stamp made from the list of
// opcodes, and another machine refuses them. Sources are not part of them; positions are.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "vm/bytecode/unit.hpp"

namespace ach::vm {

std::vector<std::uint8_t> write_unit(const Unit& unit);

// The unit, or null and what is wrong with the bytes. They may come from anywhere: what is returned
// is well formed as data; verify() says whether it may run.
std::shared_ptr<Unit> read_unit(std::span<const std::uint8_t> bytes, std::string& problem);

}  // namespace ach::vm
