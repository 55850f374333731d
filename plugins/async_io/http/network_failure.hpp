// Errors of sockets and TLS in the words of the language. With Asio; for the network code alone.
#pragma once

#include "plugins/async_io/http/message.hpp"

#include <boost/system/error_code.hpp>

#include <string_view>

namespace ach::http {

// The NetworkError for `failed`; `doing` says what: "connecting to example.org:80".
NetworkError network_error(const boost::system::error_code& failed, std::string_view doing);

}  // namespace ach::http
