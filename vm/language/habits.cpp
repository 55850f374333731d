#include "vm/language/habits.hpp"

#include <algorithm>
#include <array>

#include "vm/support/nearest_name.hpp"

namespace ach::vm::language {

namespace {

constexpr std::string_view kVariable =
    "`let x = …` declares a name, `mut x = …` one that is assigned again";
constexpr std::string_view kFunction = "a function is a value: `let f = (a, b) => …`";
constexpr std::string_view kLogic = "logic is written with `&&`, `||` and `!`";
constexpr std::string_view kCompare = "values are compared with `==` and `!=`";
constexpr std::string_view kStep = "one more is written `x += 1`, one less `x -= 1`";
constexpr std::string_view kElse = "after a branch comes `else if (…) { … }`";
constexpr std::string_view kChoose =
    "choose with `if (c) { a } else { b }`, or in short if(c, a, b)";
constexpr std::string_view kObject =
    "an object is a record: `{name: \"Ann\", greet: () => self.name}`";
constexpr std::string_view kMatch = "choose by value with `match x { 1 => …, _ => … }`";
constexpr std::string_view kLoop = "loops are `while (c) { … }` and `for (x in items) { … }`";
constexpr std::string_view kTry = "errors are caught with `try { … } catch (e) { … }`";
constexpr std::string_view kThrow = "an error is raised with `throw`";
constexpr std::string_view kNull = "nothing is written `null`";
constexpr std::string_view kTruth = "truth is written `true` and `false`";
constexpr std::string_view kSelf = "the record that a method belongs to is `self`";
constexpr std::string_view kModule = "an import is written `import { name } from \"module\"`";
constexpr std::string_view kRemove = "a field is removed with `remove_field(r, \"name\")`";
constexpr std::string_view kPrefix = "functions need no prefix: `sqrt(x)`, `floor(x)`";
constexpr std::string_view kMembers =
    "whether a record has a field says `has_field(r, \"name\")`, a Vector an element "
    "`contains(v, x)`";
constexpr std::string_view kBits = "there are no operators on bits; logic is `&&` and `||`";

// A word that people begin a statement with, or put between two things; here it is but a name.
struct Word {
    std::string_view word;
    std::string_view hint;
};
constexpr std::array kBefore = {
    Word{"var", kVariable},      Word{"const", kVariable},
    Word{"val", kVariable},      Word{"local", kVariable},
    Word{"function", kFunction}, Word{"func", kFunction},
    Word{"fn", kFunction},       Word{"fun", kFunction},
    Word{"def", kFunction},      Word{"lambda", kFunction},
    Word{"not", kLogic},         Word{"class", kObject},
    Word{"struct", kObject},     Word{"new", kObject},
    Word{"switch", kMatch},      Word{"case", kMatch},
    Word{"loop", kLoop},         Word{"repeat", kLoop},
    Word{"foreach", kLoop},      Word{"unless", "the opposite is tested with `if (!c) { … }`"},
    Word{"raise", kThrow},       Word{"using", kModule},
    Word{"require", kModule},    Word{"delete", kRemove}};
constexpr std::array kFound = {
    Word{"and", kLogic},
    Word{"or", kLogic},
    Word{"is", kCompare},
    Word{"elif", kElse},
    Word{"elsif", kElse},
    Word{"elseif", kElse},
    Word{"?", kChoose},
    Word{"then", kChoose},
    Word{"|", kBits},
    Word{"mod", "the remainder of a division is `a % b`"},
    Word{"finally", "there is no `finally`: catch the error, tidy up, and `throw e` again"},
    Word{"except", kTry},
    Word{"rescue", kTry},
    Word{"until", kLoop}};
constexpr std::array kUndefined = {
    Word{"None", kNull},
    Word{"nil", kNull},
    Word{"undefined", kNull},
    Word{"NULL", kNull},
    Word{"nullptr", kNull},
    Word{"Null", kNull},
    Word{"True", kTruth},
    Word{"False", kTruth},
    Word{"TRUE", kTruth},
    Word{"FALSE", kTruth},
    Word{"this", kSelf},
    Word{"inf", "it is written `Infinity`"},
    Word{"nan", "it is written `NaN`"},
    Word{"console", "output is print(…)"},
    Word{"Math", kPrefix},
    Word{"math", kPrefix},
    Word{"np", kPrefix},
    Word{"numpy", kPrefix},
    Word{"printf", "output is print(…); values are inserted in '…${x}…'"},
    Word{"pass", "an empty block is `do { }`"}};
constexpr std::array kTypes = {
    Word{"int", "Number"},     Word{"Int", "Number"},      Word{"integer", "Number"},
    Word{"Integer", "Number"}, Word{"float", "Number"},    Word{"Float", "Number"},
    Word{"double", "Number"},  Word{"bool", "Boolean"},    Word{"Bool", "Boolean"},
    Word{"str", "String"},     Word{"text", "String"},     Word{"list", "Vector"},
    Word{"List", "Vector"},    Word{"array", "Vector"},    Word{"Array", "Vector"},
    Word{"dict", "Record"},    Word{"Dict", "Record"},     Word{"map", "Record"},
    Word{"Map", "Record"},     Word{"object", "Record"},   Word{"Object", "Record"},
    Word{"func", "Function"},  Word{"Func", "Function"},   Word{"callable", "Function"},
    Word{"void", "null"},      Word{"None", "null"},       Word{"nil", "null"},
    Word{"unknown", "Any"},    Word{"exception", "Error"}, Word{"Exception", "Error"}};

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
    if (is("==", "=") || is("!=", "=") || is("<", ">")) return kCompare;
    if (is("<", "<") || is(">", ">")) return kBits;
    if (is("let", "mut")) return "`mut x = …` alone declares a name that is assigned again";
    if (words.found == "=" && words.after == "<") return "'less or equal' is written `<=`";
    if (words.found == "=" && words.after == ">") return "'greater or equal' is written `>=`";
    if (words.found == "?" && words.after == ".") {
        return "there is no `?.`: write `if(r == null, null, r.name)`";
    }
    if (words.found == "?" && words.after == "?") {
        return "there is no `??`: write `if(x == null, other, x)`";
    }
    if (words.second_before == "throw" && words.before == "new") {
        return "an error is raised with `throw error(\"…\")`";
    }
    const bool is_text = words.found.starts_with('"') || words.found.starts_with('\'');
    if (words.before == "f" && is_text &&
        words.before.data() + words.before.size() == words.found.data()) {
        return "values are inserted in single quotes: '…${x}…'";
    }
    if (words.found == "in" && words.before != "(") return kMembers;
    if (is("-", ">")) return "a function is written `x => …`";
    if (is("*", "*")) return "a power is written `x ^ y`";
    const std::string_view hint = look_up(kBefore, words.before);
    return hint.empty() ? look_up(kFound, words.found) : hint;
}

std::string_view habit_of_name(std::string_view name) {
    for (const std::string_view hint :
         {look_up(kUndefined, name), look_up(kBefore, name), look_up(kFound, name)}) {
        if (!hint.empty()) return hint;
    }
    return {};
}

std::string_view keyword_meant_by(std::string_view name) {
    constexpr auto kWords = std::to_array<std::string_view>(
        {"let", "mut", "return", "throw", "yield", "import", "export", "match", "while", "await",
         "async", "generate", "continue", "break"});
    for (const std::string_view word : kWords) {
        if (name != word && edit_distance(name, word, 1) == 1) return word;
    }
    return {};
}

std::string_view type_meant_by(std::string_view name) { return look_up(kTypes, name); }

}  // namespace ach::vm::language
