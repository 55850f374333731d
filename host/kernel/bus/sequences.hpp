// The number of the last message about each topic, counted by any number of senders without a lock.
//
// Counts are found in short lists that only grow, by the low bits of the topic. A new one is made
// for the first message about a topic and stays as long as the whole.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "achronyme/abi/bus.h"

namespace ach::host {

class Sequences {
public:
    Sequences() = default;
    ~Sequences();
    Sequences(const Sequences&) = delete;
    Sequences& operator=(const Sequences&) = delete;

    // [any, lock-free] From 1; 0 when memory is out.
    std::uint64_t next(ach_topic topic) noexcept;

private:
    struct Count {
        explicit Count(ach_topic its_topic) noexcept : topic(its_topic) {}

        const ach_topic topic;
        Count* next = nullptr;
        std::atomic<std::uint64_t> last{0};
    };

    Count* find_or_add(ach_topic topic) noexcept;

    std::array<std::atomic<Count*>, 16> lists_{};
};

}  // namespace ach::host
