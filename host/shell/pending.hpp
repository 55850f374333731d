// One operation whose end the main thread waits for, serving what is posted to it meanwhile.
//
// Shared with the kernel, because the end may come after the waiter has lost its patience. What the
// process waits for like this is its last business, a command or a plugin's coming to rest: an end
// asks a lent main thread back.
#pragma once

#include <achronyme/abi/base.h>

#include <atomic>
#include <cstdint>
#include <memory>

namespace ach::host {

class Kernel;

class Pending {
public:
    // Null when the kernel has no room for one more operation.
    static std::shared_ptr<Pending> create(Kernel& kernel, const ach_host_t& owner);

    ach_op op() const { return op_; }

    // [main] Serves the main thread until the operation has ended or `deadline_ns` of
    // CLOCK_MONOTONIC has come. False when it has not ended.
    bool wait_until(std::uint64_t deadline_ns);

    // Valid after wait_until() gave true.
    ach_status outcome() const { return outcome_; }
    // The first byte of the payload, or `fallback` when there was none.
    int first_byte(int fallback) const { return first_byte_ < 0 ? fallback : first_byte_; }

private:
    explicit Pending(Kernel& kernel, const ach_host_t& owner) : kernel_(kernel), owner_(owner) {}

    static void ACH_CALL ended(void* user, ach_op op, ach_status outcome, ach_buf payload) noexcept;

    Kernel& kernel_;
    const ach_host_t& owner_;
    ach_op op_{0};
    ach_status outcome_ = ACH_E_INTERNAL;  // written before has_ended_
    int first_byte_ = -1;                  // likewise
    std::atomic<bool> has_ended_{false};
    std::atomic<bool> has_left_{false};  // whoever ended it is out of the kernel again
    std::shared_ptr<Pending> kept_;      // by the kernel, until the end
};

}  // namespace ach::host
