// The functions that scripts call, as the plugin defines them.
#pragma once

#include <achronyme/cpp/native.hpp>

#include <span>

namespace ach::async_io {

std::span<const ach_native_def> content_natives();  // read, write, append
std::span<const ach_native_def> entry_natives();    // files and folders as a whole

}  // namespace ach::async_io
