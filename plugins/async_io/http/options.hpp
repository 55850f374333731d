// Requests as scripts describe them. Whatever is wrong is raised by the call itself.
#pragma once

#include "plugins/async_io/http/message.hpp"

#include <achronyme/cpp/call.hpp>

#include <optional>
#include <string_view>

namespace ach::http {

enum class Body { Text, Bytes, Json };

// http_get(url, opts?)
Request get_request(const Call& call, std::string_view url, std::optional<Value> options);

// http_post(url, body, headers?, opts?)
Request post_request(const Call& call, std::string_view url, Value body,
                     std::optional<Value> headers, std::optional<Value> options);

// http_request(opts); `*form` is how the body of the response is wanted.
Request full_request(const Call& call, Value options, Body* form);

}  // namespace ach::http
