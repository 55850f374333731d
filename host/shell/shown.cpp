#include "host/shell/shown.hpp"

#include <algorithm>
#include <cstddef>

namespace ach::host {
namespace {

constexpr std::size_t kLongest = 160;
constexpr std::size_t kHead = 80;
constexpr std::size_t kTail = 40;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Bytes of the character at the front, 0 if it is broken. Overlong forms and surrogates pass: a
// terminal draws them as something harmless.
std::size_t character_size(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead < 0x80           ? 1
                             : (lead >> 5) == 0x06 ? 2
                             : (lead >> 4) == 0x0E ? 3
                             : (lead >> 3) == 0x1E ? 4
                                                   : 0;
    if (size == 0 || size > text.size()) return 0;
    const std::string_view rest = text.substr(1, size - 1);
    return std::ranges::all_of(rest, continues) ? size : 0;
}

void append_escape(std::string& out, char c) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    switch (c) {
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
}

std::string escaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t size = character_size(text);
        const auto first = static_cast<unsigned char>(text.front());
        // U+0080 to U+009F are control characters of two bytes.
        const bool is_control =
            first < 0x20 || first == 0x7F ||
            (size == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0);
        if (size == 0 || is_control) {
            append_escape(out, text.front());
            text.remove_prefix(1);
        } else {
            out += text.substr(0, size);
            text.remove_prefix(size);
        }
    }
    return out;
}

}  // namespace

std::string shown(std::string_view text) {
    if (text.size() <= kLongest) return escaped(text);
    std::size_t head = kHead;
    while (head > 0 && continues(text[head])) --head;
    std::size_t tail = text.size() - kTail;
    while (tail < text.size() && continues(text[tail])) ++tail;
    return escaped(text.substr(0, head)) + "…" + escaped(text.substr(tail)) + " (" +
           std::to_string(text.size()) + " bytes)";
}

}  // namespace ach::host
