#include "plugins/builtins/support/text.hpp"

#include "plugins/builtins/support/utf8.hpp"

namespace ach::builtins {

std::string repeated(const Call& call, std::string_view text, std::size_t times) {
    constexpr std::size_t kLongest = std::size_t{1} << 31u;  // bytes
    if (text.empty()) return {};
    if (times > kLongest / text.size()) call.fail(kind::kValue, "the result would be too long");
    std::string out;
    out.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

std::string reversed_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t end = text.size();
    while (end > 0) {
        std::size_t begin = end - 1;
        while (begin > 0 && is_continuation(text[begin])) --begin;
        out += text.substr(begin, end - begin);
        end = begin;
    }
    return out;
}

}  // namespace ach::builtins
