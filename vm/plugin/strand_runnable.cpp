#include "vm/plugin/strand_runnable.hpp"

#include "vm/plugin/program.hpp"

#include <cstddef>

namespace ach::vm {

namespace {

std::uint16_t priority_of(StrandClass strand_class) {
    switch (strand_class) {
        case StrandClass::Main: return ACH_CLASS_MAIN;
        case StrandClass::Parallel: return ACH_CLASS_PARALLEL;
        case StrandClass::Background: return ACH_CLASS_BACKGROUND;
        default: return ACH_CLASS_SPAWNED;
    }
}

}  // namespace

StrandRunnable::StrandRunnable(Program& program, const HostTables& host,
                               std::shared_ptr<ProgramEnd> end, Strand& strand)
    : program_(program), host_(host), end_(std::move(end)), strand_(&strand) {
    runnable_.priority_class = priority_of(strand.strand_class());
    runnable_.run = &run_slice;
    runnable_.user = this;
}

// Whoever calls is inside of the program. The host refuses only when it is past its own end.
void StrandRunnable::schedule() noexcept {
    State state = state_.load(std::memory_order_relaxed);
    for (;;) {
        if (state == State::Queued || state == State::RunningAndWanted) return;
        const State wanted = state == State::Idle ? State::Queued : State::RunningAndWanted;
        if (state_.compare_exchange_weak(state, wanted, std::memory_order_acq_rel)) break;
    }
    if (state == State::Running) return;
    kept_ = StrandRef(strand_);
    end_->gate->enter_too();
    if (host_.executor->post(host_.host, &runnable_) == ACH_OK) return;
    end_->gate->leave();
    state_.store(State::Idle, std::memory_order_release);
    kept_.reset();
}

void StrandRunnable::hold() noexcept {
    kept_ = StrandRef(strand_);
    end_->gate->enter_too();
    state_.store(State::Running, std::memory_order_release);
}

void StrandRunnable::let_go() noexcept {
    const HostTables& host = host_;
    if (pause() != ACH_RUN_MORE) return;
    if (host.executor->post(host.host, &runnable_) != ACH_OK) {
        state_.store(State::Idle, std::memory_order_release);
        end_->gate->leave();
        kept_.reset();
    }
}

void StrandRunnable::retire() noexcept {
    is_retired_.store(true, std::memory_order_release);
    if (host_.executor->post(host_.host, &runnable_) != ACH_OK) delete this;
}

std::int32_t StrandRunnable::run_slice(ach_runnable* self, const ach_slice* slice) noexcept {
    return static_cast<StrandRunnable*>(self->user)->run(*slice);
}

std::int32_t StrandRunnable::run(const ach_slice& slice) {
    if (is_retired_.load(std::memory_order_acquire)) {
        delete this;
        return ACH_RUN_DONE;
    }
    state_.store(State::Running, std::memory_order_release);
    if (program_.run_strand(*strand_, slice) == Strand::Progress::More) {
        state_.store(State::Queued, std::memory_order_release);
        return ACH_RUN_MORE;
    }
    return pause();
}

std::int32_t StrandRunnable::pause() {
    const std::shared_ptr<ProgramEnd> end = end_;
    StrandRef kept = std::move(kept_);
    State running = State::Running;
    if (kept->use_count() == 1) {
        // Nobody can reach the strand any more.
        kept->forget_runner();
        kept.reset();
        delete this;
        end->gate->leave();
        return ACH_RUN_DONE;
    }
    if (!state_.compare_exchange_strong(running, State::Idle, std::memory_order_acq_rel)) {
        kept_ = std::move(kept);
        state_.store(State::Queued, std::memory_order_release);
        return ACH_RUN_MORE;
    }
    kept.reset();  // perhaps the last one: then the host runs this once more, or it is gone
    end->gate->leave();
    return ACH_RUN_PARKED;
}

Slice slice_of(const ach_slice& slice) {
    const bool counts = slice.struct_size >= offsetof(ach_slice, polls) + sizeof slice.polls;
    return {slice.preempt, counts ? slice.polls : 0};
}

}  // namespace ach::vm
