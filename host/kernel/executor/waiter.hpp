// A fiber that waits, seen from whoever ends its wait.
//
// The waiter lives on the stack of the waiting fiber. Several parties may want to end the same wait
// (a notify, a timer, a shutdown): the first claim() wins and owes one deliver(), after which the
// waiter must not be touched, because the fiber may be gone. Losers only ever look at the claim
// word, so the waiting side must make sure that no party holds a pointer any longer before it
// returns: it takes itself off lists and cancels its timer with cancel_wait().
#pragma once

#include <atomic>
#include <cstdint>

#include "achronyme/abi/base.h"

namespace boost::fibers {
class context;
}

namespace ach::host {

class Worker;

class Waiter {
public:
    // [fiber] For the calling fiber, which must run on an executor thread.
    Waiter() noexcept;
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    // [any, wait-free] True for the one caller that ends the wait with `outcome`.
    bool claim(ach_status outcome) noexcept {
        bool expected = false;
        if (!claimed_.compare_exchange_strong(expected, true)) return false;
        outcome_ = outcome;
        return true;
    }

    // [any] By the winner of claim(): lets the fiber run.
    void deliver() noexcept;

    // [any] Both, when nothing has to happen in between.
    void wake(ach_status outcome) noexcept {
        if (claim(outcome)) deliver();
    }

    // [fiber] Waits until the wait is ended.
    ach_status wait() noexcept;

    Waiter* next = nullptr;  // the executor's: link in the inbox of wakes

private:
    friend class Carriers;  // keeps the list of waiting fibers

    Worker& worker_;
    std::atomic<bool> claimed_{false};
    ach_status outcome_ = ACH_OK;  // written by the winner before deliver()
    // The rest belongs to the executor thread.
    boost::fibers::context* fiber_ = nullptr;
    Waiter* previous_parked_ = nullptr;
    Waiter* next_parked_ = nullptr;
};

}  // namespace ach::host
