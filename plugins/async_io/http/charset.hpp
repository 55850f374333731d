// The text of a body.
#pragma once

#include <string>
#include <string_view>

namespace ach::http {

// `body` as UTF-8, read as the charset that `content_type` names: UTF-8, ISO-8859-1, US-ASCII or
// Windows-1252; UTF-8 when it names none or another one. What cannot be read becomes U+FFFD.
std::string text_of(std::string body, std::string_view content_type);

}  // namespace ach::http
