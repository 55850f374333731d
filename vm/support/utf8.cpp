#include "vm/support/utf8.hpp"

#include <cstring>

namespace ach::vm {

namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

bool is_continuation(unsigned byte) { return (byte & 0xC0) == 0x80; }

// Bytes that a sequence with this first byte has; 0 if no sequence starts so.
std::uint32_t length_from_lead(unsigned lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 0;
}

// The second byte carries the rules against overlong forms, surrogates and too large values.
bool second_byte_fits(unsigned lead, unsigned second) {
    switch (lead) {
        case 0xE0: return second >= 0xA0;
        case 0xED: return second <= 0x9F;
        case 0xF0: return second >= 0x90;
        case 0xF4: return second <= 0x8F;
        default: return true;
    }
}

bool starts_well_formed(std::string_view text, std::uint32_t length) {
    if (length == 0 || text.size() < length) return false;
    for (std::uint32_t i = 1; i < length; ++i) {
        if (!is_continuation(byte_at(text, i))) return false;
    }
    return length == 1 || second_byte_fits(byte_at(text, 0), byte_at(text, 1));
}

// The first place from `at` on where a byte is not ASCII, or the end. Most text is nothing else.
std::size_t skip_ascii(std::string_view text, std::size_t at) {
    for (; text.size() - at >= 8; at += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + at, 8);
        if ((word & 0x8080'8080'8080'8080) != 0) break;
    }
    while (at < text.size() && byte_at(text, at) < 0x80) ++at;
    return at;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
    for (std::size_t at = skip_ascii(text, 0); at < text.size(); at = skip_ascii(text, at)) {
        const std::uint32_t length = length_from_lead(byte_at(text, at));
        if (!starts_well_formed(text.substr(at), length)) return at;
        at += length;
    }
    return std::nullopt;
}

Utf8Scalar decode_utf8(std::string_view text) {
    const unsigned lead = byte_at(text, 0);
    const std::uint32_t length = length_from_lead(lead);
    if (length <= 1) return {static_cast<char32_t>(lead), 1};
    char32_t value = lead & (0xFFu >> (length + 1));
    for (std::uint32_t i = 1; i < length; ++i) value = (value << 6) | (byte_at(text, i) & 0x3F);
    return {value, length};
}

std::size_t count_utf8(std::string_view text) {
    std::size_t count = skip_ascii(text, 0);
    for (const char c : text.substr(count))
        count += is_continuation(static_cast<unsigned char>(c)) ? 0 : 1;
    return count;
}

void append_utf8(std::string& out, char32_t value) {
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (value < 0x80) {
        put(value);
    } else if (value < 0x800) {
        put(0xC0 | (value >> 6));
        put(0x80 | (value & 0x3F));
    } else if (value < 0x10000) {
        put(0xE0 | (value >> 12));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    } else {
        put(0xF0 | (value >> 18));
        put(0x80 | ((value >> 12) & 0x3F));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    }
}

}  // namespace ach::vm
