#include "plugins/ui_common/cbor_writer.hpp"

#include <bit>
#include <cmath>
#include <cstring>

namespace ach::ui {

void CborWriter::big_endian(std::uint64_t bits, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out_.push_back(static_cast<std::uint8_t>(bits >> shift));
    }
}

void CborWriter::head(int major, std::uint64_t argument) {
    const auto top = static_cast<std::uint8_t>(major << 5);
    if (argument < 24) {
        out_.push_back(static_cast<std::uint8_t>(top | argument));
        return;
    }
    const int power = argument <= 0xFF         ? 0
                      : argument <= 0xFFFF     ? 1
                      : argument <= 0xFFFFFFFF ? 2
                                               : 3;
    out_.push_back(static_cast<std::uint8_t>(top | (24 + power)));
    big_endian(argument, 1 << power);
}

void CborWriter::number(double d) {
    constexpr double kExact = 9007199254740992.0;  // 2^53
    if (std::trunc(d) != d || std::abs(d) > kExact || (d == 0 && std::signbit(d))) {
        out_.push_back(0xFB);
        big_endian(std::bit_cast<std::uint64_t>(d), 8);
    } else if (d >= 0) {
        head(0, static_cast<std::uint64_t>(d));
    } else {
        head(1, static_cast<std::uint64_t>(-1 - d));
    }
}

void CborWriter::text(std::string_view utf8) {
    head(3, utf8.size());
    out_.insert(out_.end(), utf8.begin(), utf8.end());
}

void CborWriter::array(const Array& array) {
    static_assert(std::endian::native == std::endian::little, "tag 86 is copied as it lies");
    tag(kTagShaped);
    open_list(2);
    open_list(array.shape.size());
    for (const std::size_t size : array.shape) unsigned_integer(size);
    tag(86);  // doubles, little endian
    const std::size_t bytes = array.items.size() * sizeof(double);
    head(2, bytes);
    const std::size_t start = out_.size();
    out_.resize(start + bytes);
    if (bytes != 0) std::memcpy(out_.data() + start, array.items.data(), bytes);
}

void CborWriter::map(const Map& map) {
    open_map(map.size());
    for (const auto& [key, field] : map) {
        text(key);
        value(field);
    }
}

void CborWriter::value(const Value& value) {
    if (const bool* b = value.boolean()) {
        boolean(*b);
    } else if (const double* d = value.number()) {
        number(*d);
    } else if (const std::string* t = value.text()) {
        text(*t);
    } else if (const List* items = value.list()) {
        open_list(items->size());
        for (const Value& item : *items) this->value(item);
    } else if (const Map* fields = value.map()) {
        map(*fields);
    } else if (const Array* numbers = value.array()) {
        array(*numbers);
    } else if (const Bound* bound = value.bound()) {
        tag(kTagBound);
        open_list(3);
        unsigned_integer(bound->key);
        unsigned_integer(bound->version);
        this->value(bound->value);
    } else {
        null();
    }
}

}  // namespace ach::ui
