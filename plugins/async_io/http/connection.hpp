// One connection to a server or proxy, plain or with TLS. With Asio; for the network code alone.
// Everything is [io].
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ach::http {

// The certificates that servers are checked against, read on first need.
class TlsSettings {
public:
    TlsSettings();
    ~TlsSettings();

    struct Contexts;
    Contexts& contexts() { return *contexts_; }

private:
    std::unique_ptr<Contexts> contexts_;
};

using Endpoint = boost::asio::ip::tcp::endpoint;

class Connection {
public:
    explicit Connection(boost::asio::io_context& context);
    ~Connection();

    // All of these throw NetworkError; `name` is for messages.
    boost::asio::awaitable<void> connect(std::vector<Endpoint> endpoints, std::string name);
    // Makes it a TLS connection to `host`, whose certificate is checked unless `insecure`.
    boost::asio::awaitable<void> secure(TlsSettings& settings, std::string host, bool insecure);
    boost::asio::awaitable<void> write(std::string_view bytes);
    // How many bytes came; 0 when the other side has closed.
    boost::asio::awaitable<std::size_t> read(std::span<char> into);

    // Whoever waits for something of it gets an error.
    void close();

    // Whether it may be used again: nothing has come, and it has not been closed.
    bool is_quiet();

private:
    struct Streams;
    std::unique_ptr<Streams> streams_;
};

}  // namespace ach::http
