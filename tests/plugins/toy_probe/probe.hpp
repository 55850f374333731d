// A plugin whose natives each try one table of the host and answer "ok", or say what was wrong.
//
// Most of them run on a fiber of their own, where they can wait in straight lines; the native
// itself is suspended meanwhile. A test calls them by name through the toy machine.
#pragma once

#include "tests/plugins/toy_peer/peer.h"

#include <achronyme/achronyme.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

template <>
inline constexpr const char* ach::interface_id<peer_table_t> = PEER_IF;

namespace probe {

// Throws "WHAT: …" unless both are equal.
inline void expect_status(ach_status got, ach_status wanted, std::string_view what) {
    if (got == wanted) return;
    throw ach::Failure(ACH_E_FAILED, std::string(what) + ": status " + std::to_string(got) +
                                         " instead of " + std::to_string(wanted));
}
inline void expect(bool truth, std::string_view what) {
    if (!truth) throw ach::Failure(ACH_E_FAILED, std::string(what) + " does not hold");
}
template <class T>
void expect_equal(T got, T wanted, std::string_view what) {
    if (got == wanted) return;
    throw ach::Failure(ACH_E_FAILED, std::string(what) + ": " + std::to_string(got) +
                                         " instead of " + std::to_string(wanted));
}

// A table that the probe provides at run time.
struct ProbeTable {
    std::uint32_t struct_size = sizeof(ProbeTable);
    std::uint32_t reserved = 0;
    std::uint64_t number = 77;
};

struct Counter {
    static constexpr const char* type_name = "Counter";
    static constexpr std::uint32_t layout = 1;
    explicit Counter(std::atomic<int>& alive) : alive_(alive) { ++alive_; }
    ~Counter() { --alive_; }
    double count = 0;

private:
    std::atomic<int>& alive_;
};

// The tables that the probes try; filled in by start(), constant from then on.
struct Tables {
    ach::Host host;
    const ach::NativeContext* context = nullptr;
    ach::Clock clock;
    ach::Executors executors;
    ach::Fibers fibers;
    ach::Strands strands;
    ach::Bus bus;
    ach::MainThread main_thread;
    ach::Services services;
    ach::Permissions permissions;
    ach::Config config;
    ach::Log log;
    const ach_thread_t* thread = nullptr;
    const peer_table_t* peer = nullptr;
};

// Each throws what it finds wrong. [fiber]
void try_timer(const Tables& t);
void try_fibers(const Tables& t);
void try_strand(const Tables& t);
void try_executor(const Tables& t);
void try_thread(const Tables& t);
void try_main(const Tables& t);
void try_buffer(const Tables& t);
void try_op(const Tables& t);
void try_events(const Tables& t);
void try_policies(const Tables& t);
void try_signals(const Tables& t);
void try_echo(const Tables& t);
void try_services(const Tables& t);

}  // namespace probe

template <>
inline constexpr const char* ach::interface_id<probe::ProbeTable> = "test.probe.extra/1";
