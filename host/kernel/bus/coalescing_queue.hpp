// The queue of a port that wants only the newest value of each signal.
//
// A signal keeps the place in line of its first change and the value of its last. Everything that
// is not a signal waits in line unmerged. The messages sit in a fixed array; an open-addressed
// index finds the waiting message of a (topic, key). One thread at a time: the port holds its lock.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "achronyme/abi/bus.h"

namespace ach::host {

class CoalescingQueue {
public:
    enum class Pushed : std::uint8_t { Accepted, Replaced, Refused };

    explicit CoalescingQueue(std::uint32_t capacity);

    // `replaced` receives the older value when the answer is Replaced.
    Pushed push(const ach_msg& message, ach_msg& replaced) noexcept;
    bool pop(ach_msg& message) noexcept;

private:
    static constexpr std::uint32_t kNone = 0xffff'ffff;

    struct Place {
        ach_msg message;
        std::uint32_t next;  // in line, or among the free places
    };

    std::uint32_t home_of(const ach_msg& message) const noexcept;
    std::uint32_t find(const ach_msg& message, std::uint32_t& cell) const noexcept;
    void forget(std::uint32_t place) noexcept;

    std::unique_ptr<Place[]> places_;
    std::vector<std::uint32_t> index_;  // cells: a place or kNone; the size is a power of two
    std::uint32_t mask_;
    std::uint32_t untouched_ = 0;  // places from here on were never used
    std::uint32_t capacity_;
    std::uint32_t free_ = kNone;
    std::uint32_t first_ = kNone;
    std::uint32_t last_ = kNone;
};

}  // namespace ach::host
