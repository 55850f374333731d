#include "host/kernel/bus/coalescing_queue.hpp"

#include <bit>

namespace ach::host {
namespace {

bool is_same_signal(const ach_msg& a, const ach_msg& b) noexcept {
    return a.topic == b.topic && a.key == b.key;
}

}  // namespace

CoalescingQueue::CoalescingQueue(std::uint32_t capacity)
    : places_(new Place[capacity]),
      index_(std::bit_ceil(std::size_t{capacity} * 2), kNone),
      mask_(static_cast<std::uint32_t>(index_.size()) - 1),
      capacity_(capacity) {}

std::uint32_t CoalescingQueue::home_of(const ach_msg& message) const noexcept {
    std::uint64_t mixed = (message.key ^ (std::uint64_t{message.topic} << 40)) * 0x9e3779b97f4a7c15;
    mixed ^= mixed >> 32;
    return static_cast<std::uint32_t>(mixed) & mask_;
}

// The place where that signal waits, or kNone; `cell` is its cell or the one where it would go.
std::uint32_t CoalescingQueue::find(const ach_msg& message, std::uint32_t& cell) const noexcept {
    for (cell = home_of(message); index_[cell] != kNone; cell = (cell + 1) & mask_) {
        if (is_same_signal(places_[index_[cell]].message, message)) return index_[cell];
    }
    return kNone;
}

CoalescingQueue::Pushed CoalescingQueue::push(const ach_msg& message, ach_msg& replaced) noexcept {
    const bool is_signal = message.kind == ACH_MSG_SIGNAL;
    std::uint32_t cell = 0;
    if (is_signal) {
        if (const std::uint32_t place = find(message, cell); place != kNone) {
            replaced = places_[place].message;
            places_[place].message = message;
            return Pushed::Replaced;
        }
    }
    std::uint32_t place = free_;
    if (place != kNone) {
        free_ = places_[place].next;
    } else if (untouched_ < capacity_) {
        place = untouched_++;
    } else {
        return Pushed::Refused;
    }
    places_[place] = {message, kNone};
    (first_ == kNone ? first_ : places_[last_].next) = place;
    last_ = place;
    if (is_signal) index_[cell] = place;
    return Pushed::Accepted;
}

bool CoalescingQueue::pop(ach_msg& message) noexcept {
    if (first_ == kNone) return false;
    const std::uint32_t place = first_;
    message = places_[place].message;
    if (message.kind == ACH_MSG_SIGNAL) forget(place);
    first_ = places_[place].next;
    places_[place].next = free_;
    free_ = place;
    return true;
}

// Takes the signal at `place` out of the index and closes the gap, so that probing needs no
// tombstones.
void CoalescingQueue::forget(std::uint32_t place) noexcept {
    std::uint32_t gap = 0;
    if (find(places_[place].message, gap) == kNone) return;
    index_[gap] = kNone;
    for (std::uint32_t cell = (gap + 1) & mask_; index_[cell] != kNone; cell = (cell + 1) & mask_) {
        const std::uint32_t home = home_of(places_[index_[cell]].message);
        const bool may_stay = ((cell - home) & mask_) < ((cell - gap) & mask_);
        if (may_stay) continue;
        index_[gap] = index_[cell];
        index_[cell] = kNone;
        gap = cell;
    }
}

}  // namespace ach::host
