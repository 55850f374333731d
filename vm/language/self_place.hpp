// What a `self` in a text belongs to: the record literal that is being built there, or the record
// whose method it stands in. For reports of errors.
#pragma once

#include "vm/support/source_file.hpp"

#include <cstdint>

namespace ach::vm::language {

// True where the word at that place is a field of `self`, and that means a record that is being
// built.
bool is_self_of_literal(const SourceFile& file, std::uint32_t line, std::uint32_t column);

}  // namespace ach::vm::language
