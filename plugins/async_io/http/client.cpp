#include "plugins/async_io/http/client.hpp"

#include "plugins/async_io/http/exchange.hpp"

#include <achronyme/cpp/services.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <list>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace ach::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostAtOnce = 64;
constexpr std::size_t kMostPerHost = 16;

}  // namespace

struct Client::Loop {
    Loop(const Host& from, Proxies proxies)
        : host(from), threads(from.get<ach_thread_t>()), session(from, std::move(proxies)) {}

    const Host host;
    const ach_thread_t& threads;
    Session session;

    std::mutex mutex;  // held for bookkeeping only
    bool is_closed = false;
    std::thread thread;

    // --- [io]
    std::set<std::shared_ptr<Exchange>> under_way;
    std::map<std::string, std::size_t> per_host;  // how many of these
    std::list<std::shared_ptr<Exchange>> waiting;
    std::function<void()> ended;

    void run() {
        const AdoptedThread adopted(host.raw(), threads, "http");
        const auto guard = asio::make_work_guard(*session.context);
        session.context->run();
    }

    bool may_begin(const Exchange& exchange) const {
        if (under_way.size() >= kMostAtOnce) return false;
        const auto found = per_host.find(exchange.request().url.endpoint());
        return found == per_host.end() || found->second < kMostPerHost;
    }

    // Begins in a turn of its own, so that no end comes while the line is walked through.
    void begin(const std::shared_ptr<Exchange>& exchange) {
        under_way.insert(exchange);
        ++per_host[exchange->request().url.endpoint()];
        asio::post(*session.context, [this, exchange] {
            asio::co_spawn(*session.context, exchange->run(),
                           [this, exchange](const std::exception_ptr&) { end(exchange); });
        });
    }

    void end(const std::shared_ptr<Exchange>& exchange) {
        under_way.erase(exchange);
        const auto found = per_host.find(exchange->request().url.endpoint());
        if (--found->second == 0) per_host.erase(found);
        begin_waiting();
        stop_if_over();
    }

    void begin_waiting() {
        for (auto at = waiting.begin(); at != waiting.end() && under_way.size() < kMostAtOnce;) {
            if (!(*at)->is_abandoned() && !may_begin(**at)) {
                ++at;
                continue;
            }
            const auto exchange = std::move(*at);
            at = waiting.erase(at);
            if (!exchange->is_abandoned()) begin(exchange);
        }
    }

    void close() {
        for (const auto& exchange : std::exchange(waiting, {})) exchange->abandon();
        for (const auto& exchange : under_way) exchange->abandon();
        session.idle.clear();
        stop_if_over();
    }

    void stop_if_over() {
        if (!ended || !under_way.empty()) return;
        session.idle.clear();
        session.context->stop();
        std::exchange(ended, nullptr)();
    }
};

Client::Client(const Host& host, Proxies proxies)
    : loop_(std::make_unique<Loop>(host, std::move(proxies))) {}

Client::~Client() { join(); }

std::shared_ptr<Exchange> Client::start(Request request, Done done) {
    Loop& loop = *loop_;
    auto exchange = std::make_shared<Exchange>(loop.session, std::move(request), std::move(done));
    const std::lock_guard lock(loop.mutex);
    if (loop.is_closed) return nullptr;
    asio::post(*loop.session.context, [&loop, exchange] {
        exchange->begin_counting();
        loop.waiting.push_back(exchange);
        loop.begin_waiting();
    });
    if (!loop.thread.joinable()) loop.thread = std::thread([&loop] { loop.run(); });
    return exchange;
}

void Client::abandon(std::shared_ptr<Exchange> exchange) {
    asio::post(*loop_->session.context, [exchange = std::move(exchange)] { exchange->abandon(); });
}

void Client::close(std::function<void()> ended) {
    Loop& loop = *loop_;
    {
        const std::lock_guard lock(loop.mutex);
        loop.is_closed = true;
        if (loop.thread.joinable()) {
            asio::post(*loop.session.context, [&loop, ended = std::move(ended)]() mutable {
                loop.ended = std::move(ended);
                loop.close();
            });
            return;
        }
    }
    ended();
}

void Client::join() {
    if (loop_->thread.joinable()) loop_->thread.join();
}

}  // namespace ach::http
