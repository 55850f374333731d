#include "plugins/builtins/support/text.hpp"

#include "plugins/builtins/support/utf8.hpp"

#include <cstring>

namespace ach::builtins {

// Long ones are put together in the heap, doubling what is there, so that its limit is the limit.
Value repeated(const Call& call, Value text, std::size_t times) {
    constexpr std::size_t kLongest = std::size_t{1} << 31u;  // bytes
    constexpr std::size_t kLong = std::size_t{1} << 20u;
    const std::string_view once = call.to_text(text);
    if (once.empty() || times == 0) return call.make("");
    if (times > kLongest / once.size()) call.fail(kind::kValue, "the result would be too long");
    if (once.size() * times > kLong) {
        const Value half = repeated(call, text, times / 2);
        call.poll();
        const Value whole = call.binary(ACH_BIN_ADD, half, half);
        return times % 2 == 0 ? whole : call.binary(ACH_BIN_ADD, whole, text);
    }
    std::string out;
    out.reserve(once.size() * times);
    for (std::size_t i = 0; i < times; ++i) out += once;
    return call.make(std::string_view(out));
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

std::size_t place_of(std::string_view wanted, std::string_view text) {
    const void* found = ::memmem(text.data(), text.size(), wanted.data(), wanted.size());
    if (found == nullptr) return std::string_view::npos;
    return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace ach::builtins
