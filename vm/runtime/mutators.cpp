#include "vm/runtime/mutators.hpp"

namespace ach::vm {

std::unique_ptr<Mutators::Seat> Mutators::take() {
    std::unique_ptr<Seat> seat;
    {
        const std::lock_guard lock(mutex_);
        if (!free_.empty()) {
            seat = std::move(free_.back());
            free_.pop_back();
        }
    }
    if (seat == nullptr) return std::make_unique<Seat>(heap_);
    seat->outside.reset();  // enters the heap; a collection makes it wait
    return seat;
}

void Mutators::give_back(std::unique_ptr<Seat> seat) {
    seat->outside.emplace(seat->mutator);
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(seat));
}

}  // namespace ach::vm
