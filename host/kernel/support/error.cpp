#include "host/kernel/support/error.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace ach::host {
namespace {

// Not more than `room` bytes, and no UTF-8 sequence cut in two.
std::size_t whole_characters(std::string_view text, std::size_t room) noexcept {
    if (text.size() <= room) return text.size();
    std::size_t length = room;
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) --length;
    return length;
}

}  // namespace

ach_status set_error(ach_error* err, ach_status status, std::string_view message,
                     std::uint32_t domain) noexcept {
    if (err == nullptr || err->struct_size <= offsetof(ach_error, message)) return status;
    err->status = status;
    err->domain = domain;
    err->native_code = 0;
    const std::size_t room =
        std::min<std::size_t>(err->struct_size - offsetof(ach_error, message), sizeof err->message);
    const std::size_t length = whole_characters(message, room - 1);
    std::memcpy(err->message, message.data(), length);
    err->message[length] = '\0';
    return status;
}

}  // namespace ach::host
