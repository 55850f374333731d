#include "plugins/builtins/session/message_pack.hpp"

#include <bit>

namespace ach::builtins::session {

void Packer::big_endian(std::uint64_t n, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) byte((n >> shift) & 0xff);
}

void Packer::number(double n) {
    byte(0xcb);
    big_endian(std::bit_cast<std::uint64_t>(n), 8);
}

void Packer::text(std::string_view text) {
    if (text.size() < 32) {
        byte(0xa0 | static_cast<unsigned>(text.size()));
    } else {
        byte(0xdb);
        big_endian(text.size(), 4);
    }
    bytes_.append(text);
}

void Packer::header(std::size_t length, unsigned small, unsigned wide) {
    if (length < 16) return byte(small | static_cast<unsigned>(length));
    byte(length <= 0xffff ? wide : wide + 1);
    big_endian(length, length <= 0xffff ? 2 : 4);
}

std::string_view Unpacker::take(std::size_t count) {
    if (count > bytes_.size()) throw Malformed("Invalid session file: it ends too early");
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
}

std::uint64_t Unpacker::big_endian(std::size_t width) {
    std::uint64_t n = 0;
    for (const char c : take(width)) n = n << 8 | static_cast<unsigned char>(c);
    return n;
}

// Every element takes a byte at least, so a length that is too large is found out here.
Unpacker::Item Unpacker::sized(Kind kind, std::size_t length) {
    if (length > bytes_.size()) throw Malformed("Invalid session file: it ends too early");
    Item item{kind};
    item.length = length;
    return item;
}

Unpacker::Item Unpacker::next() {
    const auto tag = static_cast<unsigned>(big_endian(1));
    const auto number = [](double n) { return Item{Kind::Number, false, n}; };
    const auto text = [this](std::size_t length) {
        return Item{Kind::Text, false, 0, take(length)};
    };
    if (tag < 0x80) return number(tag);
    if (tag < 0x90) return sized(Kind::Map, tag & 0xf);
    if (tag < 0xa0) return sized(Kind::Array, tag & 0xf);
    if (tag < 0xc0) return text(tag & 0x1f);
    if (tag >= 0xe0) return number(static_cast<double>(tag) - 256);
    switch (tag) {
        case 0xc0: return {};
        case 0xc2: return {Kind::Boolean, false};
        case 0xc3: return {Kind::Boolean, true};
        case 0xca: return number(std::bit_cast<float>(static_cast<std::uint32_t>(big_endian(4))));
        case 0xcb: return number(std::bit_cast<double>(big_endian(8)));
        case 0xcc: return number(static_cast<double>(big_endian(1)));
        case 0xcd: return number(static_cast<double>(big_endian(2)));
        case 0xce: return number(static_cast<double>(big_endian(4)));
        case 0xcf: return number(static_cast<double>(big_endian(8)));
        case 0xd0: return number(static_cast<std::int8_t>(big_endian(1)));
        case 0xd1: return number(static_cast<std::int16_t>(big_endian(2)));
        case 0xd2: return number(static_cast<std::int32_t>(big_endian(4)));
        case 0xd3: return number(static_cast<double>(static_cast<std::int64_t>(big_endian(8))));
        case 0xd9: return text(big_endian(1));
        case 0xda: return text(big_endian(2));
        case 0xdb: return text(big_endian(4));
        case 0xdc: return sized(Kind::Array, big_endian(2));
        case 0xdd: return sized(Kind::Array, big_endian(4));
        case 0xde: return sized(Kind::Map, big_endian(2));
        case 0xdf: return sized(Kind::Map, big_endian(4));
        default: throw Malformed("Invalid session file: it holds something unknown");
    }
}

namespace {

[[noreturn]] void refuse() { throw Malformed("Invalid session file: its parts are mixed up"); }

}  // namespace

std::string_view Unpacker::text() {
    const Item item = next();
    if (item.kind != Kind::Text) refuse();
    return item.text;
}

double Unpacker::number() {
    const Item item = next();
    if (item.kind != Kind::Number) refuse();
    return item.number;
}

std::size_t Unpacker::array() {
    const Item item = next();
    if (item.kind != Kind::Array) refuse();
    return item.length;
}

std::size_t Unpacker::map() {
    const Item item = next();
    if (item.kind != Kind::Map) refuse();
    return item.length;
}

}  // namespace ach::builtins::session
