// Which proxy stands before which server: HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the process, also
// in lower case.
#pragma once

#include "plugins/async_io/http/url.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ach::http {

class Proxies {
public:
    using Variable = std::function<const char*(const char* name)>;  // null when it is not set

    // Throws nothing: a proxy that is no URL is kept as one that cannot be reached.
    explicit Proxies(const Variable& variable);

    // What to connect to instead of `url`'s server; none: connect directly.
    const Url* for_url(const Url& url) const;

private:
    bool is_exempt(const Url& url) const;

    std::optional<Url> http_, https_;
    std::vector<std::string> exempt_;  // lower case
};

}  // namespace ach::http
