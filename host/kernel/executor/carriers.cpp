#include "host/kernel/executor/carriers.hpp"

#include <boost/fiber/algo/algorithm.hpp>
#include <boost/fiber/context.hpp>
#include <boost/fiber/fiber.hpp>
#include <boost/fiber/operations.hpp>
#include <boost/fiber/scheduler.hpp>
#include <cassert>
#include <utility>

#include "host/kernel/executor/exception_state.hpp"
#include "host/kernel/executor/stack_pool.hpp"
#include "host/kernel/executor/this_thread.hpp"

namespace ach::host {

namespace fibers = boost::fibers;

namespace {

// Carriers beyond this number end instead of resting; it bounds what a burst of waits leaves
// behind.
constexpr std::size_t kMostResting = 32;

constexpr unsigned kDispatcherEvery = 8;

}  // namespace

struct Carriers::Carrier {
    fibers::context* fiber;
};

// The algorithm that Boost.Fiber asks which fiber runs next.
class Carriers::Schedule final : public fibers::algo::algorithm {
public:
    explicit Schedule(Carriers& carriers) noexcept : carriers_(carriers) {}

    void awakened(fibers::context* fiber) noexcept override {
        if (fiber->is_context(fibers::type::dispatcher_context)) {
            dispatcher_ = fiber;
        } else {
            fiber->ready_link(ready_);
        }
    }

    fibers::context* pick_next() noexcept override {
        const bool from_dispatcher =
            fibers::context::active()->is_context(fibers::type::dispatcher_context);
        if (from_dispatcher) {
            switches_ = 0;
            carriers_.take_wakes();
            carriers_.end_if_done();
        } else if (++switches_ >= kDispatcherEvery && dispatcher_ != nullptr) {
            return std::exchange(dispatcher_, nullptr);
        }
        if (!lane_.empty()) return pop_lane();
        ready_a_looker();
        if (!ready_.empty()) return pop(ready_);
        if (carriers_.main_ != nullptr && carriers_.alive_ == 0 &&
            fibers::context::active() != carriers_.main_) {
            return carriers_.main_;
        }
        return std::exchange(dispatcher_, nullptr);
    }

    bool has_ready_fibers() const noexcept override { return !ready_.empty() || !lane_.empty(); }

    // Called by the dispatcher when pick_next() had nothing. No fiber sleeps in Boost.Fiber's own
    // queue, so the time is always "for ever".
    void suspend_until(const std::chrono::steady_clock::time_point&) noexcept override {
        carriers_.thread_.sleep();
    }

    // Only Boost.Fiber's own synchronisation calls this from elsewhere, and nothing here uses it.
    void notify() noexcept override {}

    void push_lane(fibers::context& fiber) noexcept {
        fiber.ready_link(lane_);
        carriers_.lane_is_waiting_.store(true);
    }

    bool lane_is_empty() const noexcept { return lane_.empty(); }

    void make_ready(fibers::context& fiber) noexcept { fiber.ready_link(ready_); }

private:
    using Queue = fibers::scheduler::ready_queue_type;

    static fibers::context* pop(Queue& queue) noexcept {
        fibers::context* fiber = &queue.front();
        queue.pop_front();
        return fiber;
    }

    fibers::context* pop_lane() noexcept {
        auto chosen = lane_.begin();
        std::advance(chosen, carriers_.thread_.choose(lane_.size()));
        fibers::context* fiber = &*chosen;
        lane_.erase(chosen);
        if (lane_.empty()) carriers_.lane_is_waiting_.store(false);
        return fiber;
    }

    // Work without anybody looking for it: the carrier that rested last goes to the end of the
    // queue. A carrier that is just going to rest cannot be resumed yet; the dispatcher will ask
    // again.
    void ready_a_looker() noexcept {
        if (carriers_.looking_ != nullptr || carriers_.resting_.empty()) return;
        if (carriers_.resting_.back()->fiber == fibers::context::active()) return;
        if (!carriers_.thread_.has_work()) return;
        carriers_.looking_ = carriers_.resting_.back();
        carriers_.resting_.pop_back();
        make_ready(*carriers_.looking_->fiber);
    }

    Carriers& carriers_;
    Queue ready_;
    Queue lane_;
    fibers::context* dispatcher_ = nullptr;
    unsigned switches_ = 0;
};

Carriers::Carriers(CarrierThread& thread, std::size_t stack_bytes)
    : thread_(thread), stacks_(std::make_unique<StackPool>(stack_bytes)) {}

Carriers::~Carriers() = default;

void Carriers::run() {
    schedule_ = new Schedule(*this);
    fibers::context::active()->get_scheduler()->set_algo(schedule_);
    add_carrier();
    main_ = fibers::context::active();
    while (alive_ != 0) main_->suspend();
    main_ = nullptr;
}

void Carriers::add_carrier() {
    resting_.reserve(kMostResting + 1);
    fibers::fiber(fibers::launch::post, std::allocator_arg, PooledStacks(*stacks_), [this] {
        carrier_main();
    }).detach();
    ++alive_;
}

void Carriers::carrier_main() noexcept {
    Carrier self{fibers::context::active()};
    current_ = &self;
    do {
        if (looking_ == nullptr) looking_ = &self;
        look(self);
    } while (rest(self));
    --alive_;
}

// Runs what can be found, until there is nothing or the role went to another carrier.
void Carriers::look(Carrier& self) noexcept {
    bool served_lane = false;
    while (looking_ == &self) {
        take_wakes();
        if (!schedule_->lane_is_empty() && !served_lane && thread_.choose(2) == 0) {
            served_lane = true;
            self.fiber->yield();
            current_ = &self;
            continue;
        }
        served_lane = false;
        if (!thread_.run_one()) looking_ = nullptr;
    }
}

// False when the carrier shall end.
bool Carriers::rest(Carrier& self) noexcept {
    if (ending_ || resting_.size() >= kMostResting) return false;
    resting_.push_back(&self);
    self.fiber->suspend();
    current_ = &self;
    return !ending_;
}

// The looking carrier is about to leave its role in the middle of a runnable.
void Carriers::step_aside() noexcept {
    if (looking_ == current_) looking_ = nullptr;
}

bool Carriers::ensure_spare() noexcept {
    if (looking_ != current_ || !resting_.empty()) return true;
    try {
        add_carrier();
    } catch (...) {
        return false;
    }
    return true;
}

ach_status Carriers::wait(Waiter& waiter) noexcept {
    assert(this_thread().held_ranks == 0 && "a fiber waits while it holds a lock");
    ExceptionState saved;
    Carrier* self = current_;
    if (!ensure_spare()) waiter.wake(ACH_E_NOMEM);
    if (thread_.is_stopping()) waiter.wake(ACH_E_CANCELLED);

    waiter.fiber_ = self->fiber;
    waiter.next_parked_ = std::exchange(parked_, &waiter);
    if (waiter.next_parked_ != nullptr) waiter.next_parked_->previous_parked_ = &waiter;
    waiting_.fetch_add(1, std::memory_order_relaxed);

    // A wake that has come already waits for its turn in the inbox like every other; taking it here
    // would let fibers that wake each other pass the looking carrier by.
    step_aside();
    self->fiber->suspend();
    current_ = self;

    waiting_.fetch_sub(1, std::memory_order_relaxed);
    (waiter.previous_parked_ == nullptr ? parked_ : waiter.previous_parked_->next_parked_) =
        waiter.next_parked_;
    if (waiter.next_parked_ != nullptr) {
        waiter.next_parked_->previous_parked_ = waiter.previous_parked_;
    }
    thread_.resumed();
    return waiter.outcome_;
}

void Carriers::yield() noexcept {
    assert(this_thread().held_ranks == 0 && "a fiber yields while it holds a lock");
    if (!ensure_spare()) return;
    ExceptionState saved;
    Carrier* self = current_;
    step_aside();
    self->fiber->yield();
    current_ = self;
    thread_.resumed();
}

bool Carriers::has_ready() const noexcept { return schedule_->has_ready_fibers(); }

// Moves fibers whose wait has ended to the lane. Only other fibers than the waiting ones come here,
// so whoever is found has suspended.
void Carriers::take_wakes() noexcept {
    if (wakes_.empty()) return;
    for (Waiter* waiter = wakes_.take_all(); waiter != nullptr;) {
        Waiter* next = waiter->next;
        schedule_->push_lane(*waiter->fiber_);
        waiter = next;
    }
}

void Carriers::cancel_waits() noexcept {
    for (Waiter* waiter = parked_; waiter != nullptr; waiter = waiter->next_parked_) {
        waiter->wake(ACH_E_CANCELLED);
    }
    take_wakes();
}

// [dispatcher] Once the thread is stopping: ends the waits, and with the last of them the carriers.
void Carriers::end_if_done() noexcept {
    if (ending_ || !thread_.is_stopping()) return;
    cancel_waits();
    if (parked_ != nullptr || looking_ != nullptr || thread_.has_work()) return;
    ending_ = true;
    for (Carrier* carrier : std::exchange(resting_, {})) schedule_->make_ready(*carrier->fiber);
}

}  // namespace ach::host
