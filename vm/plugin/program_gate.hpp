// Counts who is inside of a program, so that it goes only when nobody is: strands that run or are
// about to, and threads of others that bring something. It outlives the program.
#pragma once

#include <atomic>
#include <cstdint>

namespace ach::vm {

class ProgramGate {
public:
    // [any] False: the program is over, or nearly, and must not be touched.
    [[nodiscard]] bool enter() {
        if ((state_.fetch_add(kOne, std::memory_order_acq_rel) & kClosed) == 0) return true;
        leave();
        return false;
    }
    // [who is inside] On behalf of somebody else.
    void enter_too() { state_.fetch_add(kOne, std::memory_order_acq_rel); }
    void leave() { state_.fetch_sub(kOne, std::memory_order_acq_rel); }

    // From here on nobody comes in who is not in, or called by who is.
    void close() { state_.fetch_or(kClosed, std::memory_order_acq_rel); }
    bool is_empty() const { return state_.load(std::memory_order_acquire) < kOne; }

private:
    static constexpr std::uint64_t kClosed = 1;
    static constexpr std::uint64_t kOne = 2;

    std::atomic<std::uint64_t> state_{0};
};

}  // namespace ach::vm
