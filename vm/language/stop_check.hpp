// Whoever asked for a compilation may lose interest in it: the person who typed Ctrl-C does not
// wait for a program of many megabytes. Every pass looks here at each of its steps, and what it
// throws ends the compilation.
#pragma once

#include <atomic>

namespace ach::vm::language {

struct Stopped {};

class StopCheck {
public:
    // `is_wanted` becomes true on any thread; null: nobody ever loses interest.
    explicit StopCheck(const std::atomic<bool>* is_wanted) : is_wanted_(is_wanted) {}

    void look() const {
        if (is_wanted_ != nullptr && is_wanted_->load(std::memory_order_relaxed)) throw Stopped();
    }

private:
    const std::atomic<bool>* is_wanted_;
};

}  // namespace ach::vm::language
