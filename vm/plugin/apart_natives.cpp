#include "vm/plugin/apart_natives.hpp"

#include "vm/plugin/host_tables.hpp"
#include "vm/plugin/program.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/native_call.hpp"
#include "vm/runtime/strand.hpp"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace ach::vm {

namespace {

class Done final : public Completion {};

// Completes what a strand waits for, from any thread, unless its program is over.
struct Waking {
    std::shared_ptr<ProgramGate> gate;
    OperationRef operation;

    bool wake() {
        if (!gate->enter()) return false;
        operation->complete(std::make_unique<Done>());
        operation.reset();  // with it perhaps the strand, which is inside
        gate->leave();
        return true;
    }
};

// --- on a pool

// One call that a thread of a pool makes. The strand holds it while it waits, and has the collector
// find the values; they are written while the writer is inside the heap.
class PoolCall final : public NativeContinuation {
public:
    PoolCall(const ach_call& call, const ApartNative& native, const ach_value* args,
             std::uint32_t count)
        : machine_(call.machine),
          task_(call.task),
          binding_(call.native),
          native_(native),
          arguments_(args, args + count) {}

    // [pool, inside of the program]
    void perform() {
        const Mutators::Lease mutator(machine_.mutators());
        ach_call call(machine_, *mutator, task_);
        call.native = binding_;
        call.is_apart = true;
        call.outside.emplace(*mutator);
        ach_value made = to_abi(Value::null());
        status_ = native_.fn(&call, native_.user, arguments_.data(),
                             static_cast<std::uint32_t>(arguments_.size()), &made);
        call.outside.reset();
        if ((*mutator).has_error()) error_ = (*mutator).take_error();
        result_ = from_abi(made);
    }

    ach_status resume(ach_call& call, Completion&, Value& result) override {
        if (!error_.is_absent()) call.mutator.raise(error_);
        if (status_ > ACH_OK) {
            return call.raise(error_kind::kRuntime, std::string(shown_name(binding_->name)) +
                                                        "() can neither wait nor call");
        }
        result = result_;
        return status_;
    }
    ach_status returned(ach_call&, Value, Value&) override { return ACH_E_INTERNAL; }
    void trace(Tracer& tracer) override {
        for (const ach_value argument : arguments_) tracer.visit(from_abi(argument));
        tracer.visit(result_);
        tracer.visit(error_);
    }

private:
    Machine& machine_;
    Task* const task_;
    const NativeBinding* const binding_;
    const ApartNative& native_;
    const std::vector<ach_value> arguments_;
    ach_status status_ = ACH_OK;
    Value result_ = Value::null();
    Value error_ = Value::absent();
};

// The way of a call to the pool and back. The end is an operation of the host, because a seeded run
// chooses when the strand hears of it.
class PoolJob final : public Turn, public std::enable_shared_from_this<PoolJob> {
public:
    PoolJob(const HostTables& host, const ApartNative& native, PoolCall& call,
            std::shared_ptr<ProgramGate> gate)
        : host_(host), native_(native), call_(call), gate_(std::move(gate)) {}

    // False: it will not run.
    bool post() {
        keep_ = shared_from_this();
        const bool computes = (native_.flags & ACH_FN_BLOCKING_CPU) != 0;
        if (host_.executor->post_blocking(host_.host, computes, &run, this) == ACH_OK) return true;
        keep_.reset();
        return false;
    }
    bool expect_end(OperationRef operation) {
        ach_op_desc desc{};
        desc.struct_size = sizeof desc;
        desc.user = new Waking{gate_, std::move(operation)};
        desc.ended = [](void* user, ach_op, ach_status outcome, ach_buf) noexcept {
            const std::unique_ptr<Waking> waking(static_cast<Waking*>(user));
            // Nobody else ends it but the host when it goes down; then the pool still works on it.
            if (outcome == ACH_OK) waking->wake();
        };
        desc.flags = ACH_OP_OUTSIDE;
        if (host_.op->create(host_.host, &desc, &end_) == ACH_OK) return true;
        delete static_cast<Waking*>(desc.user);
        return false;
    }
    void forget_end() { host_.op->cancel(host_.host, end_); }

    bool come() noexcept override { return post(); }

private:
    static void run(void* user) noexcept {
        const std::shared_ptr<PoolJob> self = std::move(static_cast<PoolJob*>(user)->keep_);
        SerialLine* const line = self->native_.line;
        if (line != nullptr && !line->enter(self)) return;
        const bool is_inside = self->gate_->enter();
        if (is_inside) self->call_.perform();
        if (line != nullptr) line->leave();
        if (!is_inside) return;
        self->host_.op->complete(self->host_.host, self->end_, ACH_OK, ach_buf{0});
        self->gate_->leave();
    }

    const HostTables& host_;
    const ApartNative native_;
    PoolCall& call_;  // there as long as the program is
    const std::shared_ptr<ProgramGate> gate_;
    ach_op end_{};
    std::shared_ptr<PoolJob> keep_;  // while a pool has it
};

// --- in turn

ach_status run_in_turn(ach_call& call, const ApartNative& native, const ach_value* args,
                       std::uint32_t argc, ach_value* result);

// Lets a strand try again.
class StrandTurn final : public Turn {
public:
    StrandTurn(SerialLine& line, Waking waking) : line_(line), waking_(std::move(waking)) {}

    bool come() noexcept override {
        State before = State::Waiting;
        return state_.compare_exchange_strong(before, State::Told) && waking_.wake();
    }
    // The strand tries again, or never will.
    void take() { state_.store(State::Over); }
    void give_up() {
        if (state_.exchange(State::Over) == State::Told) line_.pass_on();
    }

private:
    enum class State : std::uint8_t { Waiting, Told, Over };

    SerialLine& line_;
    Waking waking_;
    std::atomic<State> state_ = State::Waiting;
};

// A call whose strand stands in line with it.
class TurnCall final : public NativeContinuation {
public:
    TurnCall(const ApartNative& native, const ach_value* args, std::uint32_t count)
        : native_(native), arguments_(args, args + count) {}
    ~TurnCall() override {
        if (turn_ != nullptr) turn_->give_up();
    }

    void wait_for(std::shared_ptr<StrandTurn> turn) { turn_ = std::move(turn); }

    ach_status resume(ach_call& call, Completion&, Value& result) override {
        turn_->take();
        ach_value made = to_abi(Value::null());
        const ach_status status = run_in_turn(call, native_, arguments_.data(),
                                              static_cast<std::uint32_t>(arguments_.size()), &made);
        result = from_abi(made);
        return status;
    }
    ach_status returned(ach_call&, Value, Value&) override { return ACH_E_INTERNAL; }
    void trace(Tracer& tracer) override {
        for (const ach_value argument : arguments_) tracer.visit(from_abi(argument));
    }

private:
    const ApartNative& native_;
    const std::vector<ach_value> arguments_;
    std::shared_ptr<StrandTurn> turn_;
};

// Lets a thread wait.
class ThreadTurn final : public Turn {
public:
    bool come() noexcept override {
        const std::lock_guard lock(mutex_);
        has_come_ = true;
        changed_.notify_all();
        return true;
    }
    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return has_come_; });
        has_come_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool has_come_ = false;
};

// --- the ways

// On this very thread.
ach_status run_here(ach_call& call, const ApartNative& native, const ach_value* args,
                    std::uint32_t argc, ach_value* result) {
    if (native.line != nullptr) {
        const auto turn = std::make_shared<ThreadTurn>();
        while (!native.line->enter(turn)) {
            const Outside outside(call.mutator);
            turn->wait();
        }
    }
    call.is_apart = native.may_block();
    if (call.is_apart) call.outside.emplace(call.mutator);
    const ach_status status = native.fn(&call, native.user, args, argc, result);
    call.outside.reset();
    call.is_apart = false;
    if (native.line != nullptr) native.line->leave();
    return status;
}

ach_status refuse(ach_call& call) {
    call.task->strand->forget(*call.operation);
    return call.raise(error_kind::kRuntime, "the host takes no work any more");
}

ach_status run_on_pool(ach_call& call, const ApartNative& native, const ach_value* args,
                       std::uint32_t argc, ach_value* result) {
    auto made = std::make_unique<PoolCall>(call, native, args, argc);
    PoolCall& pool_call = *made;
    std::unique_ptr<NativeContinuation> continuation = std::move(made);
    OperationRef operation;
    if ((native.flags & ACH_FN_MAY_SUSPEND) != 0) {
        operation = call.suspend(std::move(continuation));
        if (operation == nullptr) return ACH_E_RAISED;
    } else {
        operation = call.stand_still(continuation);
        if (operation == nullptr) return run_here(call, native, args, argc, result);
    }
    Program& program = Program::of(call.machine);
    const auto job = std::make_shared<PoolJob>(program.host(), native, pool_call, program.gate());
    if (!job->expect_end(std::move(operation))) return refuse(call);
    if (job->post()) return ACH_SUSPENDED;
    job->forget_end();
    return refuse(call);
}

ach_status run_in_turn(ach_call& call, const ApartNative& native, const ach_value* args,
                       std::uint32_t argc, ach_value* result) {
    if (native.line->enter()) {
        const ach_status status = native.fn(&call, native.user, args, argc, result);
        native.line->leave();
        return status;
    }
    auto made = std::make_unique<TurnCall>(native, args, argc);
    TurnCall& turn_call = *made;
    std::unique_ptr<NativeContinuation> continuation = std::move(made);
    const OperationRef operation = call.stand_still(continuation);
    if (operation == nullptr) return run_here(call, native, args, argc, result);
    const auto turn = std::make_shared<StrandTurn>(
        *native.line, Waking{Program::of(call.machine).gate(), operation});
    turn_call.wait_for(turn);
    if (native.line->enter(turn)) {  // it has become free meanwhile
        native.line->leave();
        turn->come();
    }
    return ACH_SUSPENDED;
}

// What such a native's binding calls.
ach_status enter_apart(ach_call_t* call, void* user, const ach_value* args, std::uint32_t argc,
                       ach_value* result) noexcept {
    const auto& native = *static_cast<const ApartNative*>(user);
    return native.may_block() ? run_on_pool(*call, native, args, argc, result)
                              : run_in_turn(*call, native, args, argc, result);
}

}  // namespace

void ApartNatives::set_apart(const HostTables& host, const ach_native_def& def,
                             NativeBinding& binding) {
    const ApartNative native{
        def.fn, binding.user, def.flags,
        (def.flags & ACH_FN_SERIAL) != 0 ? &host.serial_lines->of(def) : nullptr};
    if (!native.may_block() && native.line == nullptr) return;
    binding.fn = &enter_apart;
    binding.user = &natives_.emplace_back(native);
}

}  // namespace ach::vm
