// What people write who come from another language, told from the words around a syntax error: the
// error says what is wrong, the habit what to write instead.
#pragma once

#include <string_view>

namespace ach::vm::language {

// The texts of the token that was not expected, of the two before it and of the one behind it, all
// in one file; empty where there is none.
struct Surroundings {
    std::string_view second_before;
    std::string_view before;
    std::string_view found;
    std::string_view after;
};

// A hint, or nothing.
std::string_view habit_behind(const Surroundings& words);

// The same for a name that nobody has declared.
std::string_view habit_of_name(std::string_view name);

// The word that begins a statement or expression and that `name` is but a slip away from, or
// nothing.
std::string_view keyword_meant_by(std::string_view name);

// What our language calls the type that others call so, or nothing.
std::string_view type_meant_by(std::string_view name);

}  // namespace ach::vm::language
