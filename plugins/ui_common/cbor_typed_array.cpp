// The typed arrays of RFC 8746. Their tag says it all: 0b010fsell, `f` floating point, `s` signed,
// `e` little endian, `ll` the size.
#include "plugins/ui_common/cbor_reader.hpp"

#include <bit>
#include <cstring>

namespace ach::ui {

namespace {

template <class T>
T swapped(T item) {
    unsigned char bytes[sizeof(T)];
    std::memcpy(bytes, &item, sizeof(T));
    for (std::size_t i = 0; i < sizeof(T) / 2; ++i) std::swap(bytes[i], bytes[sizeof(T) - 1 - i]);
    std::memcpy(&item, bytes, sizeof(T));
    return item;
}

template <class T>
bool read(std::string_view bytes, bool is_little_endian, std::vector<double>& out) {
    if (bytes.size() % sizeof(T) != 0) throw BadMessage("a typed array ends within an item");
    const std::size_t count = bytes.size() / sizeof(T);
    out.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        T item;
        std::memcpy(&item, bytes.data() + i * sizeof(T), sizeof(T));
        out[i] = static_cast<double>(is_little_endian ? item : swapped(item));
    }
    return true;
}

template <class U8, class U16, class U32, class U64>
bool read_integers(int size, bool is_little_endian, std::string_view bytes,
                   std::vector<double>& out) {
    switch (size) {
        case 0: return read<U8>(bytes, true, out);
        case 1: return read<U16>(bytes, is_little_endian, out);
        case 2: return read<U32>(bytes, is_little_endian, out);
        default: return read<U64>(bytes, is_little_endian, out);
    }
}

}  // namespace

bool read_typed_array(std::uint64_t tag, std::string_view bytes, std::vector<double>& out) {
    static_assert(std::endian::native == std::endian::little);
    if (tag < 64 || tag > 87) return false;
    const int size = static_cast<int>(tag & 3);
    const bool is_little_endian = (tag & 4) != 0;
    if ((tag & 16) != 0) {
        if (size == 1) return read<float>(bytes, is_little_endian, out);
        return size == 2 && read<double>(bytes, is_little_endian, out);
    }
    if ((tag & 8) != 0) {
        return read_integers<std::int8_t, std::int16_t, std::int32_t, std::int64_t>(
            size, is_little_endian, bytes, out);
    }
    return read_integers<std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>(
        size, is_little_endian, bytes, out);
}

}  // namespace ach::ui
