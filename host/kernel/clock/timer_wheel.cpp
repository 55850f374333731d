#include "host/kernel/clock/timer_wheel.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace ach::host {
namespace {

// The four words that a timer entry reserves for the wheel.
enum Word { kPrevious = 0, kNext = 1, kList = 2, kPlace = 3 };

ach_timer_entry* next_of(const ach_timer_entry& entry) noexcept {
    return static_cast<ach_timer_entry*>(entry.link[kNext]);
}

ach_timer_entry* previous_of(const ach_timer_entry& entry) noexcept {
    return static_cast<ach_timer_entry*>(entry.link[kPrevious]);
}

bool is_before(const ach_timer_entry& a, const ach_timer_entry& b) noexcept {
    return a.deadline_ns != b.deadline_ns ? a.deadline_ns < b.deadline_ns : a.seq < b.seq;
}

// A slot with more entries than this is not searched for its earliest one.
constexpr int kWorthSearching = 32;

}  // namespace

// Links `entry` in front of `before`, or last when that is null.
void TimerWheel::link(List& list, ach_timer_entry* before, ach_timer_entry& entry) noexcept {
    ach_timer_entry* after = before == nullptr ? list.last : previous_of(*before);
    entry.link[kPrevious] = after;
    entry.link[kNext] = before;
    entry.link[kList] = &list;
    (after == nullptr ? list.first : reinterpret_cast<ach_timer_entry*&>(after->link[kNext])) =
        &entry;
    (before == nullptr ? list.last : reinterpret_cast<ach_timer_entry*&>(before->link[kPrevious])) =
        &entry;
}

void TimerWheel::insert(ach_timer_entry& entry) noexcept {
    entry.seq = ++started_;
    place(entry);
}

void TimerWheel::place(ach_timer_entry& entry) noexcept {
    const std::uint64_t tick = tick_of(entry.deadline_ns);
    if (tick <= tick_) {
        insert_due(entry);
        return;
    }
    const unsigned level =
        (63u - static_cast<unsigned>(std::countl_zero(tick ^ tick_))) / kDigitBits;
    const unsigned slot = static_cast<unsigned>(tick >> (level * kDigitBits)) & (kSlots - 1);
    entry.link[kPlace] = reinterpret_cast<void*>(std::uintptr_t{level * kSlots + slot} + 1);
    link(slots_[level][slot], nullptr, entry);
    occupied_[level] |= std::uint64_t{1} << slot;
}

// Keeps `due_` sorted. Late comers usually belong to one of the ends.
void TimerWheel::insert_due(ach_timer_entry& entry) noexcept {
    entry.link[kPlace] = nullptr;
    if (due_.first != nullptr && is_before(entry, *due_.first)) {
        link(due_, due_.first, entry);
        return;
    }
    ach_timer_entry* before = nullptr;
    for (ach_timer_entry* last = due_.last; last != nullptr && is_before(entry, *last);
         last = previous_of(*last)) {
        before = last;
    }
    link(due_, before, entry);
}

void TimerWheel::remove(ach_timer_entry& entry) noexcept {
    List& list = *static_cast<List*>(entry.link[kList]);
    ach_timer_entry* previous = previous_of(entry);
    ach_timer_entry* next = next_of(entry);
    (previous == nullptr ? list.first
                         : reinterpret_cast<ach_timer_entry*&>(previous->link[kNext])) = next;
    (next == nullptr ? list.last : reinterpret_cast<ach_timer_entry*&>(next->link[kPrevious])) =
        previous;
    if (list.first == nullptr && entry.link[kPlace] != nullptr) {
        const auto place = reinterpret_cast<std::uintptr_t>(entry.link[kPlace]) - 1;
        occupied_[place / kSlots] &= ~(std::uint64_t{1} << (place % kSlots));
    }
}

ach_timer_entry* TimerWheel::pop_due(std::uint64_t now_ns) noexcept {
    advance_to(tick_of(now_ns));
    ach_timer_entry* first = due_.first;
    if (first == nullptr || first->deadline_ns > now_ns) return nullptr;
    remove(*first);
    return first;
}

// The first occupied slot after the current tick. Lower levels come earlier in time.
bool TimerWheel::next_slot(unsigned& level, unsigned& slot) const noexcept {
    for (level = 0; level < kLevels; ++level) {
        const unsigned here = digit(level);
        const std::uint64_t later =
            here + 1 == kSlots ? 0 : occupied_[level] & (~std::uint64_t{0} << (here + 1));
        if (later == 0) continue;
        slot = static_cast<unsigned>(std::countr_zero(later));
        return true;
    }
    return false;
}

std::uint64_t TimerWheel::start_of(unsigned level, unsigned slot) const noexcept {
    const unsigned shift = level * kDigitBits;
    const std::uint64_t above = tick_ >> shift >> kDigitBits << kDigitBits;
    return (above | slot) << shift;
}

std::uint64_t TimerWheel::next_look_ns() const noexcept {
    if (due_.first != nullptr) return due_.first->deadline_ns;
    unsigned level = 0;
    unsigned slot = 0;
    if (!next_slot(level, slot)) return kNever;
    std::uint64_t earliest = kNever;
    int seen = 0;
    for (const ach_timer_entry* entry = slots_[level][slot].first; entry != nullptr;
         entry = next_of(*entry)) {
        if (++seen > kWorthSearching) return start_of(level, slot) << kTickBits;
        earliest = std::min(earliest, entry->deadline_ns);
    }
    return earliest;
}

void TimerWheel::advance_to(std::uint64_t tick) noexcept {
    unsigned level = 0;
    unsigned slot = 0;
    while (tick_ < tick && next_slot(level, slot) && start_of(level, slot) <= tick) {
        enter(level, slot);
    }
    tick_ = std::max(tick_, tick);
}

// Moves the current tick to the start of a slot and its entries to where they belong from there.
// What is due in this very tick is sorted first, so that each of it is appended in one step.
void TimerWheel::enter(unsigned level, unsigned slot) noexcept {
    tick_ = start_of(level, slot);
    ach_timer_entry* chain = std::exchange(slots_[level][slot], {}).first;
    occupied_[level] &= ~(std::uint64_t{1} << slot);
    ach_timer_entry* due = nullptr;
    while (chain != nullptr) {
        ach_timer_entry* next = next_of(*chain);
        if (tick_of(chain->deadline_ns) == tick_) {
            chain->link[kNext] = due;
            due = chain;
        } else {
            place(*chain);
        }
        chain = next;
    }
    for (due = sorted(due); due != nullptr;) {
        ach_timer_entry* next = next_of(*due);
        insert_due(*due);
        due = next;
    }
}

// Merge sort on the forward links, so that entries which fall due together cost n log n.
ach_timer_entry* TimerWheel::sorted(ach_timer_entry* chain) noexcept {
    if (chain == nullptr || next_of(*chain) == nullptr) return chain;
    ach_timer_entry* slow = chain;
    for (ach_timer_entry* fast = next_of(*chain); fast != nullptr;) {
        fast = next_of(*fast);
        if (fast == nullptr) break;
        fast = next_of(*fast);
        slow = next_of(*slow);
    }
    ach_timer_entry* second = next_of(*slow);
    slow->link[kNext] = nullptr;
    return merge_sorted(sorted(chain), sorted(second));
}

ach_timer_entry* TimerWheel::merge_sorted(ach_timer_entry* a, ach_timer_entry* b) noexcept {
    ach_timer_entry head{};
    ach_timer_entry* tail = &head;
    while (a != nullptr && b != nullptr) {
        ach_timer_entry*& smaller = is_before(*b, *a) ? b : a;
        tail->link[kNext] = smaller;
        tail = smaller;
        smaller = next_of(*smaller);
    }
    tail->link[kNext] = a != nullptr ? a : b;
    return next_of(head);
}

}  // namespace ach::host
