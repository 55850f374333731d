// Reads one section of an ELF file without mapping it as code.
#pragma once

#include "host/shell/result.hpp"

#include <string>

namespace ach::host {

// The bytes of section `section` of `file`. Only 64-bit little-endian ELF, which is all we load.
// ACH_E_ABSENT when the file has no such section.
Result<std::string> read_elf_section(const std::string& file, std::string_view section);

}  // namespace ach::host
