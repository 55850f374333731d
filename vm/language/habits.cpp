#include "vm/language/habits.hpp"

#include <algorithm>
#include <array>

namespace ach::vm::language {

namespace {

constexpr std::string_view kVariable =
    "`let x = …` declares a name, `mut x = …` one that is assigned again";
constexpr std::string_view kFunction = "a function is a value: `let f = (a, b) => …`";
constexpr std::string_view kLogic = "logic is written with `&&`, `||` and `!`";
constexpr std::string_view kStep = "one more is written `x += 1`, one less `x -= 1`";

// A word that people begin a statement with, or put between two things; here it is but a name.
struct Word {
    std::string_view word;
    std::string_view hint;
};
constexpr std::array kBefore = {
    Word{"var", kVariable},      Word{"const", kVariable}, Word{"val", kVariable},
    Word{"function", kFunction}, Word{"func", kFunction},  Word{"fn", kFunction},
    Word{"fun", kFunction},      Word{"def", kFunction},   Word{"not", kLogic}};
constexpr std::array kFound = {
    Word{"and", kLogic}, Word{"or", kLogic},
    Word{"elif", "after a branch comes `else if (…) { … }`"},
    Word{"elsif", "after a branch comes `else if (…) { … }`"},
    Word{"?", "choose with `if (c) { a } else { b }`, or in short if(c, a, b)"}};

template <class Words>
std::string_view look_up(const Words& words, std::string_view word) {
    const auto found = std::ranges::find(words, word, &Word::word);
    return found == words.end() ? std::string_view() : found->hint;
}

}  // namespace

std::string_view habit_behind(const Surroundings& words) {
    const auto is = [&](std::string_view before, std::string_view found) {
        return words.before == before && words.found == found;
    };
    if (is("+", "+") || (words.second_before == "-" && words.before == "-")) return kStep;
    if (is("==", "=")) return "values are compared with `==` and `!=`";
    if (is("!=", "=")) return "values are compared with `==` and `!=`";
    if (is("-", ">")) return "a function is written `x => …`";
    if (is("*", "*")) return "a power is written `x ^ y`";
    const std::string_view hint = look_up(kBefore, words.before);
    return hint.empty() ? look_up(kFound, words.found) : hint;
}

}  // namespace ach::vm::language
