#include "plugins/async_io/http/charset.hpp"

#include "plugins/async_io/http/message.hpp"
#include "plugins/async_io/utf8.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace ach::http {

namespace {

constexpr char32_t kUnreadable = 0xFFFD;

// What Windows-1252 has where ISO-8859-1 has control characters, 0x80 … 0x9F.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC,      kUnreadable, 0x201A, 0x0192, 0x201E, 0x2026,      0x2020, 0x2021,
    0x02C6,      0x2030,      0x0160, 0x2039, 0x0152, kUnreadable, 0x017D, kUnreadable,
    kUnreadable, 0x2018,      0x2019, 0x201C, 0x201D, 0x2022,      0x2013, 0x2014,
    0x02DC,      0x2122,      0x0161, 0x203A, 0x0153, kUnreadable, 0x017E, 0x0178};

char32_t latin1(unsigned char byte) { return byte; }
char32_t ascii(unsigned char byte) { return byte < 0x80 ? byte : kUnreadable; }
char32_t windows1252(unsigned char byte) {
    return byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80u] : byte;
}

void append(std::string& text, char32_t c) {
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text += static_cast<char>(0xC0 | c >> 6);
        text += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        text += static_cast<char>(0xE0 | c >> 12);
        text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (c & 0x3F));
    }
}

std::string from_bytes(std::string_view body, char32_t (*read)(unsigned char)) {
    std::string text;
    text.reserve(body.size() + body.size() / 8);
    for (const char c : body) append(text, read(static_cast<unsigned char>(c)));
    return text;
}

// The value of the charset parameter, without quotes.
std::string_view charset_of(std::string_view content_type) {
    constexpr std::string_view kBlanks = " \t";
    constexpr std::string_view kCharset = "charset=";
    while (true) {
        const auto semicolon = content_type.find(';');
        if (semicolon == content_type.npos) return {};
        content_type.remove_prefix(semicolon + 1);
        content_type.remove_prefix(
            std::min(content_type.find_first_not_of(kBlanks), content_type.size()));
        if (!same_name(content_type.substr(0, kCharset.size()), kCharset)) continue;
        std::string_view value = content_type.substr(kCharset.size());
        value = value.substr(0, value.find(';'));
        value = value.substr(0, value.find_last_not_of(kBlanks) + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
            value = value.substr(1, value.size() - 2);
        }
        return value;
    }
}

}  // namespace

std::string text_of(std::string body, std::string_view content_type) {
    const std::string_view charset = charset_of(content_type);
    if (same_name(charset, "iso-8859-1") || same_name(charset, "latin1")) {
        return from_bytes(body, latin1);
    }
    if (same_name(charset, "us-ascii")) return from_bytes(body, ascii);
    if (same_name(charset, "windows-1252")) return from_bytes(body, windows1252);
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (body.starts_with(kByteOrderMark)) body.erase(0, kByteOrderMark.size());
    return async_io::is_utf8(body) ? std::move(body) : async_io::as_utf8(body);
}

}  // namespace ach::http
