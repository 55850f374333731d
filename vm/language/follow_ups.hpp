// One mistake, one message: what is said of a place because of what was already said of it.
#pragma once

#include <string_view>
#include <vector>

#include "vm/support/diagnostics.hpp"

namespace ach::vm::language {

// The hint of a separator that was assumed, where nothing better is known.
inline constexpr std::string_view kSeparatorHint = "put ';' or a new line before it";

// How the hint begins where a call seems to lack its parentheses: it says more of the line, but not
// what it was meant to say.
inline constexpr std::string_view kCallHint = "a call needs parentheses: ";

// Drops messages that only follow from others, from a list in the order of the text: a second error
// at one place, and on a line with errors the warnings of separators that are missing there. If one
// of those knew what the line was meant to say, its first error says so, alone.
void drop_follow_ups(const SourceFile& file, std::vector<Diagnostic>& diagnostics);

}  // namespace ach::vm::language
