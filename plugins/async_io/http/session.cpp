#include "plugins/async_io/http/session.hpp"

namespace ach::http {

namespace {

constexpr std::uint64_t kPatienceNs = 30'000'000'000;  // servers close after 5 to 75 s
constexpr std::size_t kMostPerPlace = 16;

}  // namespace

void IdleConnections::drop_old(std::uint64_t now_ns) {
    for (auto place = places_.begin(); place != places_.end();) {
        std::deque<Idle>& waiting = place->second;
        while (!waiting.empty() && now_ns - waiting.front().since_ns > kPatienceNs) {
            waiting.pop_front();
        }
        place = waiting.empty() ? places_.erase(place) : std::next(place);
    }
}

std::unique_ptr<Connection> IdleConnections::take(const std::string& place, std::uint64_t now_ns) {
    drop_old(now_ns);
    const auto found = places_.find(place);
    if (found == places_.end()) return nullptr;
    std::deque<Idle>& waiting = found->second;
    while (!waiting.empty()) {
        auto connection = std::move(waiting.back().connection);
        waiting.pop_back();
        if (connection->is_quiet()) return connection;
    }
    return nullptr;
}

void IdleConnections::give(const std::string& place, std::unique_ptr<Connection> connection,
                           std::uint64_t now_ns) {
    drop_old(now_ns);
    std::deque<Idle>& waiting = places_[place];
    if (waiting.size() >= kMostPerPlace) waiting.pop_front();
    waiting.push_back({std::move(connection), now_ns});
}

}  // namespace ach::http
