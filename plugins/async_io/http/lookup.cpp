#include "plugins/async_io/http/lookup.hpp"

#include "plugins/async_io/http/message.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <netdb.h>

#include <mutex>
#include <optional>

namespace ach::http {

namespace asio = boost::asio;

// The answer, and the timer that stands for its arrival: it never fires and is cancelled.
struct Lookup::Shared {
    explicit Shared(asio::io_context& context) : arrival(context) {
        arrival.expires_at(asio::steady_timer::time_point::max());
    }

    struct Answer {
        int failed = 0;
        std::vector<Endpoint> endpoints;
    };

    asio::steady_timer arrival;  // [io]
    std::mutex mutex;
    std::optional<Answer> answer;  // guarded by mutex
};

namespace {

std::vector<Endpoint> endpoints_of(const addrinfo* found) {
    std::vector<Endpoint> endpoints;
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        Endpoint endpoint;
        if (one->ai_addrlen > endpoint.capacity()) continue;
        std::copy_n(reinterpret_cast<const char*>(one->ai_addr), one->ai_addrlen,
                    reinterpret_cast<char*>(endpoint.data()));
        endpoint.resize(one->ai_addrlen);
        endpoints.push_back(endpoint);
    }
    return endpoints;
}

// Names of the machine itself are known everywhere (RFC 6761): no file and no server is asked, and
// none can lead them elsewhere.
bool is_loopback(std::string_view host) {
    return host == "localhost" || host.ends_with(".localhost");
}

std::vector<Endpoint> loopback(std::uint16_t port) {
    return {Endpoint(asio::ip::address_v4::loopback(), port),
            Endpoint(asio::ip::address_v6::loopback(), port)};
}

int ask(const std::string& host, std::uint16_t port, std::vector<Endpoint>& endpoints) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (failed != 0) {
        // AI_ADDRCONFIG does not count loopback: with nothing else there is no address at all.
        hints.ai_flags = AI_NUMERICSERV;
        failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    }
    if (failed != 0) return failed;
    endpoints = endpoints_of(found);
    ::freeaddrinfo(found);
    return endpoints.empty() ? EAI_NONAME : 0;
}

}  // namespace

Lookup::Lookup(Session& session)
    : session_(session), shared_(std::make_shared<Shared>(*session.context)) {}

asio::awaitable<std::vector<Endpoint>> Lookup::run(const Url& url) {
    boost::system::error_code no_address;
    const auto address = asio::ip::make_address(url.host, no_address);
    if (!no_address) co_return std::vector{Endpoint(address, url.port)};
    if (is_loopback(url.host)) co_return loopback(url.port);

    const ach_status posted = session_.executors.post_blocking(
        false, [context = session_.context, shared = shared_, host = url.host, port = url.port] {
            Shared::Answer answer;
            answer.failed = ask(host, port, answer.endpoints);
            {
                const std::lock_guard lock(shared->mutex);
                shared->answer = std::move(answer);
            }
            asio::post(*context, [shared] { shared->arrival.cancel(); });
        });
    if (posted != ACH_OK) throw NetworkError("other", "no thread can be had to look up names");
    co_await shared_->arrival.async_wait(asio::as_tuple(asio::use_awaitable));

    const std::lock_guard lock(shared_->mutex);
    if (!shared_->answer) throw NetworkError("other", "the lookup was abandoned");
    if (shared_->answer->failed != 0) {
        throw NetworkError(
            "dns", "looking up " + url.host + ": " + ::gai_strerror(shared_->answer->failed));
    }
    co_return std::move(shared_->answer->endpoints);
}

void Lookup::abandon() { shared_->arrival.cancel(); }

}  // namespace ach::http
