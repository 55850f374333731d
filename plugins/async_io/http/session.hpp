// What the exchanges of one plugin share. With Asio; for the network code alone. Everything is
// [io].
#pragma once

#include "plugins/async_io/http/connection.hpp"
#include "plugins/async_io/http/proxies.hpp"

#include <achronyme/cpp/executor.hpp>
#include <achronyme/cpp/services.hpp>
#include <achronyme/cpp/timer.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>

namespace ach::http {

// Connections that wait for another request to the same place.
class IdleConnections {
public:
    // Null when there is none that can be used.
    std::unique_ptr<Connection> take(const std::string& place, std::uint64_t now_ns);
    void give(const std::string& place, std::unique_ptr<Connection> connection,
              std::uint64_t now_ns);
    void clear() { places_.clear(); }

private:
    struct Idle {
        std::unique_ptr<Connection> connection;
        std::uint64_t since_ns;
    };
    void drop_old(std::uint64_t now_ns);

    std::map<std::string, std::deque<Idle>> places_;  // oldest first
};

struct Session {
    explicit Session(const Host& host, Proxies with)
        : context(std::make_shared<boost::asio::io_context>(1)),
          permissions(host),
          executors(host),
          clock(host),
          proxies(std::move(with)) {}

    // Lookups that nobody waits for any more may outlive the session, and this with them.
    const std::shared_ptr<boost::asio::io_context> context;
    const Permissions permissions;
    const Executors executors;
    const Clock clock;
    const Proxies proxies;
    TlsSettings tls;
    IdleConnections idle;
};

}  // namespace ach::http
