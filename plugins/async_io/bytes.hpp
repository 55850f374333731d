// Bytes of the outside world as a value.
#pragma once

#include <achronyme/cpp/native.hpp>

#include <string_view>

namespace ach::async_io {

// A Tensor of rank 1 with a Number from 0 to 255 for each byte.
Value bytes_of(const Call& call, std::string_view bytes);

}  // namespace ach::async_io
