#include "plugins/ui_common/cbor_reader.hpp"

#include "plugins/ui_common/cbor_writer.hpp"

#include <bit>
#include <cmath>
#include <utility>

namespace ach::ui {

namespace {

[[noreturn]] void fail(const char* what) { throw BadMessage(what); }

double half(std::uint64_t bits) {
    const int exponent = static_cast<int>(bits >> 10 & 31);
    const auto fraction = static_cast<double>(bits & 1023);
    double d = 0;
    if (exponent == 0) {
        d = std::ldexp(fraction, -24);
    } else if (exponent == 31) {
        d = fraction == 0 ? INFINITY : NAN;
    } else {
        d = std::ldexp(1024 + fraction, exponent - 25);
    }
    return (bits & 0x8000) != 0 ? -d : d;
}

bool is_typed_array(std::uint64_t tag) { return tag >= 64 && tag <= 87; }

Value array_value(std::shared_ptr<Array> array) {
    if (array == nullptr) return nullptr;
    return std::shared_ptr<const Array>(std::move(array));
}

}  // namespace

std::uint64_t CborReader::big_endian(int bytes) {
    if (bytes_.size() - at_ < static_cast<std::size_t>(bytes)) fail("a message ends too early");
    std::uint64_t bits = 0;
    for (int i = 0; i < bytes; ++i) bits = bits << 8 | bytes_[at_++];
    return bits;
}

CborReader::Head CborReader::head() {
    const std::uint64_t first = big_endian(1);
    Head head{static_cast<int>(first >> 5), static_cast<int>(first & 31), first & 31};
    if (head.detail >= 24 && head.detail < 28) {
        head.argument = big_endian(1 << (head.detail - 24));
    } else if ((head.detail >= 28 && head.detail < 31) ||
               (head.detail == 31 && (head.major < 2 || head.major == 6))) {
        fail("a message has an item of a kind that does not exist");
    }
    return head;
}

CborReader::Count CborReader::count(const Head& head) {
    if (head.detail == 31) return {0, true};
    if (head.argument > bytes_.size() - at_) fail("a message promises more items than it has");
    return {head.argument, false};
}

CborReader::Count CborReader::open(int major) {
    Head next = head();
    while (next.major == 6) next = head();
    if (next.major != major) fail(major == 4 ? "a list is expected" : "a map is expected");
    return count(next);
}

bool CborReader::take_break() {
    if (at_ == bytes_.size()) fail("a message ends too early");
    if (bytes_[at_] != 0xFF) return false;
    ++at_;
    return true;
}

std::string_view CborReader::bytes_of(const Head& head) {
    if (head.detail == 31) fail("byte strings in pieces are not understood");
    if (head.argument > bytes_.size() - at_) fail("a message ends within a string");
    const auto* start = reinterpret_cast<const char*>(bytes_.data() + at_);
    at_ += head.argument;
    return {start, static_cast<std::size_t>(head.argument)};
}

std::string CborReader::string(const Head& whole) {
    if (whole.detail != 31) return std::string(bytes_of(whole));
    std::string text;
    while (!take_break()) {
        const Head piece = head();
        if (piece.major != whole.major) fail("a string has a piece that is none");
        text += bytes_of(piece);
    }
    return text;
}

std::string CborReader::text() {
    const Head next = head();
    if (next.major != 3) fail("a text is expected");
    return string(next);
}

bool CborReader::boolean() {
    const Head next = head();
    if (next.major != 7 || (next.detail != 20 && next.detail != 21)) fail("a boolean is expected");
    return next.detail == 21;
}

double CborReader::number(const Head& next) {
    if (next.major == 0) return static_cast<double>(next.argument);
    if (next.major == 1) return -1 - static_cast<double>(next.argument);
    if (next.major == 7 && next.detail == 25) return half(next.argument);
    if (next.major == 7 && next.detail == 26) {
        return std::bit_cast<float>(static_cast<std::uint32_t>(next.argument));
    }
    if (next.major == 7 && next.detail == 27) return std::bit_cast<double>(next.argument);
    fail("a number is expected");
}

double CborReader::number() { return number(head()); }

std::uint64_t CborReader::unsigned_integer() {
    const Head next = head();
    if (next.major == 0) return next.argument;
    const double d = number(next);
    if (!(d >= 0 && d <= 9007199254740992.0 && std::trunc(d) == d)) {
        fail("a whole number that is not negative is expected");
    }
    return static_cast<std::uint64_t>(d);
}

void CborReader::skip() { skip(head()); }

void CborReader::skip(const Head& next) {
    switch (next.major) {
        case 2:
        case 3: string(next); break;
        case 4: items(count(next), [&] { skip(); }); break;
        case 5:
            items(count(next), [&] {
                skip();
                skip();
            });
            break;
        case 6: items({1, false}, [&] { skip(); }); break;
        case 7:
            if (next.detail == 31) fail("a break stands where an item is expected");
            break;
        default: break;
    }
}

Value CborReader::value() { return value(head()); }

Map CborReader::map() {
    Map fields;
    map([&](std::string_view name) { fields.insert_or_assign(std::string(name), value()); });
    return fields;
}

Value CborReader::value(const Head& next) {
    switch (next.major) {
        case 2: bytes_of(next); return nullptr;
        case 3: return string(next);
        case 4: {
            List entries;
            items(count(next), [&] { entries.push_back(value()); });
            return entries;
        }
        case 5: {
            Map fields;
            items(count(next), [&] {
                std::string name = text();
                fields.insert_or_assign(std::move(name), value());
            });
            return fields;
        }
        case 6: {
            Value content;
            items({1, false}, [&] { content = tagged(next.argument); });
            return content;
        }
        case 7: return simple(next);
        default: return number(next);
    }
}

Value CborReader::simple(const Head& next) {
    if (next.detail == 20 || next.detail == 21) return next.detail == 21;
    if (next.detail >= 25 && next.detail <= 27) return number(next);
    if (next.detail == 31) fail("a break stands where an item is expected");
    return nullptr;
}

Value CborReader::tagged(std::uint64_t tag) {
    if (tag == kTagShaped) return shaped();
    if (tag == kTagBound) return bound();
    if (is_typed_array(tag)) return array_value(numbers(tag));
    return value();
}

// The bytes of a typed array; null for anything else.
std::shared_ptr<Array> CborReader::numbers(std::uint64_t tag) {
    const Head next = head();
    if (next.major != 2) {
        skip(next);
        return nullptr;
    }
    auto array = std::make_shared<Array>();
    if (!read_typed_array(tag, bytes_of(next), array->items)) return nullptr;
    array->shape = {array->items.size()};
    return array;
}

// [shape, items]. What has other items than plain numbers is null.
Value CborReader::shaped() {
    std::vector<std::size_t> shape;
    std::shared_ptr<Array> array;
    int part = 0;
    list([&] {
        if (part == 0) {
            list([&] { shape.push_back(unsigned_integer()); });
        } else if (part == 1) {
            const Head next = head();
            if (next.major == 6) {
                items({1, false}, [&] { array = numbers(next.argument); });
            } else {
                skip(next);
            }
        } else {
            fail("an array has more than a shape and items");
        }
        ++part;
    });
    if (part != 2) fail("an array lacks its items");
    if (array == nullptr) return nullptr;
    std::size_t wanted = 1;
    for (const std::size_t size : shape) {
        if (size != 0 && wanted > array->items.size() / size) fail("an array lacks items");
        wanted *= size;
    }
    if (wanted != array->items.size()) fail("an array has other items than its shape says");
    array->shape = std::move(shape);
    return array_value(std::move(array));
}

Value CborReader::bound() {
    auto bound = std::make_shared<Bound>();
    int part = 0;
    list([&] {
        if (part == 0) {
            bound->key = unsigned_integer();
        } else if (part == 1) {
            bound->version = unsigned_integer();
        } else if (part == 2) {
            bound->value = value();
            if (bound->value.bound() != nullptr) fail("a bound property is bound twice");
        } else {
            fail("a bound property has more than a key, a version and a value");
        }
        ++part;
    });
    if (part != 3) fail("a bound property lacks its value");
    return std::shared_ptr<const Bound>(std::move(bound));
}

}  // namespace ach::ui
