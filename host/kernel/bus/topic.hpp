// One topic: who gets its messages, and the latest value of each of its signals.
//
// Senders read the list of subscribers without a lock. Changing it makes a new list; the old one is
// thrown away when no sender is reading, which is seen from a count that every sender raises around
// its look. Signals and subscriptions take the lock, so that a late subscriber gets each signal's
// retained value first and every later change after it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "achronyme/abi/bus.h"
#include "host/kernel/support/ranked_mutex.hpp"

namespace ach::host {

class Topic {
public:
    using List = std::vector<ach_port>;

    explicit Topic(std::string name) : name_(std::move(name)) {}
    ~Topic() { delete subscribers_.load(); }
    Topic(const Topic&) = delete;
    Topic& operator=(const Topic&) = delete;

    const std::string& name() const noexcept { return name_; }
    RankedMutex& mutex() noexcept { return mutex_; }

    // [any, lock-free] Calls `visit(port)` for each subscriber.
    template <class Visit>
    void each_subscriber(Visit&& visit) noexcept {
        readers_.fetch_add(1);
        if (const List* list = subscribers_.load()) {
            for (const ach_port port : *list) visit(port);
        }
        readers_.fetch_sub(1);
    }

    // Under the lock. Throw std::bad_alloc.
    bool subscribe(ach_port port);    // false when it was subscribed
    bool unsubscribe(ach_port port);  // false when it was not

    // Under the lock: the latest message of each signal, by key.
    std::unordered_map<std::uint64_t, ach_msg> retained;

private:
    void replace(std::unique_ptr<List> list);

    const std::string name_;
    RankedMutex mutex_{LockRank::BusTopic};
    std::atomic<const List*> subscribers_{nullptr};
    std::atomic<std::uint32_t> readers_{0};
    std::vector<std::unique_ptr<const List>> retired_;  // under mutex_
};

}  // namespace ach::host
