#include "vm/plugin/sleep.hpp"

#include "vm/plugin/program.hpp"

#include <atomic>
#include <memory>

namespace ach::vm {

namespace {

class SleepEnd final : public Completion {
public:
    explicit SleepEnd(bool cancelled) : is_cancelled(cancelled) {}
    const bool is_cancelled;
};

// A wait on the host's timer wheel, whose entry lies in the continuation: of all operations these
// are the ones that programs have by the hundred thousand. Its operation owns it and lives until it
// has been completed, or until the program is over, when the gate is closed for a late timer.
class Sleeping final : public NativeContinuation {
public:
    explicit Sleeping(const Program& program) : host_(program.host()), gate_(program.gate()) {
        entry_.fire = &fired;
        entry_.user = this;
    }
    ~Sleeping() override {
        if (!has_fired_.load(std::memory_order_acquire)) {
            host_.timer->cancel_wait(host_.host, &entry_);
        }
    }

    void start(Operation& operation, std::uint64_t deadline_ns) {
        operation_ = &operation;
        host_.timer->start(host_.host, &entry_, deadline_ns);
    }

    ach_status resume(ach_call& call, Completion& completion, Value&) override {
        if (!static_cast<SleepEnd&>(completion).is_cancelled) return ACH_OK;
        return call.raise("CancelledError", "the operation was cancelled");
    }
    ach_status returned(ach_call&, Value, Value&) override { return ACH_E_INTERNAL; }
    void cancel() override {
        if (host_.timer->cancel(host_.host, &entry_) != ACH_OK) return;
        operation_->complete(std::make_unique<SleepEnd>(true));
    }

private:
    static void fired(ach_timer_entry* entry) noexcept {
        auto& self = *static_cast<Sleeping*>(entry->user);
        const std::shared_ptr<ProgramGate> gate = self.gate_;
        if (!gate->enter()) return;
        OperationRef operation(self.operation_);
        self.has_fired_.store(true, std::memory_order_release);
        operation->complete(std::make_unique<SleepEnd>(false));
        operation.reset();  // with it perhaps the strand, which is inside
        gate->leave();
    }

    const HostTables& host_;
    const std::shared_ptr<ProgramGate> gate_;
    Operation* operation_ = nullptr;
    ach_timer_entry entry_{};
    std::atomic<bool> has_fired_ = false;
};

}  // namespace

ach_status sleep_until(ach_call& call, std::uint64_t deadline_ns, Value& future) {
    auto continuation = std::make_unique<Sleeping>(Program::of(call.machine));
    Sleeping& sleeping = *continuation;
    const OperationRef operation = call.make_future(std::move(continuation), future);
    if (operation == nullptr) return ACH_E_RAISED;
    sleeping.start(*operation, deadline_ns);
    return ACH_OK;
}

}  // namespace ach::vm
