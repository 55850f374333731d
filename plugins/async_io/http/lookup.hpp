// Host names to addresses. With Asio; for the network code alone.
//
// getaddrinfo() blocks for as long as a name server makes it, and cannot be told to stop; so it
// runs on the host's pool for such things, and whoever gives up leaves it behind.
#pragma once

#include "plugins/async_io/http/session.hpp"
#include "plugins/async_io/http/url.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <vector>

namespace ach::http {

class Lookup {
public:
    explicit Lookup(Session& session);

    // The addresses of `url`'s host, with its port; throws NetworkError "dns".
    boost::asio::awaitable<std::vector<Endpoint>> run(const Url& url);

    // run() ends with an error.
    void abandon();

private:
    struct Shared;
    Session& session_;
    std::shared_ptr<Shared> shared_;
};

}  // namespace ach::http
