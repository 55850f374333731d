// Sends requests, from a thread of its own that starts with the first one.
//
// At most 64 are under way at a time, and 16 to one host and port; more wait in line. Connections
// are kept for the next request to the same place.
#pragma once

#include "plugins/async_io/http/message.hpp"

#include <achronyme/cpp/host.hpp>

#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace ach::http {

class Exchange;
class Proxies;

// The configuration does not let the program talk to that host.
struct Refused : std::exception {
    explicit Refused(std::string why) : message(std::move(why)) {}
    const char* what() const noexcept override { return message.c_str(); }

    std::string message;
};

using Reply = std::variant<std::monostate, Response, NetworkError, Refused>;
using Done = std::function<void(Reply)>;

class Client {
public:
    // [loader]
    Client(const Host& host, Proxies proxies);
    ~Client();  // after join()

    // [any] Calls `done` with the reply, on the client's thread; or not at all, when it is
    // abandoned or the client closes before. Null when the client has closed.
    std::shared_ptr<Exchange> start(Request request, Done done);

    // [any] Nobody waits for it any more.
    void abandon(std::shared_ptr<Exchange> exchange);

    // [loader] Takes no more requests, abandons those under way, and calls `ended` when they are
    // gone; at once when the thread was never started.
    void close(std::function<void()> ended);
    // [loader] Waits for the thread. After `ended`.
    void join();

private:
    struct Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace ach::http
