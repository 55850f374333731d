#include "plugins/async_io/utf8.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>

namespace ach::async_io {

namespace {

// How many bytes at the beginning of `bytes` are valid.
std::size_t valid_part(std::string_view bytes) {
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data());
    const utf8proc_uint8_t* const end = at + bytes.size();
    while (at != end) {
        if (*at < 0x80) {
            ++at;
            continue;
        }
        utf8proc_int32_t scalar;
        const utf8proc_ssize_t taken = utf8proc_iterate(at, end - at, &scalar);
        if (taken <= 0) break;
        at += taken;
    }
    return bytes.size() - static_cast<std::size_t>(end - at);
}

}  // namespace

bool is_utf8(std::string_view bytes) { return valid_part(bytes) == bytes.size(); }

std::string as_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t valid = valid_part(bytes);
        text.append(bytes.substr(0, valid));
        bytes.remove_prefix(valid);
        if (bytes.empty()) break;
        text.append("\xEF\xBF\xBD");
        bytes.remove_prefix(1);
    }
    return text;
}

}  // namespace ach::async_io
