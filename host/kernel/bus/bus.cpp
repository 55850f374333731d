#include "host/kernel/bus/bus.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <vector>

#include "host/kernel/buffer/buffer_table.hpp"
#include "host/kernel/bus/bounded_queue.hpp"
#include "host/kernel/bus/coalescing_queue.hpp"
#include "host/kernel/clock/clock.hpp"
#include "host/kernel/executor/runnable.hpp"
#include "host/kernel/support/error.hpp"

namespace ach::host {
namespace {

ach_port_desc known_part(const ach_port_desc& desc) noexcept {
    ach_port_desc known{};
    std::memcpy(&known, &desc, std::min<std::size_t>(desc.struct_size, sizeof known));
    return known;
}

bool is_sound(const ach_msg& message) noexcept {
    return message.size <= sizeof message.inline_data && message.kind <= ACH_MSG_CANCEL &&
           message.flags == 0;
}

void add(ach_port_stats& sum, const ach_port_stats& more) noexcept {
    sum.queued += more.queued;
    sum.accepted += more.accepted;
    sum.received += more.received;
    sum.refused += more.refused;
    sum.dropped += more.dropped;
    sum.coalesced += more.coalesced;
}

}  // namespace

Bus::Bus(Executors& executors, BufferTable& buffers, Clock& clock)
    : executors_(executors),
      buffers_(buffers),
      clock_(clock),
      topics_(
          static_cast<std::atomic<Topic*>*>(std::calloc(kMostTopics, sizeof(std::atomic<Topic*>)))),
      ports_owner_(std::make_unique<TokenTable<Port>>(kMostPorts)),
      ports_(*ports_owner_) {
    if (topics_ == nullptr) throw std::bad_alloc();
}

Bus::~Bus() {
    ports_owner_.reset();  // a port adds its counts to the totals when it ends
    for (ach_topic number = 1; number <= numbers_.size(); ++number) {
        const std::unique_ptr<Topic> owned(topics_[number].load());
        for (const auto& [key, message] : owned->retained) release_payload(message);
    }
}

ach_topic Bus::intern(std::string_view name) noexcept {
    if (name.empty()) return 0;
    try {
        RankedLock lock(names_mutex_);
        const auto [found, is_new] =
            numbers_.try_emplace(std::string(name), static_cast<ach_topic>(numbers_.size() + 1));
        if (!is_new) return found->second;
        if (found->second < kMostTopics) {
            topics_[found->second].store(new Topic(found->first));
            return found->second;
        }
        numbers_.erase(found);
    } catch (...) {
    }
    return 0;
}

std::string_view Bus::topic_name(ach_topic number) noexcept {
    const Topic* found = topic(number);
    return found == nullptr ? std::string_view{} : std::string_view(found->name());
}

ach_status Bus::open(Caller& caller, const ach_port_desc& given, ach_port* out,
                     ach_error* err) noexcept {
    const ach_port_desc desc = known_part(given);
    if (out == nullptr) return set_error(err, ACH_E_ARG, "bus.open: `out` is null");
    if (desc.capacity == 0 || desc.capacity > ACH_PORT_MAX_CAPACITY) {
        return set_error(err, ACH_E_ARG, "bus.open: capacity must be 1 to 65534 messages");
    }
    if (desc.full_policy > ACH_FULL_COALESCE) {
        return set_error(err, ACH_E_ARG,
                         "bus.open: full_policy is none of ACH_FULL_REFUSE, "
                         "ACH_FULL_DROP_OLDEST, ACH_FULL_COALESCE");
    }
    if (desc.priority_class >= kClasses) {
        return set_error(err, ACH_E_ARG, "bus.open: priority_class is none of ACH_CLASS_…");
    }
    std::unique_ptr<BoundedQueue> bounded;
    std::unique_ptr<CoalescingQueue> coalescing;
    try {
        if (desc.full_policy == ACH_FULL_COALESCE) {
            coalescing = std::make_unique<CoalescingQueue>(desc.capacity);
        } else {
            bounded = std::make_unique<BoundedQueue>(desc.capacity);
        }
    } catch (...) {
        return set_error(err, ACH_E_NOMEM,
                         "bus.open: no memory for the queue; ask for less capacity");
    }
    out->bits = ports_.create([&](std::uint64_t token, void* place) noexcept {
        new (place)
            Port(*this, caller, ach_port{token}, desc, std::move(bounded), std::move(coalescing));
    });
    if (out->bits == 0) {
        return set_error(err, ACH_E_NOMEM, "bus.open: 65536 ports are open; close some");
    }
    return ACH_OK;
}

ach_status Bus::subscribe(Caller& caller, ach_port port, ach_topic number) noexcept {
    Topic* found = topic(number);
    if (found == nullptr) return ACH_E_ARG;
    Pin<Port> pin(ports_, port.bits);
    if (!pin || pin->is_closed()) return ACH_E_GONE;
    if (&pin->owner() != &caller) return ACH_E_DENIED;
    try {
        RankedLock lock(found->mutex());
        if (!found->subscribe(port)) return ACH_OK;
        pin->add_topic(number);
        for (const auto& [key, message] : found->retained) deliver(port, message);
    } catch (...) {
        return ACH_E_NOMEM;
    }
    // A close() that came in between did not see the subscription.
    if (pin->is_closed()) unsubscribe(caller, port, number);
    return ACH_OK;
}

ach_status Bus::unsubscribe(Caller& caller, ach_port port, ach_topic number) noexcept {
    Topic* found = topic(number);
    if (found == nullptr) return ACH_E_ARG;
    Pin<Port> pin(ports_, port.bits);
    if (!pin) return ACH_E_GONE;
    if (&pin->owner() != &caller) return ACH_E_DENIED;
    pin->remove_topic(number);
    try {
        RankedLock lock(found->mutex());
        return found->unsubscribe(port) ? ACH_OK : ACH_E_ABSENT;
    } catch (...) {
        return ACH_E_NOMEM;
    }
}

// Checks a message and fills in what the bus fills in. Keeps its hands off the payload.
ach_status Bus::accept(Caller& caller, ach_port from, const ach_msg& message,
                       ach_msg& stamped) noexcept {
    if (!is_sound(message)) return ACH_E_ARG;
    if (message.payload.bits != 0 && !buffers_.is_frozen(message.payload)) return ACH_E_ARG;
    Pin<Port> sender(ports_, from.bits);
    if (!sender || sender->is_closed()) return ACH_E_GONE;
    if (&sender->owner() != &caller) return ACH_E_DENIED;
    stamped = message;
    stamped.sender = caller.index;
    stamped.time_ns = clock_.now_ns();
    stamped.seq = sender->next_seq(message.topic);
    if (stamped.seq == 0) return ACH_E_NOMEM;
    caller.counters.messages_sent.fetch_add(1, std::memory_order_relaxed);
    return ACH_OK;
}

// Gives the receiver a reference of its own.
ach_status Bus::deliver(ach_port to, const ach_msg& message) noexcept {
    Pin<Port> port(ports_, to.bits);
    if (!port) return ACH_E_GONE;
    if (message.payload.bits != 0) buffers_.retain(message.payload);
    const ach_status status = port->deliver(message);
    if (status != ACH_OK) release_payload(message);
    return status;
}

// A subscriber that is just closing does not count as a refusal.
ach_status Bus::publish(Topic& topic, const ach_msg& message) noexcept {
    ach_status status = ACH_OK;
    topic.each_subscriber([&](ach_port port) noexcept {
        if (deliver(port, message) == ACH_E_FULL) status = ACH_E_FULL;
    });
    return status;
}

// The value is retained and delivered under the topic's lock, so that all ports see the same order.
ach_status Bus::send_signal(Topic& topic, ach_msg& message) noexcept {
    ach_msg older{};
    ach_status status = ACH_OK;
    try {
        RankedLock lock(topic.mutex());
        if (topic.retained.size() >= kMostRetained && !topic.retained.contains(message.key)) {
            return ACH_E_FULL;
        }
        ach_msg& latest = topic.retained[message.key];
        older = latest;
        message.seq = older.seq + 1;
        latest = message;
        if (message.payload.bits != 0) buffers_.retain(message.payload);
        status = publish(topic, message);
    } catch (...) {
        return ACH_E_NOMEM;
    }
    release_payload(older);
    return status;
}

ach_status Bus::send(Caller& caller, ach_port from, const ach_msg& message) noexcept {
    ach_msg stamped;
    Topic* found = topic(message.topic);
    ach_status status = found == nullptr ? ACH_E_ARG : accept(caller, from, message, stamped);
    if (status == ACH_OK) {
        status = message.kind == ACH_MSG_SIGNAL ? send_signal(*found, stamped)
                                                : publish(*found, stamped);
    }
    release_payload(message);
    return status;
}

ach_status Bus::send_to(Caller& caller, ach_port from, ach_port to,
                        const ach_msg& message) noexcept {
    ach_msg stamped;
    ach_status status = accept(caller, from, message, stamped);
    if (status == ACH_OK) status = deliver(to, stamped);
    release_payload(message);
    return status;
}

std::uint32_t Bus::receive(Caller& caller, ach_port port, ach_msg* out,
                           std::uint32_t max) noexcept {
    if (out == nullptr || max == 0) return 0;
    Pin<Port> pin(ports_, port.bits);
    return pin && !pin->is_closed() && &pin->owner() == &caller ? pin->receive(out, max) : 0;
}

int Bus::wait_fd(Caller& caller, ach_port port) noexcept {
    Pin<Port> pin(ports_, port.bits);
    return pin && !pin->is_closed() && &pin->owner() == &caller ? pin->wait_fd() : -1;
}

ach_status Bus::stats(ach_port port, ach_port_stats* out) noexcept {
    if (out == nullptr || out->struct_size < sizeof out->struct_size) return ACH_E_ARG;
    Pin<Port> pin(ports_, port.bits);
    if (!pin) return ACH_E_GONE;
    ach_port_stats stats = pin->stats();
    stats.struct_size = out->struct_size;
    std::memcpy(out, &stats, std::min<std::size_t>(out->struct_size, sizeof stats));
    return ACH_OK;
}

ach_status Bus::close(Caller& caller, ach_port port) noexcept {
    Pin<Port> pin(ports_, port.bits);
    if (!pin) return ACH_E_GONE;
    if (&pin->owner() != &caller) return ACH_E_DENIED;
    if (!pin->begin_close()) return ACH_E_GONE;
    for (const ach_topic number : pin->take_topics()) unsubscribe(caller, port, number);
    const bool is_retired = pin->retire();
    pin->release_waiting();
    if (is_retired) end_port(port);
    return ACH_OK;
}

void Bus::forget(Caller& caller) noexcept {
    ports_.each([&](std::uint64_t token, Port& port) {
        if (&port.owner() == &caller) close(caller, ach_port{token});
    });
    for (ach_topic number = 1; number < kMostTopics && topic(number) != nullptr; ++number) {
        std::vector<ach_msg> forgotten;
        RankedLock lock(topic(number)->mutex());
        std::erase_if(topic(number)->retained, [&](const auto& entry) {
            if (entry.second.sender != caller.index) return false;
            forgotten.push_back(entry.second);
            return true;
        });
        lock.unlock();
        for (const ach_msg& message : forgotten) release_payload(message);
    }
}

void Bus::release_payload(const ach_msg& message) noexcept {
    if (message.payload.bits != 0) buffers_.release(message.payload);
}

void Bus::add_to_totals(const ach_port_stats& stats) noexcept {
    RankedLock lock(totals_mutex_);
    add(closed_totals_, stats);
}

ach_port_stats Bus::totals() noexcept {
    ach_port_stats sum{};
    ports_.each([&](std::uint64_t, Port& port) { add(sum, port.stats()); });
    RankedLock lock(totals_mutex_);
    add(sum, closed_totals_);
    sum.struct_size = sizeof sum;
    return sum;
}

}  // namespace ach::host
