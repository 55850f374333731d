#include "host/kernel/executor/worker.hpp"

#include <string>

#include "host/kernel/executor/executors.hpp"
#include "host/kernel/executor/schedule.hpp"
#include "host/kernel/executor/this_thread.hpp"
#include "host/kernel/support/foreign.hpp"
#include "host/kernel/support/os_thread.hpp"

namespace ach::host {

Waiter::Waiter() noexcept : worker_(*this_thread().worker) {}

void Waiter::deliver() noexcept { worker_.wake(*this); }

ach_status Waiter::wait() noexcept { return worker_.carriers().wait(*this); }

Worker::Worker(Executors& executors, std::uint32_t index, std::size_t stack_bytes)
    : executors_(executors), index_(index), carriers_(*this, stack_bytes) {}

void Worker::start() {
    thread_ = std::thread([this] { thread_main(); });
}

void Worker::thread_main() noexcept {
    this_thread().worker = this;
    os_thread::set_name(("ach-exec-" + std::to_string(index_)).c_str());
    thread_id_.store(os_thread::id());
    step_back();
    carriers_.run();
    executors_.worker_ended();
}

// Either the thread sees that it has to, or whoever says so sees the thread.
void Worker::step_back() noexcept {
    const int thread = thread_id_.load();
    if (thread != 0 && executors_.steps_back()) {
        os_thread::set_niceness_of(thread, executors_.niceness());
    }
}

bool Worker::has_work() const noexcept {
    if (Schedule* schedule = executors_.schedule()) {
        return queue_.has_work() || schedule->has_next(is_stopping());
    }
    return queue_.has_work() || executors_.peers_have_work(*this);
}

bool Worker::is_stopping() const noexcept { return executors_.is_stopping(); }

bool Worker::run_one() noexcept {
    if (Schedule* schedule = executors_.schedule()) return take_step(*schedule);
    ach_runnable* r = queue_.take();
    if (r == nullptr && executors_.steal_for(*this)) r = queue_.take();
    if (r == nullptr) return false;
    executors_.found_work(*this);
    run(*r);
    return true;
}

// Fibers that were woken compete with the queue like everything else.
std::size_t Worker::choose(std::size_t count) noexcept {
    Schedule* schedule = executors_.schedule();
    return schedule == nullptr ? 0 : schedule->choose(count);
}

// One step of a seeded run.
bool Worker::take_step(Schedule& schedule) noexcept {
    schedule.queue(queue_.take_arrivals());
    const bool fibers_are_ready = carriers_.has_wakes() || carriers_.has_ready();
    const Schedule::Step step = schedule.next(is_stopping(), !fibers_are_ready);
    switch (step.kind) {
        case Schedule::Step::Kind::Nothing: return false;
        case Schedule::Step::Kind::Runnable: run(*step.runnable); break;
        case Schedule::Step::Kind::Timer: executors_.fire_next_timer(); break;
        case Schedule::Step::Kind::Operation:
            wait_for(schedule, step.op);
            schedule.tell(step.op);
            break;
    }
    return true;
}

// Sleeps until `op` has ended outside. Work that comes from another thread ends the wait too: the
// end may depend on it, and an interrupt must get through.
void Worker::wait_for(Schedule& schedule, ach_op op) noexcept {
    for (bool goes_on = true; goes_on;) {
        executors_.mark_parked(index_);
        goes_on = !schedule.is_decided(op) && !queue_.has_work() && !carriers_.has_wakes() &&
                  !is_stopping();
        if (goes_on) parker_.park();
        executors_.mark_awake(index_);
    }
    if (!schedule.is_decided(op)) schedule.disturb();
}

std::uint64_t Worker::begin_slice() noexcept {
    const std::uint64_t now = executors_.now_ns();
    preempt_.store(executors_.schedule() == nullptr ? 0 : 1, std::memory_order_relaxed);
    slice_started_ns_.store(now == 0 ? 1 : now);
    if (is_contended()) executors_.note_contention(*this);
    return now;
}

void Worker::run(ach_runnable& r) noexcept {
    enter_running(r);
    Schedule* schedule = executors_.schedule();
    const std::uint32_t polls = schedule == nullptr ? 0 : schedule->choose_polls();
    const ach_slice slice{sizeof(ach_slice), index_, &preempt_word_, begin_slice(), polls, 0};
    const std::int32_t answer = call_foreign("ach_runnable::run", r.run, &r, &slice);
    slice_started_ns_.store(0);
    // After any other answer than these two the runnable is not ours any more.
    if (answer == ACH_RUN_PARKED) {
        if (leave_running(r)) queue_.push(r);
    } else if (answer == ACH_RUN_MORE) {
        requeue(r);
        queue_.push(r);
        if (schedule != nullptr) schedule->slice_is_used_up(polls);
    }
}

// The bit in the set of parked workers is set before the last look, and whoever makes work looks at
// the set afterwards: one of the two sees the other.
void Worker::sleep() noexcept {
    executors_.gave_up_searching(*this);
    executors_.mark_parked(index_);
    const bool must_look = carriers_.has_wakes() || has_work() || searching_.load();
    if (!must_look) parker_.park();
    executors_.mark_awake(index_);
}

void Worker::wake(Waiter& waiter) noexcept {
    carriers_.wake(waiter);
    if (this_thread().worker == this) return;
    if (!executors_.unpark_if_parked(*this) && is_contended()) executors_.note_contention(*this);
}

}  // namespace ach::host
