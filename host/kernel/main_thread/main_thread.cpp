#include "host/kernel/main_thread/main_thread.hpp"

#include <pthread.h>

#include <string>
#include <thread>
#include <utility>

#include "host/kernel/support/error.hpp"
#include "host/kernel/support/foreign.hpp"

namespace ach::host {
namespace {

// What a plugin built against an older host gave; all members of the first release must be there.
bool is_whole(const ach_main_loan* loan) noexcept {
    return loan != nullptr && loan->struct_size >= sizeof(ach_main_loan) && loan->run != nullptr &&
           loan->wake != nullptr && loan->release != nullptr;
}

}  // namespace

MainThread::MainThread() noexcept : main_thread_(pthread_self()) {}

bool MainThread::is_main() const noexcept { return main_thread_ == pthread_self(); }

ach_status MainThread::post(ach_main_item* item) noexcept {
    if (item == nullptr || item->run == nullptr) return ACH_E_ARG;
    if (has_ended_.load()) return ACH_E_GONE;
    if (mailbox_.push(item)) wake();
    return ACH_OK;
}

// Raising the count keeps the loan's memory alive: its loop is not reported as over until the count
// is down again.
void MainThread::wake() noexcept {
    wakers_.fetch_add(1);
    const ach_main_loan* loan = running_.load();
    if (loan != nullptr) call_foreign("ach_main_loan::wake", loan->wake, loan->user);
    wakers_.fetch_sub(1);
    if (loan == nullptr) parker_.unpark();
}

ach_status MainThread::claim(Caller& caller, const ach_main_loan* loan, ach_error* err) noexcept {
    if (!is_whole(loan)) {
        return set_error(err, ACH_E_ARG, "main_thread.claim: run, wake and release must be given",
                         caller.index);
    }
    if (is_ending_.load()) {
        return set_error(err, ACH_E_GONE, "main_thread.claim: the process is ending", caller.index);
    }
    {
        RankedLock lock(mutex_);
        if (claimed_ != nullptr && borrower_ == &caller) {
            next_ = loan;
            return ACH_OK;
        }
        if (claimed_ != nullptr) {
            try {
                return set_error(
                    err, ACH_E_FULL,
                    "main_thread.claim: " + borrower_->id +
                        " has the main thread; choose one backend in the configuration",
                    caller.index);
            } catch (...) {
                return ACH_E_FULL;
            }
        }
        claimed_ = loan;
        borrower_ = &caller;
        was_asked_back_ = false;
    }
    parker_.unpark();
    return ACH_OK;
}

void MainThread::serve() noexcept {
    for (ach_main_item* item = mailbox_.take_all(); item != nullptr;) {
        ach_main_item* next = item->next;
        call_foreign("ach_main_item::run", item->run, item);
        item = next;
    }
}

void MainThread::lend(const ach_main_loan& loan) noexcept {
    running_.store(&loan);
    // What was posted before woke this loop, not the borrower's.
    if (!mailbox_.empty()) call_foreign("ach_main_loan::wake", loan.wake, loan.user);
    if (is_ending_.load()) ask_back(nullptr);
    call_foreign("ach_main_loan::run", loan.run, loan.user);
    running_.store(nullptr);
    while (wakers_.load() != 0) std::this_thread::yield();
    RankedLock lock(mutex_);
    claimed_ = std::exchange(next_, nullptr);
    was_asked_back_ = false;
    if (claimed_ == nullptr) borrower_ = nullptr;
}

void MainThread::run() noexcept {
    run_until(is_ending_, Parker::kForever);
    has_ended_.store(true);
    serve();
}

bool MainThread::run_until(const std::atomic<bool>& done, std::uint64_t deadline_ns) noexcept {
    for (;;) {
        serve();
        if (done.load()) return true;
        const ach_main_loan* loan = nullptr;
        {
            RankedLock lock(mutex_);
            loan = claimed_;
        }
        if (loan != nullptr && !is_ending_.load()) {
            lend(*loan);
        } else if (!parker_.park_until(deadline_ns)) {
            return false;
        }
    }
}

void MainThread::ask_back(const Caller* caller) noexcept {
    {
        RankedLock lock(mutex_);
        if (claimed_ == nullptr) return;
        if (caller != nullptr && caller != borrower_) return;
        next_ = nullptr;
        if (was_asked_back_) return;
        if (running_.load() == nullptr) {
            claimed_ = nullptr;  // its loop has not begun; now it will not
            borrower_ = nullptr;
            return;
        }
        was_asked_back_ = true;
    }
    wakers_.fetch_add(1);
    const ach_main_loan* loan = running_.load();
    if (loan != nullptr) call_foreign("ach_main_loan::release", loan->release, loan->user);
    wakers_.fetch_sub(1);
}

void MainThread::end() noexcept {
    is_ending_.store(true);
    ask_back(nullptr);
    parker_.unpark();
}

}  // namespace ach::host
