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
    constexpr std::string_view kTexts[] = {
#define KEYWORD(name, text) text,
#define MARK(name, text) text,
#include "vm/language/tokens.def"
#undef KEYWORD
#undef MARK
    };
    return kind < Tok::Let
               ? std::string_view()
               : kTexts[static_cast<std::size_t>(kind) - static_cast<std::size_t>(Tok::Let)];
}

Tok keyword_or_name(std::string_view word) {
    const auto found =
        std::lower_bound(kKeywords.begin(), kKeywords.end(), word,
                         [](const Word& w, std::string_view s) { return w.first < s; });
    return found != kKeywords.end() && found->first == word ? found->second : Tok::Name;
}

}  // namespace ach::vm::language
