#include "vm/language/token.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ach::vm::language {

namespace {

using Word = std::pair<std::string_view, Tok>;

constexpr auto sorted_keywords() {
    auto words = std::to_array<Word>({
#define KEYWORD(name, text) {text, Tok::name},
#define MARK(name, text)
#include "vm/language/tokens.def"
#undef KEYWORD
#undef MARK
    });
    std::sort(words.begin(), words.end());
    return words;
}

constexpr auto kKeywords = sorted_keywords();

}  // namespace

std::string_view text_of(Tok kind) {
    switch (kind) {
#define KEYWORD(name, text)      \
    case Tok::name: return text; \
        #define MARK(name, text) \
    case Tok::name:              \
        return text;
#include "vm/language/tokens.def"
#undef KEYWORD
#undef MARK
        default: return {};
    }
}

Tok keyword_or_name(std::string_view word) {
    const auto found =
        std::lower_bound(kKeywords.begin(), kKeywords.end(), word,
                         [](const Word& w, std::string_view s) { return w.first < s; });
    return found != kKeywords.end() && found->first == word ? found->second : Tok::Name;
}

}  // namespace ach::vm::language
