// What is asked for, what comes back, and what can go wrong between.
#pragma once

#include "plugins/async_io/http/url.hpp"

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ach::http {

struct Header {
    std::string name;
    std::string value;
};
using Headers = std::vector<Header>;

bool same_name(std::string_view a, std::string_view b);  // of headers: case does not matter
const std::string* find_header(const Headers& headers, std::string_view name);

struct Request {
    std::string method = "GET";
    Url url;
    Headers headers;                  // the program's own
    std::optional<std::string> body;  // none: no Content-Length either
    std::uint64_t timeout_ms = 30'000;
    std::uint64_t connect_timeout_ms = 10'000;
    std::uint64_t max_redirects = 10;
    std::uint64_t max_bytes = std::uint64_t{64} << 20;
    bool insecure = false;
};

struct Response {
    unsigned status = 0;
    std::string reason;
    std::string url;  // where it came from, after redirects
    Headers headers;
    std::string body;  // as it was before it was compressed for the way
    double time_ms = 0;
};

// Why there is no response. A PermissionError has no code.
struct NetworkError : std::exception {
    NetworkError(std::string_view what_code, std::string why)
        : code(what_code), reason(std::move(why)) {}

    const char* what() const noexcept override { return reason.c_str(); }

    std::string code;    // "dns", "refused", …
    std::string reason;  // completes "Network request failed: "
};

}  // namespace ach::http
