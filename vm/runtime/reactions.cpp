#include "vm/runtime/reactions.hpp"

#include "vm/runtime/strand.hpp"

#include <algorithm>

namespace ach::vm {

namespace {

bool comes_later(const Observer* a, const Observer* b) { return a->order() > b->order(); }

}  // namespace

void Reactions::request() {
    if (!is_requested_.exchange(true, std::memory_order_acq_rel)) strand_.ask_for(request_);
}

void Reactions::nudge(Observer& observer) {
    {
        const std::lock_guard lock(nudged_mutex_);
        nudged_.push_back(&observer);
        has_arrivals_.store(true, std::memory_order_release);
    }
    request();
}

void Reactions::add_due(Observer& observer) {
    if (observer.is_due_) return;
    observer.is_due_ = true;
    if (next_ == due_.size() || comes_later(&observer, due_.back())) {
        due_.push_back(&observer);
        return;
    }
    late_.push_back(&observer);
    std::ranges::push_heap(late_, comes_later);
}

void Reactions::add_arrived(Observer& observer) {
    if (observer.has_arrived_) return;
    observer.has_arrived_ = true;
    arrived_.push_back(&observer);
    has_arrivals_.store(true, std::memory_order_release);
}

void Reactions::admit() {
    for (Observer* observer : arrived_) {
        observer->has_arrived_ = false;
        add_due(*observer);
    }
    arrived_.clear();
    const std::lock_guard lock(nudged_mutex_);
    has_arrivals_.store(false, std::memory_order_relaxed);
    for (Observer* observer : nudged_) {
        observer->is_forced = true;
        add_due(*observer);
        observer->unpin();
    }
    nudged_.clear();
}

Observer* Reactions::take() {
    Observer* first = next_ == due_.size() ? nullptr : due_[next_];
    if (!late_.empty() && (first == nullptr || comes_later(first, late_.front()))) {
        std::ranges::pop_heap(late_, comes_later);
        first = late_.back();
        late_.pop_back();
    } else if (first != nullptr && ++next_ == due_.size()) {
        due_.clear();
        next_ = 0;
    }
    if (first != nullptr) first->is_due_ = false;
    return first;
}

}  // namespace ach::vm
