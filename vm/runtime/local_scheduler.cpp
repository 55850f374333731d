#include "vm/runtime/local_scheduler.hpp"

#include <utility>

namespace ach::vm {

class LocalScheduler::Runner final : public StrandRunner {
public:
    enum class State : std::uint8_t { Idle, Queued, Running, RunningAndWanted };

    Runner(LocalScheduler& owner, Strand& which) : scheduler(owner), strand(which) {}

    void schedule() noexcept override {
        const std::lock_guard lock(scheduler.mutex_);
        if (state == State::Running) state = State::RunningAndWanted;
        if (state == State::Idle) scheduler.enqueue(*this);
    }
    void hold() noexcept override {
        const std::lock_guard lock(scheduler.mutex_);
        state = State::Running;
        kept = StrandRef(&strand);
    }
    void let_go() noexcept override { scheduler.finish(*this, Strand::Progress::Idle); }
    void retire() noexcept override { delete this; }

    LocalScheduler& scheduler;
    Strand& strand;
    StrandRef kept;  // while it is queued or running
    State state = State::Idle;
};

LocalScheduler::~LocalScheduler() {
    for (Runner* runner : queue_) const StrandRef dropped = std::move(runner->kept);
}

StrandRunner* LocalScheduler::adopt(Strand& strand) { return new Runner(*this, strand); }

void LocalScheduler::enqueue(Runner& runner) {
    runner.state = Runner::State::Queued;
    runner.kept = StrandRef(&runner.strand);
    queue_.push_back(&runner);
    changed_.notify_one();
}

LocalScheduler::Runner* LocalScheduler::next(Mutator& mutator) {
    std::unique_lock lock(mutex_);
    if (queue_.empty()) {
        lock.unlock();
        const Outside outside(mutator);
        lock.lock();
        changed_.wait(lock, [this] { return !queue_.empty() || looks_up_; });
        looks_up_ = false;
        lock.unlock();  // before the heap is entered again
        return nullptr;
    }
    Runner* const runner = queue_.front();
    queue_.pop_front();
    runner->state = Runner::State::Running;
    return runner;
}

void LocalScheduler::finish(Runner& runner, Strand::Progress progress) {
    StrandRef kept;
    const std::lock_guard lock(mutex_);
    kept = std::move(runner.kept);
    if (progress == Strand::Progress::More || runner.state == Runner::State::RunningAndWanted) {
        enqueue(runner);
    } else {
        runner.state = Runner::State::Idle;
    }
}

void LocalScheduler::wake_workers() {
    const std::lock_guard lock(mutex_);
    looks_up_ = true;
    changed_.notify_all();
}

void LocalScheduler::work(Mutator& mutator, Slice slice, const std::function<bool()>& is_over) {
    while (!is_over()) {
        Runner* const runner = next(mutator);
        if (runner == nullptr) continue;
        finish(*runner, runner->strand.run(mutator, slice));
    }
    wake_workers();  // whoever else waits for the same
}

}  // namespace ach::vm
