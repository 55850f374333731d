#include "host/kernel/fiber/fiber_objects.hpp"

#include <new>

#include "host/kernel/clock/timer_service.hpp"
#include "host/kernel/executor/executors.hpp"
#include "host/kernel/executor/this_thread.hpp"
#include "host/kernel/support/foreign.hpp"

namespace ach::host {
namespace {

// A fiber that runs one function and is gone.
struct SpawnedFiber : ach_runnable {
    Caller* caller;
    void(ACH_CALL* body)(void*);
    void* argument;

    static std::int32_t run_and_delete(ach_runnable* self, const ach_slice*) noexcept {
        auto* fiber = static_cast<SpawnedFiber*>(self);
        call_foreign("a fiber", fiber->body, fiber->argument);
        fiber->caller->counters.fibers.fetch_sub(1, std::memory_order_relaxed);
        delete fiber;
        return ACH_RUN_DONE;
    }
};

}  // namespace

void WaitList::push(Node& node) noexcept {
    node.is_linked = true;
    node.previous = last_;
    node.next = nullptr;
    (last_ == nullptr ? first_ : last_->next) = &node;
    last_ = &node;
}

void WaitList::remove(Node& node) noexcept {
    if (!node.is_linked) return;
    node.is_linked = false;
    (node.previous == nullptr ? first_ : node.previous->next) = node.next;
    (node.next == nullptr ? last_ : node.next->previous) = node.previous;
}

WaitList::Node* WaitList::claim_first(ach_status outcome) noexcept {
    while (Node* node = first_) {
        remove(*node);
        if (node->waiter.claim(outcome)) return node;
    }
    return nullptr;
}

FiberEvent::FiberEvent(Caller& owner) noexcept : owner_(owner) {
    owner_.counters.fiber_objects.fetch_add(1, std::memory_order_relaxed);
}

FiberEvent::~FiberEvent() { owner_.counters.fiber_objects.fetch_sub(1, std::memory_order_relaxed); }

void FiberEvent::notify() noexcept {
    RankedLock lock(mutex_);
    WaitList::Node* node = waiters_.claim_first(ACH_OK);
    if (node == nullptr) {
        is_set_ = true;
        return;
    }
    lock.unlock();
    node->waiter.deliver();
}

ach_status FiberEvent::wait(TimerService& timers, std::uint64_t deadline_ns) noexcept {
    WaitList::Node node;
    {
        RankedLock lock(mutex_);
        if (is_gone_) return ACH_E_GONE;
        if (is_set_) {
            is_set_ = false;
            return ACH_OK;
        }
        waiters_.push(node);
    }
    const ach_status outcome = wait_until(timers, node.waiter, deadline_ns);
    RankedLock lock(mutex_);
    waiters_.remove(node);
    return outcome;
}

void FiberEvent::destroy() noexcept {
    RankedLock lock(mutex_);
    is_gone_ = true;
    while (WaitList::Node* node = waiters_.claim_first(ACH_E_GONE)) {
        lock.unlock();
        node->waiter.deliver();
        lock.lock();
    }
}

FiberMutex::FiberMutex(Caller& owner) noexcept : owner_(owner) {
    owner_.counters.fiber_objects.fetch_add(1, std::memory_order_relaxed);
}

FiberMutex::~FiberMutex() { owner_.counters.fiber_objects.fetch_sub(1, std::memory_order_relaxed); }

ach_status FiberMutex::lock() noexcept {
    WaitList::Node node;
    {
        RankedLock lock(mutex_);
        if (is_gone_) return ACH_E_GONE;
        if (holder_ == node.fiber) return ACH_E_WRONG_CONTEXT;
        if (holder_ == nullptr) {
            holder_ = node.fiber;
            return ACH_OK;
        }
        waiters_.push(node);
    }
    const ach_status outcome = node.waiter.wait();
    RankedLock lock(mutex_);
    waiters_.remove(node);
    return outcome;
}

// The lock goes straight to the first waiter, so nobody overtakes.
ach_status FiberMutex::unlock() noexcept {
    RankedLock lock(mutex_);
    if (holder_ != current_fiber() || holder_ == nullptr) return ACH_E_WRONG_CONTEXT;
    WaitList::Node* node = waiters_.claim_first(ACH_OK);
    holder_ = node == nullptr ? nullptr : node->fiber;
    lock.unlock();
    if (node != nullptr) node->waiter.deliver();
    return ACH_OK;
}

ach_status FiberMutex::destroy() noexcept {
    RankedLock lock(mutex_);
    if (holder_ != nullptr) return ACH_E_WRONG_CONTEXT;
    is_gone_ = true;
    return ACH_OK;
}

ach_status FiberObjects::spawn(Caller& caller, void(ACH_CALL* run)(void*), void* user) noexcept {
    if (run == nullptr) return ACH_E_ARG;
    auto* fiber = new (std::nothrow) SpawnedFiber{};
    if (fiber == nullptr) return ACH_E_NOMEM;
    fiber->priority_class = ACH_CLASS_SPAWNED;
    fiber->run = SpawnedFiber::run_and_delete;
    fiber->caller = &caller;
    fiber->body = run;
    fiber->argument = user;
    caller.counters.fibers.fetch_add(1, std::memory_order_relaxed);
    const ach_status status = executors_.post(*fiber);
    if (status != ACH_OK) {
        caller.counters.fibers.fetch_sub(1, std::memory_order_relaxed);
        delete fiber;
    }
    return status;
}

ach_status FiberObjects::yield() noexcept {
    if (!is_on_fiber()) return ACH_E_WRONG_CONTEXT;
    this_thread().worker->carriers().yield();
    return ACH_OK;
}

ach_status FiberObjects::sleep_until(std::uint64_t deadline_ns) noexcept {
    if (!is_on_fiber()) return ACH_E_WRONG_CONTEXT;
    return host::sleep_until(timers_, deadline_ns);
}

ach_status FiberObjects::event_create(Caller& caller, ach_event* out) noexcept {
    if (out == nullptr) return ACH_E_ARG;
    out->bits = events_.create(
        [&](std::uint64_t, void* place) noexcept { new (place) FiberEvent(caller); });
    return out->bits == 0 ? ACH_E_NOMEM : ACH_OK;
}

ach_status FiberObjects::event_notify(ach_event event) noexcept {
    Pin<FiberEvent> pin(events_, event.bits);
    if (!pin) return ACH_E_GONE;
    pin->notify();
    return ACH_OK;
}

ach_status FiberObjects::event_wait(ach_event event, std::uint64_t deadline_ns) noexcept {
    if (!is_on_fiber()) return ACH_E_WRONG_CONTEXT;
    Pin<FiberEvent> pin(events_, event.bits);
    return pin ? pin->wait(timers_, deadline_ns) : ACH_E_GONE;
}

ach_status FiberObjects::event_destroy(ach_event event) noexcept {
    Pin<FiberEvent> pin(events_, event.bits);
    if (!pin) return ACH_E_GONE;
    pin->destroy();
    events_.release(event.bits);
    return ACH_OK;
}

ach_status FiberObjects::mutex_create(Caller& caller, ach_fiber_mutex* out) noexcept {
    if (out == nullptr) return ACH_E_ARG;
    out->bits = mutexes_.create(
        [&](std::uint64_t, void* place) noexcept { new (place) FiberMutex(caller); });
    return out->bits == 0 ? ACH_E_NOMEM : ACH_OK;
}

ach_status FiberObjects::mutex_lock(ach_fiber_mutex mutex) noexcept {
    if (!is_on_fiber()) return ACH_E_WRONG_CONTEXT;
    Pin<FiberMutex> pin(mutexes_, mutex.bits);
    return pin ? pin->lock() : ACH_E_GONE;
}

ach_status FiberObjects::mutex_unlock(ach_fiber_mutex mutex) noexcept {
    if (!is_on_fiber()) return ACH_E_WRONG_CONTEXT;
    Pin<FiberMutex> pin(mutexes_, mutex.bits);
    return pin ? pin->unlock() : ACH_E_GONE;
}

ach_status FiberObjects::mutex_destroy(ach_fiber_mutex mutex) noexcept {
    Pin<FiberMutex> pin(mutexes_, mutex.bits);
    if (!pin) return ACH_E_GONE;
    const ach_status status = pin->destroy();
    if (status == ACH_OK) mutexes_.release(mutex.bits);
    return status;
}

}  // namespace ach::host
