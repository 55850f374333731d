#include "plugins/async_io/http/exchange.hpp"

#include "plugins/async_io/http/base64.hpp"
#include "plugins/async_io/http/version.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace ach::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kRoom = 64 << 10;

bool is_redirect(const Response& response) {
    constexpr std::array kStatuses = {301u, 302u, 303u, 307u, 308u};
    return std::find(kStatuses.begin(), kStatuses.end(), response.status) != kStatuses.end() &&
           find_header(response.headers, "location") != nullptr;
}

// Whether sending it twice does what sending it once does.
bool is_idempotent(std::string_view method) {
    constexpr std::array<std::string_view, 6> kMethods = {"GET",    "HEAD",    "PUT",
                                                          "DELETE", "OPTIONS", "TRACE"};
    return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

// Also when the same host is reached more safely than before.
bool is_same_server(const Url& from, const Url& to) {
    if (from.host != to.host) return false;
    return from.port == to.port ||
           (!from.is_https && to.is_https && from.port == 80 && to.port == 443);
}

void drop(Headers& headers, std::initializer_list<std::string_view> names) {
    std::erase_if(headers, [&](const Header& header) {
        return std::any_of(names.begin(), names.end(),
                           [&](std::string_view name) { return same_name(header.name, name); });
    });
}

std::string place_of(const Url& url, const Url* proxy, bool insecure) {
    std::string place = (url.is_https ? "https://" : "http://") + url.endpoint();
    if (insecure) place += " insecure";
    if (proxy != nullptr) place += " via " + proxy->text();
    return place;
}

std::string basic(const std::string& user) { return "Basic " + base64(user); }

}  // namespace

// Ends the exchange after so many milliseconds; 0: never. The host's clock counts them.
class Exchange::Deadline {
public:
    Deadline(Exchange& exchange, std::uint64_t ms, std::string reason) {
        if (ms == 0) return;
        auto fire = [context = exchange.session_.context, weak = exchange.weak_from_this(),
                     text = reason + " took longer than " + std::to_string(ms) + " ms"] {
            asio::post(*context, [weak, text] {
                if (const auto alive = weak.lock()) alive->expire(text);
            });
        };
        timer_.emplace(exchange.session_.clock, std::move(fire));
        timer_->start_in(std::chrono::milliseconds(ms));
    }

private:
    std::optional<Timer<std::function<void()>>> timer_;
};

Exchange::Exchange(Session& session, Request request, Done done)
    : session_(session),
      request_(std::move(request)),
      done_(std::move(done)),
      started_ns_(session.clock.now()) {}

Exchange::~Exchange() = default;

void Exchange::begin_counting() {
    deadline_ = std::make_unique<Deadline>(*this, request_.timeout_ms, "the exchange");
}

void Exchange::finish(Reply reply) {
    if (!done_) return;
    if (auto* response = std::get_if<Response>(&reply)) {
        response->time_ms = static_cast<double>(session_.clock.now() - started_ns_) / 1e6;
    }
    const Done done = std::exchange(done_, nullptr);
    done(std::move(reply));
}

void Exchange::expire(const std::string& reason) {
    finish(NetworkError("timeout", reason));
    abandon();
}

void Exchange::abandon() {
    finish(std::monostate());
    deadline_.reset();
    is_abandoned_ = true;
    if (connection_) connection_->close();
    if (lookup_) lookup_->abandon();
}

void Exchange::stop_if_abandoned() const {
    if (is_abandoned_) throw NetworkError("other", "it was abandoned");
}

asio::awaitable<void> Exchange::run() {
    const auto self = shared_from_this();
    try {
        Response response = co_await follow_redirects();
        finish(std::move(response));
    } catch (const NetworkError& error) {
        finish(error);
    } catch (const Refused& refused) {
        finish(refused);
    } catch (const std::exception& unexpected) {
        finish(NetworkError("other", unexpected.what()));
    }
    deadline_.reset();
    connection_.reset();
}

Exchange::Leg Exchange::first_leg() const {
    return {request_.method, request_.url, request_.headers, request_.body.value_or(""),
            request_.body.has_value()};
}

Exchange::Leg Exchange::next_leg(Leg leg, const Response& response) {
    const std::string& location = *find_header(response.headers, "location");
    const auto to = resolve(leg.url, location);
    if (!to) {
        throw NetworkError("protocol", "the server redirects to '" + location +
                                           "', which is no http or https URL");
    }
    if (leg.url.is_https && !to->is_https) {
        throw NetworkError("redirects", "the server redirects from https to http: " + to->text());
    }
    if (!is_same_server(leg.url, *to)) drop(leg.headers, {"authorization", "cookie", "host"});
    const bool becomes_get =
        (response.status == 303 && leg.method != "HEAD") ||
        ((response.status == 301 || response.status == 302) && leg.method == "POST");
    if (becomes_get) {
        leg.method = "GET";
        leg.body.clear();
        leg.has_body = false;
        drop(leg.headers, {"content-type", "content-length", "content-encoding", "content-language",
                           "content-location"});
    }
    leg.url = *to;
    return leg;
}

asio::awaitable<Response> Exchange::follow_redirects() {
    Leg leg = first_leg();
    for (std::uint64_t redirects = 0;; ++redirects) {
        stop_if_abandoned();
        const Result<void> granted = session_.permissions.check(ACH_PERM_NET, leg.url.endpoint());
        if (!granted) throw Refused(granted.error().message);
        Response response = co_await go(leg);
        response.url = leg.url.text();
        if (request_.max_redirects == 0 || !is_redirect(response)) co_return response;
        if (redirects == request_.max_redirects) {
            throw NetworkError("redirects", "the server redirects more than " +
                                                std::to_string(redirects) + " times");
        }
        leg = next_leg(std::move(leg), response);
    }
}

// A kept connection may have been closed by the server just now; then the request goes over a new
// one, if nothing can come of it twice.
asio::awaitable<Response> Exchange::go(const Leg& leg) {
    const Url* const proxy = session_.proxies.for_url(leg.url);
    const std::string place = place_of(leg.url, proxy, request_.insecure);
    connection_ = session_.idle.take(place, session_.clock.now());
    const bool is_reused = connection_ != nullptr;
    bool try_again = false;
    Response response;
    if (!is_reused) co_await connect(leg, proxy);
    try {
        response = co_await converse(leg, proxy);
    } catch (const NetworkError& error) {
        try_again = is_reused && !has_heard_ && !is_abandoned_ && error.code == "reset" &&
                    is_idempotent(leg.method);
        if (!try_again) throw;
    }
    if (try_again) {
        co_await connect(leg, proxy);
        response = co_await converse(leg, proxy);
    }
    if (connection_) {
        session_.idle.give(place, std::move(connection_), session_.clock.now());
    }
    co_return response;
}

asio::awaitable<void> Exchange::connect(const Leg& leg, const Url* proxy) {
    const Deadline deadline(*this, request_.connect_timeout_ms, "connecting");
    const Url& peer = proxy != nullptr ? *proxy : leg.url;
    connection_.reset();
    std::optional<NetworkError> failed;
    try {
        lookup_.emplace(session_);
        std::vector<Endpoint> endpoints = co_await lookup_->run(peer);
        stop_if_abandoned();
        connection_ = std::make_unique<Connection>(*session_.context);
        co_await connection_->connect(std::move(endpoints), peer.endpoint());
        if (proxy != nullptr && proxy->is_https) {
            co_await connection_->secure(session_.tls, proxy->host, request_.insecure);
        }
        if (proxy != nullptr && leg.url.is_https) co_await open_tunnel(leg.url, *proxy);
    } catch (const NetworkError& error) {
        failed = error;
    }
    lookup_.reset();
    if (failed && proxy != nullptr) throw NetworkError("proxy", "the proxy: " + failed->reason);
    if (failed) throw *failed;
    if (leg.url.is_https) {
        co_await connection_->secure(session_.tls, leg.url.host, request_.insecure);
    }
    stop_if_abandoned();
}

asio::awaitable<void> Exchange::open_tunnel(const Url& url, const Url& proxy) {
    if (proxy.is_https) {
        throw NetworkError("proxy", "TLS through a proxy that is reached by TLS is not supported");
    }
    std::string head = "CONNECT " + url.endpoint() + " HTTP/1.1\r\nHost: " + url.endpoint() +
                       "\r\nUser-Agent: " + std::string(kUserAgent) + "\r\n";
    if (!proxy.user.empty()) head += "Proxy-Authorization: " + basic(proxy.user) + "\r\n";
    head += "\r\n";
    co_await connection_->write(head);
    ResponseReader reader(ResponseReader::Answering::Connect, request_.max_bytes);
    co_await receive(reader);
    const Response answer = reader.take();
    if (answer.status < 200 || answer.status > 299) {
        throw NetworkError("proxy",
                           "it answered " + std::to_string(answer.status) + " " + answer.reason);
    }
}

asio::awaitable<void> Exchange::receive(ResponseReader& reader) {
    room_.resize(kRoom);
    while (!reader.is_done()) {
        const std::size_t got = co_await connection_->read(room_);
        stop_if_abandoned();
        if (got == 0) {
            reader.end();
        } else {
            has_heard_ = true;
            reader.put({room_.data(), got});
        }
    }
}

// Leaves the connection there if it may be used again.
asio::awaitable<Response> Exchange::converse(const Leg& leg, const Url* proxy) {
    has_heard_ = false;
    std::string message = head_of(leg, proxy);
    const bool goes_in_one = leg.body.size() <= kRoom;
    if (goes_in_one) message += leg.body;
    std::optional<NetworkError> failed;
    try {
        co_await connection_->write(message);
        if (!goes_in_one) co_await connection_->write(leg.body);
    } catch (const NetworkError& error) {
        failed = error;
    }
    stop_if_abandoned();
    // A server may have answered, and closed, before it had read all of a large body.
    ResponseReader reader(
        leg.method == "HEAD" ? ResponseReader::Answering::Head : ResponseReader::Answering::Get,
        request_.max_bytes);
    try {
        co_await receive(reader);
    } catch (const NetworkError&) {
        if (failed && !has_heard_) throw *failed;
        throw;
    }
    if (failed || !reader.keeps_alive()) connection_.reset();
    co_return reader.take();
}

std::string Exchange::head_of(const Leg& leg, const Url* proxy) const {
    const bool through_proxy = proxy != nullptr && !leg.url.is_https;
    std::string head =
        leg.method + " " + (through_proxy ? leg.url.text() : leg.url.target) + " HTTP/1.1\r\n";
    const auto add = [&head](std::string_view name, std::string_view value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    const auto add_default = [&](std::string_view name, std::string_view value) {
        if (find_header(leg.headers, name) == nullptr) add(name, value);
    };
    add_default("Host", leg.url.authority());
    add_default("User-Agent", kUserAgent);
    add_default("Accept", "*/*");
    add_default("Accept-Encoding", "gzip, deflate");
    if (!leg.url.user.empty()) add_default("Authorization", basic(leg.url.user));
    if (leg.has_body) add_default("Content-Length", std::to_string(leg.body.size()));
    if (through_proxy && !proxy->user.empty()) {
        add_default("Proxy-Authorization", basic(proxy->user));
    }
    for (const Header& header : leg.headers) add(header.name, header.value);
    return head + "\r\n";
}

}  // namespace ach::http
