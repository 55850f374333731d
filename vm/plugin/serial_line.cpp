#include "vm/plugin/serial_line.hpp"

#include <utility>

namespace ach::vm {

bool SerialLine::enter(std::shared_ptr<Turn> turn) {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(is_occupied_, true)) return true;
    if (turn != nullptr) waiting_.push_back(std::move(turn));
    return false;
}

void SerialLine::leave() noexcept {
    {
        const std::lock_guard lock(mutex_);
        is_occupied_ = false;
    }
    pass_on();
}

void SerialLine::pass_on() noexcept {
    for (;;) {
        std::shared_ptr<Turn> next;
        {
            const std::lock_guard lock(mutex_);
            if (is_occupied_ || waiting_.empty()) return;
            next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        if (next->come()) return;
    }
}

SerialLine& SerialLines::of(const ach_native_def& def) {
    const std::lock_guard lock(mutex_);
    return lines_[&def];
}

}  // namespace ach::vm
