#include "host/kernel/executor/schedule.hpp"

#include <algorithm>
#include <cstdio>

#include "host/kernel/clock/timer_service.hpp"

namespace ach::host {
namespace {

// What lies between two looks of an interpreted program at its slice on a slow machine, about.
constexpr std::uint64_t kPollNs = 200;

// The longest slice is twice this power of two.
constexpr std::size_t kSliceMagnitudes = 12;

}  // namespace

Schedule::Schedule(std::uint64_t seed, FakeClock& clock, TimerService& timers)
    : random_(seed), clock_(clock), timers_(timers) {}

void Schedule::queue(ach_runnable* chain) {
    for (; chain != nullptr; chain = chain->next) queued_.push_back(chain);
}

bool Schedule::has_next(bool is_stopping) noexcept {
    if (!queued_.empty()) return true;
    if (is_stopping) return false;
    if (expected_count() != 0) return true;
    return timers_.pending() != 0 && (!is_outside_busy() || timers_.is_due());
}

Schedule::Step Schedule::next(bool is_stopping, bool may_pass_time) noexcept {
    for (;;) {
        if (was_disturbed_.exchange(false)) is_disturbed_ = true;
        is_disturbed_ = is_disturbed_ && !queued_.empty();
        const std::size_t operations = is_stopping || is_disturbed_ ? 0 : expected_count();
        const std::size_t timers = !is_stopping && timers_.is_due() ? 1 : 0;
        const std::size_t all = queued_.size() + operations + timers;
        if (all == 0) {
            if (is_stopping || !may_pass_time || !move_clock()) return {};
            continue;
        }
        std::size_t chosen = choose(all);
        if (chosen < queued_.size()) {
            ach_runnable* runnable = queued_[chosen];
            queued_[chosen] = queued_.back();
            queued_.pop_back();
            return {Step::Kind::Runnable, runnable, {0}};
        }
        chosen -= queued_.size();
        if (chosen == operations) return {Step::Kind::Timer, nullptr, {0}};
        RankedLock lock(mutex_);
        // Only a host that goes down takes one away in between.
        if (chosen >= expected_.size()) continue;
        return {Step::Kind::Operation, nullptr, expected_[chosen].end.op};
    }
}

// To the next timer, when nothing outside could come before it.
bool Schedule::move_clock() noexcept {
    if (is_outside_busy() || timers_.pending() == 0) return false;
    clock_.move_to(timers_.next_deadline_ns());
    return true;
}

// All magnitudes alike: slices of a few instructions find what two threads do to each other, long
// ones let a program get on.
std::uint32_t Schedule::choose_polls() noexcept {
    const std::size_t least = std::size_t{1} << choose(kSliceMagnitudes + 1);
    return static_cast<std::uint32_t>(least + choose(least));
}

void Schedule::slice_is_used_up(std::uint32_t polls) noexcept {
    if (expected_count() == 0) clock_.move_to(clock_.now_ns() + polls * kPollNs);
}

std::optional<std::size_t> Schedule::find(ach_op op) const noexcept {
    const auto found = std::find_if(expected_.begin(), expected_.end(), [op](const Expected& one) {
        return one.end.op.bits == op.bits;
    });
    if (found == expected_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - expected_.begin());
}

void Schedule::remove(std::size_t index) noexcept {
    expected_[index] = expected_.back();
    expected_.pop_back();
}

std::size_t Schedule::expected_count() noexcept {
    RankedLock lock(mutex_);
    return expected_.size();
}

bool Schedule::is_decided(ach_op op) noexcept {
    RankedLock lock(mutex_);
    const auto index = find(op);
    return !index || expected_[*index].has_come;
}

void Schedule::tell(ach_op op) noexcept {
    End end{};
    {
        RankedLock lock(mutex_);
        const auto index = find(op);
        if (!index || !expected_[*index].has_come) return;
        end = expected_[*index].end;
        remove(*index);
    }
    tell_(end);
}

void Schedule::expect(ach_op op) {
    RankedLock lock(mutex_);
    expected_.push_back({{op, ACH_OK, {0}}, false});
}

Schedule::Arrival Schedule::arrive(const End& end) noexcept {
    {
        RankedLock lock(mutex_);
        const auto index = find(end.op);
        if (!index) return Arrival::Unexpected;
        Expected& expected = expected_[*index];
        if (expected.has_come) return Arrival::TooLate;
        expected = {end, true};
    }
    wake();
    return Arrival::Kept;
}

std::optional<Schedule::End> Schedule::forget(ach_op op) noexcept {
    std::optional<End> untold;
    {
        RankedLock lock(mutex_);
        const auto index = find(op);
        if (!index) return std::nullopt;
        if (expected_[*index].has_come) untold = expected_[*index].end;
        remove(*index);
    }
    wake();
    return untold;
}

void Schedule::outside_ends() noexcept {
    if (outside_.fetch_sub(1) == 1) wake();
}

void Schedule::report_disorder(const char* plugin) noexcept {
    if (has_reported_.exchange(true)) return;
    std::fprintf(
        stderr,
        "achronyme: plugin '%s' completed an operation from a thread that is no executor, "
        "without having said so (ACH_OP_OUTSIDE): this run cannot be replayed by its seed\n",
        plugin);
}

}  // namespace ach::host
