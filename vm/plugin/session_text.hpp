// What a session says by itself, and how it looks on a terminal.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ach::vm {

// A person writes, and reads the answers.
bool input_is_terminal();
// Standard error is a terminal, and nobody has asked for plain text (NO_COLOR, TERM=dumb).
bool errors_have_colours();

std::string session_greeting();
std::string session_help();
// Words of the language and names of constants, for completion.
std::span<const std::string_view> session_words();

// A message with its first line and its carets in colour.
std::string with_colours(std::string message, bool is_colourful);

}  // namespace ach::vm
