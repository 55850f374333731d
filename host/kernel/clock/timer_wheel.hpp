// Deadlines in a wheel of wheels: inserting and removing cost the same with ten timers and with a
// million.
//
// Time is cut into ticks of 65 µs. An entry hangs in the slot of the highest digit (base 64) in
// which its tick differs from the current one, so eight levels of 64 slots reach every 64-bit
// deadline. When the current tick enters a slot, its entries move to lower levels; those of the
// lowest level move to `due`, which is sorted by exact deadline and then by order of start. Every
// entry is therefore moved at most eight times, usually once.
//
// Entries are memory of their owners. One thread at a time: the TimerService holds its lock.
#pragma once

#include <array>
#include <cstdint>

#include "achronyme/abi/timer.h"

namespace ach::host {

class TimerWheel {
public:
    static constexpr std::uint64_t kNever = ~std::uint64_t{0};

    explicit TimerWheel(std::uint64_t now_ns) noexcept : tick_(tick_of(now_ns)) {}

    void insert(ach_timer_entry& entry) noexcept;
    void remove(ach_timer_entry& entry) noexcept;

    // Takes out the first entry whose deadline is not after `now_ns`; null when there is none.
    ach_timer_entry* pop_due(std::uint64_t now_ns) noexcept;

    // When to look again: never later than the first deadline, and earlier at most once a level.
    std::uint64_t next_look_ns() const noexcept;

private:
    static constexpr unsigned kTickBits = 16;
    static constexpr unsigned kDigitBits = 6;
    static constexpr unsigned kSlots = 1u << kDigitBits;
    static constexpr unsigned kLevels = (64 - kTickBits + kDigitBits - 1) / kDigitBits;

    struct List {
        ach_timer_entry* first = nullptr;
        ach_timer_entry* last = nullptr;
    };

    static std::uint64_t tick_of(std::uint64_t ns) noexcept { return ns >> kTickBits; }
    static ach_timer_entry* merge_sorted(ach_timer_entry* a, ach_timer_entry* b) noexcept;
    static ach_timer_entry* sorted(ach_timer_entry* chain) noexcept;
    static void link(List& list, ach_timer_entry* before, ach_timer_entry& entry) noexcept;

    unsigned digit(unsigned level) const noexcept {
        return static_cast<unsigned>(tick_ >> (level * kDigitBits)) & (kSlots - 1);
    }
    std::uint64_t start_of(unsigned level, unsigned slot) const noexcept;
    bool next_slot(unsigned& level, unsigned& slot) const noexcept;
    void place(ach_timer_entry& entry) noexcept;
    void insert_due(ach_timer_entry& entry) noexcept;
    void enter(unsigned level, unsigned slot) noexcept;
    void advance_to(std::uint64_t tick) noexcept;

    std::uint64_t tick_;
    std::uint64_t started_ = 0;
    List due_;
    std::array<std::array<List, kSlots>, kLevels> slots_{};
    std::array<std::uint64_t, kLevels> occupied_{};  // one bit for each slot
};

}  // namespace ach::host
