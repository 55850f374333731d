// Bytes of the outside world as text.
#pragma once

#include <string>
#include <string_view>

namespace ach::async_io {

bool is_utf8(std::string_view bytes);

// The same text with U+FFFD for every byte that is none.
std::string as_utf8(std::string_view bytes);

}  // namespace ach::async_io
