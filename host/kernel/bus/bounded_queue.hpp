// The plain queue of a port: Boost.Lockfree's, of fixed size, many senders.
//
// Its pop() copies a message before it knows that it won it, which is fine as long as nobody else
// pops at that moment; the port sees to that.
#pragma once

#include <boost/lockfree/queue.hpp>

#include "achronyme/abi/bus.h"

namespace ach::host {

class BoundedQueue {
public:
    explicit BoundedQueue(std::uint32_t capacity) : queue_(capacity) {}

    // [any, lock-free] False when it is full.
    bool push(const ach_msg& message) noexcept { return queue_.bounded_push(message); }

    // [one at a time] False when it is empty.
    bool pop(ach_msg& message) noexcept { return queue_.pop(message); }

private:
    boost::lockfree::queue<ach_msg, boost::lockfree::fixed_sized<true>> queue_;
};

}  // namespace ach::host
