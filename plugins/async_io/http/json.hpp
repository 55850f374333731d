// Values as JSON text and back, for request and response bodies.
#pragma once

#include <achronyme/cpp/call.hpp>

#include <string>
#include <string_view>

namespace ach::http {

// Raises TypeError for what has no form in JSON, ValueError for what contains itself.
std::string json_text(const Call& call, Value value);

// Raises ValueError with line and column for what is no JSON.
Value json_value(const Call& call, std::string_view text);

}  // namespace ach::http
