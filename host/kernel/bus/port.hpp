// One endpoint of the bus: a bounded queue, its counts, and the news that something waits.
//
// Messages enter from any thread. `on_ready` is a runnable; it is posted when a message arrives
// while the port is armed, and recv() arms it again when it has emptied the queue. Each message
// that was accepted leaves in exactly one way (received, dropped, coalesced), and its payload's
// reference leaves with it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "achronyme/abi/bus.h"
#include "achronyme/abi/executor.h"
#include "host/kernel/bus/sequences.hpp"
#include "host/kernel/caller.hpp"
#include "host/kernel/support/ranked_mutex.hpp"

namespace ach::host {

class BoundedQueue;
class Bus;
class CoalescingQueue;

class Port : public ach_runnable {
public:
    // Takes over the queue that fits the policy of `desc`; the other one is null.
    Port(Bus& bus, Caller& owner, ach_port id, const ach_port_desc& desc,
         std::unique_ptr<BoundedQueue> bounded,
         std::unique_ptr<CoalescingQueue> coalescing) noexcept;
    ~Port();

    Caller& owner() const noexcept { return owner_; }
    bool is_closed() const noexcept { return is_closed_.load(); }

    // [any] Takes over the payload's reference when the answer is ACH_OK; ACH_E_FULL, ACH_E_GONE.
    ach_status deliver(const ach_msg& message) noexcept;

    // [any] Up to `max` messages; one receiver at a time gets them in order.
    std::uint32_t receive(ach_msg* out, std::uint32_t max) noexcept;

    // [any, lock-free] The number of this port's next message about `topic`; 0 when memory is out.
    std::uint64_t next_seq(ach_topic topic) noexcept { return sequences_.next(topic); }

    int wait_fd() noexcept;
    ach_port_stats stats() const noexcept;

    // [bus] Which topics the port is subscribed to.
    bool add_topic(ach_topic topic) noexcept;
    void remove_topic(ach_topic topic) noexcept;
    std::vector<ach_topic> take_topics() noexcept;

    // [any] False when it was closed before. After the call nothing enters any more.
    bool begin_close() noexcept { return !is_closed_.exchange(true); }
    // [any] Waits until on_ready does not run and never will. False when it is on_ready that
    // closes: then the port ends by itself when on_ready returns.
    bool retire() noexcept;
    void release_waiting() noexcept;

private:
    std::int32_t work() noexcept;
    bool pop(ach_msg& message) noexcept;
    ach_status enqueue(const ach_msg& message) noexcept;
    void drop_oldest() noexcept;
    bool has_waiting() const noexcept;
    void announce() noexcept;
    void arm() noexcept;

    Bus& bus_;
    Caller& owner_;
    const ach_port id_;
    const ach_port_desc desc_;
    std::unique_ptr<BoundedQueue> bounded_;
    std::unique_ptr<CoalescingQueue> coalescing_;
    RankedMutex mutex_{LockRank::BusPort};
    std::vector<ach_topic> topics_;  // under mutex_
    Sequences sequences_;            // of the messages it sent
    std::atomic<bool> is_closed_{false};
    std::atomic<bool> is_armed_{true};
    std::atomic<bool> fd_is_signalled_{false};
    std::atomic<int> fd_{-1};
    std::atomic<const void*> runner_{nullptr};  // the fiber that is inside on_ready
    std::atomic<bool> ends_itself_{false};
    std::atomic<std::uint64_t> accepted_{0};
    std::atomic<std::uint64_t> received_{0};
    std::atomic<std::uint64_t> refused_{0};
    std::atomic<std::uint64_t> dropped_{0};
    std::atomic<std::uint64_t> coalesced_{0};
};

}  // namespace ach::host
