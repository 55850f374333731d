#include "host/kernel/bus/topic.hpp"

#include <algorithm>

namespace ach::host {
namespace {

bool contains(const Topic::List& list, ach_port port) noexcept {
    return std::any_of(list.begin(), list.end(),
                       [port](ach_port other) { return other.bits == port.bits; });
}

}  // namespace

bool Topic::subscribe(ach_port port) {
    const List* now = subscribers_.load();
    auto list = now == nullptr ? std::make_unique<List>() : std::make_unique<List>(*now);
    if (contains(*list, port)) return false;
    list->push_back(port);
    replace(std::move(list));
    return true;
}

bool Topic::unsubscribe(ach_port port) {
    const List* now = subscribers_.load();
    if (now == nullptr || !contains(*now, port)) return false;
    auto list = std::make_unique<List>(*now);
    std::erase_if(*list, [port](ach_port other) { return other.bits == port.bits; });
    replace(std::move(list));
    return true;
}

// A sender that raises the count after the exchange sees the new list, so a count of zero after it
// means that nobody can still see an old one.
void Topic::replace(std::unique_ptr<List> list) {
    retired_.reserve(retired_.size() + 1);
    retired_.emplace_back(subscribers_.exchange(list.release()));
    if (readers_.load() == 0) retired_.clear();
}

}  // namespace ach::host
