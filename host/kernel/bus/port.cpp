#include "host/kernel/bus/port.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "host/kernel/buffer/buffer_table.hpp"
#include "host/kernel/bus/bounded_queue.hpp"
#include "host/kernel/bus/bus.hpp"
#include "host/kernel/bus/coalescing_queue.hpp"
#include "host/kernel/executor/executors.hpp"
#include "host/kernel/executor/runnable.hpp"
#include "host/kernel/fiber/timed_wait.hpp"
#include "host/kernel/support/foreign.hpp"

namespace ach::host {

Port::Port(Bus& bus, Caller& owner, ach_port id, const ach_port_desc& desc,
           std::unique_ptr<BoundedQueue> bounded,
           std::unique_ptr<CoalescingQueue> coalescing) noexcept
    : ach_runnable{},
      bus_(bus),
      owner_(owner),
      id_(id),
      desc_(desc),
      bounded_(std::move(bounded)),
      coalescing_(std::move(coalescing)) {
    priority_class = desc.priority_class;
    run = [](ach_runnable* self, const ach_slice*) noexcept {
        return static_cast<Port*>(self)->work();
    };
    owner_.counters.ports.fetch_add(1, std::memory_order_relaxed);
}

Port::~Port() {
    release_waiting();
    bus_.add_to_totals(stats());
    if (const int fd = fd_.load(); fd >= 0) close(fd);
    owner_.counters.ports.fetch_sub(1, std::memory_order_relaxed);
}

ach_status Port::deliver(const ach_msg& message) noexcept {
    if (is_closed_.load()) return ACH_E_GONE;
    const ach_status status = enqueue(message);
    if (status != ACH_OK) {
        refused_.fetch_add(1, std::memory_order_relaxed);
        return status;
    }
    accepted_.fetch_add(1);
    announce();
    return ACH_OK;
}

ach_status Port::enqueue(const ach_msg& message) noexcept {
    if (coalescing_ == nullptr) {
        while (!bounded_->push(message)) {
            if (desc_.full_policy == ACH_FULL_REFUSE) return ACH_E_FULL;
            drop_oldest();
        }
        return ACH_OK;
    }
    ach_msg replaced;
    RankedLock lock(mutex_);
    const auto pushed = coalescing_->push(message, replaced);
    lock.unlock();
    if (pushed == CoalescingQueue::Pushed::Replaced) {
        coalesced_.fetch_add(1);
        bus_.release_payload(replaced);
    }
    return pushed == CoalescingQueue::Pushed::Refused ? ACH_E_FULL : ACH_OK;
}

void Port::drop_oldest() noexcept {
    ach_msg oldest;
    {
        RankedLock lock(mutex_);
        if (!bounded_->pop(oldest)) return;
    }
    dropped_.fetch_add(1);
    bus_.release_payload(oldest);
}

// Under mutex_.
bool Port::pop(ach_msg& message) noexcept {
    return coalescing_ != nullptr ? coalescing_->pop(message) : bounded_->pop(message);
}

std::uint32_t Port::receive(ach_msg* out, std::uint32_t max) noexcept {
    std::uint32_t taken = 0;
    {
        RankedLock lock(mutex_);
        while (taken < max && pop(out[taken])) ++taken;
    }
    received_.fetch_add(taken);
    if (taken < max) arm();
    return taken;
}

// A message is counted after it entered, so the sum lags for a moment; whoever counts it then also
// announces it.
bool Port::has_waiting() const noexcept {
    const std::uint64_t left = received_.load() + dropped_.load() + coalesced_.load();
    return static_cast<std::int64_t>(accepted_.load() - left) > 0;
}

void Port::announce() noexcept {
    if (const int fd = fd_.load(); fd >= 0 && !fd_is_signalled_.exchange(true)) {
        eventfd_write(fd, 1);
    }
    if (desc_.on_ready != nullptr && is_armed_.load() && is_armed_.exchange(false)) {
        bus_.executors().post(*this);
    }
}

void Port::arm() noexcept {
    if (const int fd = fd_.load(); fd >= 0) {
        eventfd_t ignored = 0;
        eventfd_read(fd, &ignored);
        fd_is_signalled_.store(false);
    }
    is_armed_.store(true);
    if (has_waiting()) announce();
}

std::int32_t Port::work() noexcept {
    if (is_closed_.load()) return ACH_RUN_PARKED;
    runner_.store(current_fiber());
    call_foreign("ach_port_desc::on_ready", desc_.on_ready, desc_.user, id_);
    runner_.store(nullptr);
    if (!ends_itself_.load()) return ACH_RUN_PARKED;
    bus_.end_port(id_);
    return ACH_RUN_DONE;
}

// A runnable in the state Running that nobody runs can never be queued again.
bool Port::retire() noexcept {
    if (desc_.on_ready == nullptr) return true;
    // One look: the run may end meanwhile, and a thread without fibers has none either.
    const void* const runner = runner_.load();
    if (runner != nullptr && runner == current_fiber()) {
        ends_itself_.store(true);
        return false;
    }
    std::atomic_ref<std::uint32_t> state_word(state);
    for (;;) {
        std::uint32_t seen = runnable_state::kIdle;
        if (state_word.compare_exchange_strong(seen, runnable_state::kRunning)) return true;
        if (bus_.executors().has_ended()) return true;
        pause_briefly();
    }
}

void Port::release_waiting() noexcept {
    ach_msg message;
    for (;;) {
        {
            RankedLock lock(mutex_);
            if (!pop(message)) return;
        }
        dropped_.fetch_add(1);
        bus_.release_payload(message);
    }
}

int Port::wait_fd() noexcept {
    {
        RankedLock lock(mutex_);
        if (fd_.load() < 0) fd_.store(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    }
    if (has_waiting()) announce();
    return fd_.load();
}

ach_port_stats Port::stats() const noexcept {
    ach_port_stats stats{};
    stats.struct_size = sizeof stats;
    stats.accepted = accepted_.load();
    stats.received = received_.load();
    stats.refused = refused_.load();
    stats.dropped = dropped_.load();
    stats.coalesced = coalesced_.load();
    const std::uint64_t left = stats.received + stats.dropped + stats.coalesced;
    stats.queued = stats.accepted > left ? static_cast<std::uint32_t>(stats.accepted - left) : 0;
    return stats;
}

bool Port::add_topic(ach_topic topic) noexcept {
    RankedLock lock(mutex_);
    try {
        topics_.push_back(topic);
    } catch (...) {
        return false;
    }
    return true;
}

void Port::remove_topic(ach_topic topic) noexcept {
    RankedLock lock(mutex_);
    std::erase(topics_, topic);
}

std::vector<ach_topic> Port::take_topics() noexcept {
    RankedLock lock(mutex_);
    return std::exchange(topics_, {});
}

}  // namespace ach::host
