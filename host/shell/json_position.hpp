// Where in a JSON text a value stands.
//
// The JSON library forgets positions, and people look for lines. So the few times something is
// wrong the text is walked once more, along the path to the culprit. The text must be valid JSON.
#pragma once

#include <string>
#include <string_view>

namespace ach::host {

struct Position {
    int line = 1;
    int column = 1;  // in bytes, from 1
};

// Position of byte `offset`.
Position position_at(std::string_view text, std::size_t offset);

// Position of the value that JSON Pointer `pointer` names, or of its key when it is an object
// member. When the path leads nowhere: of the deepest part that exists.
Position position_of(std::string_view text, std::string_view pointer);

// One step of a JSON Pointer with ~ and / escaped.
std::string pointer_step(std::string_view key);

}  // namespace ach::host
