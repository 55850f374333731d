// What people write who come from another language, told from the words around a syntax error: the
// error says what is wrong, the habit what to write instead.
#pragma once

#include <string_view>

namespace ach::vm::language {

// The texts of the token that was not expected and of the two before it; empty where there is none.
struct Surroundings {
    std::string_view second_before;
    std::string_view before;
    std::string_view found;
};

// A hint, or nothing.
std::string_view habit_behind(const Surroundings& words);

}  // namespace ach::vm::language
