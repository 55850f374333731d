#include "plugins/builtins/support/utf8.hpp"

#include <utf8proc.h>

namespace ach::builtins {

bool is_text(std::string_view bytes) {
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data());
    auto left = static_cast<utf8proc_ssize_t>(bytes.size());
    while (left > 0) {
        utf8proc_int32_t scalar;
        const utf8proc_ssize_t taken = utf8proc_iterate(at, left, &scalar);
        if (taken <= 0) return false;
        at += taken;
        left -= taken;
    }
    return true;
}

}  // namespace ach::builtins
