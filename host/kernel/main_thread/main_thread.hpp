// The process's first thread: a mailbox, a control loop, and at most one borrower.
//
// The host's main() ends in run(). While nobody has claimed the thread, run() sleeps and serves
// what is posted; a claimed loan's own loop runs in its place and is told to serve through its
// `wake`. end() makes run() return, after the borrower has given the thread back.
#pragma once

#include <atomic>
#include <cstdint>

#include "achronyme/abi/main_thread.h"
#include "host/kernel/caller.hpp"
#include "host/kernel/support/inbox.hpp"
#include "host/kernel/support/parker.hpp"
#include "host/kernel/support/ranked_mutex.hpp"

namespace ach::host {

class MainThread {
public:
    // [main] The thread that makes the kernel is the main thread.
    MainThread() noexcept;

    // [main] The control loop. Returns after end(), with everything served that was posted before.
    void run() noexcept;

    // [main] The control loop until somebody sets `done` and calls end(), which is true, or until
    // `deadline_ns` of CLOCK_MONOTONIC. Posts go on being accepted afterwards, and it may be called
    // again: after end() nothing is lent any more, but what is posted is served.
    bool run_until(const std::atomic<bool>& done, std::uint64_t deadline_ns) noexcept;

    // [any] May be called more than once, and before run().
    void end() noexcept;

    // [any] The contracts of ach.main_thread/1.
    ach_status post(ach_main_item* item) noexcept;
    ach_status claim(Caller& caller, const ach_main_loan* loan, ach_error* err) noexcept;
    bool is_main() const noexcept;

    // [main]
    void serve() noexcept;

    // [any] Asks the borrower, if that is `caller` (null: whoever it is), to give the thread back.
    void ask_back(const Caller* caller) noexcept;

private:
    void lend(const ach_main_loan& loan) noexcept;
    void wake() noexcept;

    const std::uint64_t main_thread_;
    Inbox<ach_main_item> mailbox_;
    Parker parker_;
    RankedMutex mutex_{LockRank::MainThread};
    const ach_main_loan* claimed_ = nullptr;  // under mutex_
    const ach_main_loan* next_ = nullptr;     // under mutex_; of the same borrower
    const Caller* borrower_ = nullptr;        // under mutex_
    bool was_asked_back_ = false;             // under mutex_
    std::atomic<const ach_main_loan*> running_{nullptr};
    std::atomic<std::uint32_t> wakers_{0};  // threads that may be looking at running_
    std::atomic<bool> is_ending_{false};
    std::atomic<bool> has_ended_{false};
};

}  // namespace ach::host
