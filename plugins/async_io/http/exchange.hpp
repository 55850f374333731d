// One request with everything that it takes: redirects, a proxy, a connection that is reused or
// made, time-outs. With Asio; for the network code alone. Everything but the constructor is [io].
//
// Whoever waits is told once, as soon as it is clear how it ends: at a time-out or a cancellation
// the exchange goes on only to clean up.
#pragma once

#include "plugins/async_io/http/client.hpp"
#include "plugins/async_io/http/lookup.hpp"
#include "plugins/async_io/http/response_reader.hpp"
#include "plugins/async_io/http/session.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>

namespace ach::http {

class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(Session& session, Request request, Done done);
    ~Exchange();

    const Request& request() const { return request_; }

    // From now on its time runs, whether or not it has to wait in line.
    void begin_counting();

    // Until nothing of it is left. Throws nothing.
    boost::asio::awaitable<void> run();

    // Nobody waits any more: ends soon, and tells that it was dropped unless it has told more.
    void abandon();
    bool is_abandoned() const { return is_abandoned_; }

private:
    // One request and its response on the way to the last one.
    struct Leg {
        std::string method;
        Url url;
        Headers headers;
        std::string body;
        bool has_body = false;
    };
    class Deadline;

    boost::asio::awaitable<Response> follow_redirects();
    boost::asio::awaitable<Response> go(const Leg& leg);
    boost::asio::awaitable<void> connect(const Leg& leg, const Url* proxy);
    boost::asio::awaitable<void> open_tunnel(const Url& url, const Url& proxy);
    boost::asio::awaitable<Response> converse(const Leg& leg, const Url* proxy);
    boost::asio::awaitable<void> receive(ResponseReader& reader);

    Leg first_leg() const;
    static Leg next_leg(Leg leg, const Response& response);
    std::string head_of(const Leg& leg, const Url* proxy) const;

    void expire(const std::string& reason);
    void finish(Reply reply);
    void stop_if_abandoned() const;

    Session& session_;
    const Request request_;
    Done done_;
    const std::uint64_t started_ns_;
    std::unique_ptr<Deadline> deadline_;
    std::unique_ptr<Connection> connection_;
    std::optional<Lookup> lookup_;
    std::vector<char> room_;
    bool is_abandoned_ = false;
    bool has_heard_ = false;  // the server has begun to answer the present leg
};

}  // namespace ach::http
