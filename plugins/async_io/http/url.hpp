// Absolute http and https URLs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ach::http {

struct Url {
    bool is_https = false;
    std::string host;  // lower case; of an IPv6 address without its brackets
    std::uint16_t port = 80;
    std::string target = "/";  // path and query
    std::string user;          // "name:password", decoded; empty without

    std::string authority() const;  // for Host: the port is there if it is not the usual one
    std::string endpoint() const;   // host:port
    std::string text() const;       // without user
};

// Nothing when `text` is malformed, relative, or of another scheme.
std::optional<Url> parse_url(std::string_view text);

// What a Location header of a response from `base` means.
std::optional<Url> resolve(const Url& base, std::string_view location);

// `text` with %XX for everything but letters, digits and -._~
std::string percent_encoded(std::string_view text);

}  // namespace ach::http
