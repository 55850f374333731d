// Messages between plugins: topics, ports and the way from one to the other.
//
// Sending never waits for a receiver and runs nobody's code; see port.hpp for what happens at a
// full port and topic.hpp for signals. The bus takes over one reference to a message's payload and
// hands each receiver its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "achronyme/abi/bus.h"
#include "host/kernel/bus/port.hpp"
#include "host/kernel/bus/topic.hpp"
#include "host/kernel/caller.hpp"
#include "host/kernel/support/ranked_mutex.hpp"
#include "host/kernel/support/token_table.hpp"

namespace ach::host {

class BufferTable;
class Clock;
class Executors;

class Bus {
public:
    Bus(Executors& executors, BufferTable& buffers, Clock& clock);
    ~Bus();

    // [any] The contracts of ach.bus/1.
    ach_topic intern(std::string_view name) noexcept;
    ach_status open(Caller& caller, const ach_port_desc& desc, ach_port* out,
                    ach_error* err) noexcept;
    ach_status subscribe(Caller& caller, ach_port port, ach_topic topic) noexcept;
    ach_status unsubscribe(Caller& caller, ach_port port, ach_topic topic) noexcept;
    ach_status send(Caller& caller, ach_port from, const ach_msg& message) noexcept;
    ach_status send_to(Caller& caller, ach_port from, ach_port to, const ach_msg& message) noexcept;
    std::uint32_t receive(Caller& caller, ach_port port, ach_msg* out, std::uint32_t max) noexcept;
    int wait_fd(Caller& caller, ach_port port) noexcept;
    ach_status stats(ach_port port, ach_port_stats* out) noexcept;
    ach_status close(Caller& caller, ach_port port) noexcept;

    // [any] Closes what `caller` has open and forgets the signals that it sent.
    void forget(Caller& caller) noexcept;

    // [any] Of all ports that there are and were.
    ach_port_stats totals() noexcept;

    // [any] The name of a topic; empty for an unknown number.
    std::string_view topic_name(ach_topic topic) noexcept;

    // For the ports.
    Executors& executors() noexcept { return executors_; }
    void release_payload(const ach_msg& message) noexcept;
    void add_to_totals(const ach_port_stats& stats) noexcept;
    void end_port(ach_port port) noexcept { ports_.release(port.bits); }

private:
    static constexpr std::uint32_t kMostPorts = 1u << 16;
    static constexpr std::uint32_t kMostTopics = 1u << 16;
    static constexpr std::size_t kMostRetained = 1u << 16;  // signals of one topic

    Topic* topic(ach_topic number) noexcept {
        return number == 0 || number >= kMostTopics ? nullptr : topics_[number].load();
    }
    ach_status accept(Caller& caller, ach_port from, const ach_msg& message,
                      ach_msg& stamped) noexcept;
    ach_status deliver(ach_port to, const ach_msg& message) noexcept;
    ach_status send_event(Topic& topic, const ach_msg& message) noexcept;
    ach_status send_signal(Topic& topic, ach_msg& message) noexcept;
    ach_status publish(Topic& topic, const ach_msg& message) noexcept;

    Executors& executors_;
    BufferTable& buffers_;
    Clock& clock_;
    RankedMutex names_mutex_{LockRank::Leaf};
    std::unordered_map<std::string, ach_topic> numbers_;  // under names_mutex_
    // Room for every topic there may be, from calloc: pages that no topic has touched cost nothing.
    struct FreeTable {
        void operator()(std::atomic<Topic*>* table) const { std::free(table); }
    };
    std::unique_ptr<std::atomic<Topic*>[], FreeTable> topics_;  // owned; an entry is set once
    std::unique_ptr<TokenTable<Port>> ports_owner_;
    TokenTable<Port>& ports_;
    RankedMutex totals_mutex_{LockRank::Leaf};
    ach_port_stats closed_totals_{};  // under totals_mutex_
};

}  // namespace ach::host
