// What the module calls itself, to its host and to servers.
#pragma once

#include <string_view>

namespace ach::http {

inline constexpr const char* kVersion = "0.1.0";
inline constexpr std::string_view kUserAgent = "achronyme/0.1.0";

}  // namespace ach::http
