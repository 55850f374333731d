// The order of everything in a seeded run: the same seed gives the same run.
//
// One executor thread does all the work, one step at a time, and each step is a choice of the seed
// among what a free schedule might do next:
//
//     a queued runnable           of whatever class: on another core it could be running already
//     the timer that is due first
//     an outside operation        its end is told now, and waited for when it has not come yet
//
// Operations whose worker is outside (ACH_OP_OUTSIDE) are taken the same whether they have been
// completed or not, because when a file has been read is nobody's choice; so an end that comes
// early is kept here until the seed takes it. The clock stands still while anything outside is
// pending. It moves to the next timer when there is no other step, and by what a slice that was
// used up stands for, so that a loop which waits for time to pass sees it pass.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <vector>

#include "achronyme/abi/executor.h"
#include "achronyme/abi/op.h"
#include "host/kernel/support/ranked_mutex.hpp"

namespace ach::host {

class FakeClock;
class TimerService;

class Schedule {
public:
    // What scripts are told about the number of threads, so that they divide their work.
    static constexpr std::uint32_t kPretendedThreads = 4;

    struct End {
        ach_op op;
        ach_status outcome;
        ach_buf payload;
    };

    struct Step {
        enum class Kind : std::uint8_t { Nothing, Runnable, Timer, Operation };
        Kind kind = Kind::Nothing;
        ach_runnable* runnable = nullptr;
        ach_op op{0};
    };

    Schedule(std::uint64_t seed, FakeClock& clock, TimerService& timers);
    Schedule(const Schedule&) = delete;
    Schedule& operator=(const Schedule&) = delete;

    // [owner] Before anything runs: how to wake the executor, and how to tell of an end.
    void set_wake(std::function<void()> wake) { wake_ = std::move(wake); }
    void set_tell(std::function<void(const End&)> tell) { tell_ = std::move(tell); }

    // --- on the executor thread

    // Takes over runnables that were posted, oldest first.
    void queue(ach_runnable* chain);

    // Might next() find a step? While the host stops only what is queued counts.
    bool has_next(bool is_stopping) noexcept;

    // With `may_pass_time` moves the clock when that alone gives a step.
    Step next(bool is_stopping, bool may_pass_time) noexcept;

    // After how many looks the slice that begins now shall end, and that one was used up.
    std::uint32_t choose_polls() noexcept;
    void slice_is_used_up(std::uint32_t polls) noexcept;

    // One of `count`, which is not 0.
    std::size_t choose(std::size_t count) noexcept { return random_() % count; }

    // Nothing needs to be waited for any more: the end has come, or the operation is gone.
    bool is_decided(ach_op op) noexcept;

    // Tells of the end if it has come.
    void tell(ach_op op) noexcept;

    // An outside operation begins.
    void expect(ach_op op);

    // --- from any thread

    enum class Arrival : std::uint8_t {
        Kept,        // the payload too, until the seed wants it
        TooLate,     // it has arrived before
        Unexpected,  // none that is ordered here
    };
    Arrival arrive(const End& end) noexcept;

    // The operation ends otherwise. What had arrived and will never be told.
    std::optional<End> forget(ach_op op) noexcept;

    // Work on a blocking pool begins and ends.
    void outside_begins() noexcept { outside_.fetch_add(1); }
    void outside_ends() noexcept;

    // Work came from another thread. It is done before any operation is waited for, with all that
    // comes of it: the operation may never end otherwise, and an interrupt must get through.
    void disturb() noexcept { was_disturbed_.store(true); }

    // Something changed that the executor may sleep for.
    void wake() noexcept {
        if (wake_) wake_();
    }

    // Says once, on standard error, that the run depends on more than its seed.
    void report_disorder(const char* plugin) noexcept;

private:
    struct Expected {
        End end;
        bool has_come;
    };

    std::optional<std::size_t> find(ach_op op) const noexcept;
    void remove(std::size_t index) noexcept;
    std::size_t expected_count() noexcept;
    bool is_outside_busy() noexcept { return outside_.load() != 0; }
    bool move_clock() noexcept;

    std::mt19937_64 random_;
    FakeClock& clock_;
    TimerService& timers_;
    std::function<void()> wake_;
    std::function<void(const End&)> tell_;
    std::vector<ach_runnable*> queued_;
    bool is_disturbed_ = false;
    RankedMutex mutex_{LockRank::Leaf};
    std::vector<Expected> expected_;  // under mutex_; its order is the executor's doing
    std::atomic<std::uint32_t> outside_{0};
    std::atomic<bool> was_disturbed_{false};
    std::atomic<bool> has_reported_{false};
};

}  // namespace ach::host
