#include "host/kernel/kernel.hpp"

#include "host/kernel/buffer/buffer_table.hpp"
#include "host/kernel/bus/bus.hpp"
#include "host/kernel/clock/clock.hpp"
#include "host/kernel/clock/timer_service.hpp"
#include "host/kernel/executor/blocking_pool.hpp"
#include "host/kernel/executor/executors.hpp"
#include "host/kernel/executor/schedule.hpp"
#include "host/kernel/fiber/fiber_objects.hpp"
#include "host/kernel/main_thread/main_thread.hpp"
#include "host/kernel/op/op_table.hpp"
#include "host/kernel/strand/strand_table.hpp"
#include "host/kernel/support/parker.hpp"

namespace ach::host {

namespace {

// When seeded runs begin: at an odd moment, so that nothing is taken for a start at zero.
constexpr std::uint64_t kSeededStartNs = 1'000'000'000;
constexpr std::int64_t kSeededWallNs = 946'684'800'000'000'000;  // 2000-01-01T00:00:00Z

std::unique_ptr<Clock> clock_for(const KernelConfig& config) {
    if (config.seed) return std::make_unique<FakeClock>(kSeededStartNs, kSeededWallNs);
    return config.clock == nullptr ? std::make_unique<SystemClock>() : nullptr;
}

std::unique_ptr<Schedule> schedule_for(const KernelConfig& config, Clock& clock,
                                       TimerService& timers) {
    if (!config.seed) return nullptr;
    auto schedule =
        std::make_unique<Schedule>(*config.seed, static_cast<FakeClock&>(clock), timers);
    timers.set_started([schedule = schedule.get()] { schedule->wake(); });
    return schedule;
}

}  // namespace

Kernel::Kernel(const KernelConfig& config)
    : own_clock_(clock_for(config)),
      clock_(own_clock_ == nullptr ? config.clock : own_clock_.get()),
      timers_(std::make_unique<TimerService>(*clock_)),
      schedule_(schedule_for(config, *clock_, *timers_)),
      executors_(std::make_unique<Executors>(config.executors, *timers_, schedule_.get())),
      pools_(std::make_unique<BlockingPools>(config.pools, schedule_.get())),
      fiber_objects_(std::make_unique<FiberObjects>(*executors_, *timers_)),
      strands_(std::make_unique<StrandTable>(*executors_)),
      buffers_(std::make_unique<BufferTable>(*executors_, config.most_buffers)),
      operations_(
          std::make_unique<OpTable>(*timers_, *buffers_, config.most_operations, schedule_.get())),
      bus_(std::make_unique<Bus>(*executors_, *buffers_, *clock_)),
      main_thread_(std::make_unique<MainThread>()) {
    add_caller("host");
}

Kernel::~Kernel() { stop(Parker::kForever); }

Caller& Kernel::add_caller(std::string id) {
    RankedLock lock(callers_mutex_);
    const auto index = static_cast<std::uint32_t>(callers_.size());
    callers_.push_back(std::make_unique<Caller>(*this, index, std::move(id)));
    return *callers_.back();
}

Caller* Kernel::caller(std::uint32_t index) noexcept {
    RankedLock lock(callers_mutex_);
    return index < callers_.size() ? callers_[index].get() : nullptr;
}

// Pools first, because blocking work may still post; timers last, because waits may need them.
bool Kernel::stop(std::uint64_t deadline_ns) noexcept {
    main_thread_->end();
    operations_->cancel_all(nullptr);
    if (!pools_->stop(deadline_ns) || !executors_->stop(deadline_ns)) return false;
    timers_->stop();
    return true;
}

}  // namespace ach::host
