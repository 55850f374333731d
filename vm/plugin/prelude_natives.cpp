#include "vm/plugin/prelude_natives.hpp"

#include "vm/plugin/native_defs.hpp"
#include "vm/plugin/program.hpp"
#include "vm/plugin/report.hpp"
#include "vm/plugin/sleep.hpp"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/error_handler.hpp"
#include "vm/runtime/failures.hpp"
#include "vm/runtime/future.hpp"
#include "vm/runtime/job.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/observer.hpp"
#include "vm/runtime/scope.hpp"
#include "vm/runtime/type_check.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace ach::vm {

namespace {

// --- callbacks

ach_status callback(ach_call& call, Arguments args, ach_value* result) {
    if (!is_callable(args[1])) return raise_type_in(call, args[0], "Function", args[1]);
    const Arity takes = arity_of(args[1]);
    const auto listed = static_cast<std::uint32_t>(args[2].as_number());
    const auto most = static_cast<std::uint32_t>(args[3].as_number());
    const std::uint32_t count = std::max(takes.min, std::min(listed, takes.max));
    if (count <= most) return give(&call, Value::number(count), result);
    return call.raise(error_kind::kRuntime, "Function expects " +
                                                argument_count_text(takes.min, takes.max) +
                                                ", got " + std::to_string(most));
}

// What it calls must not wait; the result is its own.
class NoSuspend final : public NativeContinuation {
public:
    ach_status resume(ach_call&, Completion&, Value&) override { return ACH_E_INTERNAL; }
    ach_status returned(ach_call&, Value returned, Value& result) override {
        result = returned;
        return ACH_OK;
    }
    bool forbids_suspension() const override { return true; }
};

ach_status no_suspend(ach_call& call, Arguments args, ach_value*) {
    call.call_then(args[0], args.subspan(1), std::make_unique<NoSuspend>());
    return ACH_CALLING;
}

ach_status may_suspend(ach_call& call, Arguments, ach_value* result) {
    return give(&call, Value::boolean(call.task->may_suspend()), result);
}

std::string name_of(Value function) {
    if (auto closure = try_as<Closure>(function)) return closure->code().function->name;
    if (auto native = try_as<NativeFunction>(function)) return std::string(native->name().view());
    return {};
}

ach_status report_unhandled(ach_call& call, Arguments args, ach_value*) {
    auto error = try_as<Error>(args[1]);
    if (error == nullptr || is_cancellation(args[1])) return ACH_OK;
    Failures& failures = call.machine.failures();
    if (!failures.tell(call.mutator, call.context(), "task", args[0], args[1])) {
        print_error(unhandled(name_of(args[0]), report_of(*error)));
    }
    return ACH_OK;
}

ach_status with_error_handler(ach_call& call, Arguments args, ach_value*) {
    const std::string name = text_of(args[0]);
    const Value handler = call.machine.builtins().find(name);
    if (handler.is_absent()) {
        return call.raise(error_kind::kRuntime, "no prelude defines '" + name + '\'');
    }
    call.next_context = call.context().with_error_handler(
        std::make_shared<const ErrorHandler>(ErrorHandler{handler, call.task->strand}));
    call.call_then(args[1], args.subspan(2), nullptr);
    return ACH_CALLING;
}

// [name of the function, where the error was raised, its kind, its message].
ach_status error_place(ach_call& call, Arguments args, ach_value* result) {
    ErrorReport report;
    if (auto error = try_as<Error>(args[1])) report = report_of(*error);
    std::string name = name_of(args[0]);
    if (name.empty()) name = "anonymous";
    std::string place = "(unknown place)";
    if (!report.places.empty()) {
        const TracePlace& first = report.places.front();
        place = first.file + ':' + std::to_string(first.line) + ':' + std::to_string(first.column);
    }
    if (report.kind.empty()) report.kind = "Error";
    Vector* all = make_vector(call.mutator, 4);
    if (all == nullptr) return ACH_E_RAISED;
    call.keep(Value::object(all));
    for (const std::string& text : {name, place, report.kind, report.message}) {
        String* made = make_string(call.mutator, text);
        if (made == nullptr) return ACH_E_RAISED;
        if (!push(call.mutator, *all, call.keep(Value::object(made)))) return ACH_E_RAISED;
    }
    return give(&call, all, result);
}

ach_status is_on_worker(ach_call& call, Arguments, ach_value* result) {
    const StrandClass strand = call.task->strand->strand_class();
    return give(
        &call, Value::boolean(strand == StrandClass::Parallel || strand == StrandClass::Background),
        result);
}

ach_status hold_program(ach_call& call, Arguments, ach_value*) {
    Program::of(call.machine).keep_open();
    return ACH_OK;
}

ach_status release_program(ach_call& call, Arguments, ach_value*) {
    Program::of(call.machine).let_close();
    return ACH_OK;
}

// --- timers

// A Timer's payload is a mark that it is active; its data the Future that it waits for.
constexpr int kActive = 0;

const ResourceType& timer_type() {
    static const ResourceType type{.name = "Timer", .text = {}};
    return type;
}

Resource* timer_of(ach_call& call, Value v) {
    auto timer = try_as<Resource>(v);
    if (timer != nullptr && &timer->type() == &timer_type()) return timer;
    call.raise_type("Timer", v);
    return nullptr;
}

double now_ms(const ach_call& call) {
    const Program& program = Program::of(call.machine);
    const std::uint64_t now = program.host().timer->now_ns(program.host().host);
    return static_cast<double>(now - program.started_ns()) / 1e6;
}

// The timer ends with the run of the observer that it was made in.
bool own(ach_call& call, Observer& owner, Resource& timer) {
    String* name = make_symbol(call.mutator, "cancel");
    if (name == nullptr) return false;
    BoundMethod* cancel = make_bound_method(call.mutator, Value::object(&timer),
                                            call.machine.builtins().find("Timer__cancel"), *name);
    return cancel != nullptr && owner.own(call.mutator, call.keep(Value::object(cancel)));
}

ach_status timer(ach_call& call, Arguments, ach_value* result) {
    if (call.machine.is_ending()) {
        return call.raise("CancelledError", "the program is ending: no timer is started");
    }
    Resource* made = make_resource(call.mutator, timer_type(), const_cast<int*>(&kActive));
    if (made == nullptr) return ACH_E_RAISED;
    call.keep(Value::object(made));
    if (Observer* owner = Scope::owner_of(*call.task);
        owner != nullptr && !own(call, *owner, *made)) {
        return ACH_E_RAISED;
    }
    return give(&call, made, result);
}

ach_status due(ach_call& call, Arguments args, ach_value* result) {
    const Value ms = args[1];
    if (!ms.is_number()) return raise_type_in(call, args[0], "Number", ms);
    const double least = args[2].as_number();
    if (!(ms.as_number() >= least) || std::isinf(ms.as_number())) {
        return call.raise(error_kind::kValue,
                          text_of(args[0]) + "(): the time must be a number of milliseconds from " +
                              std::to_string(static_cast<int>(least)) + " on");
    }
    return give(&call, Value::number(now_ms(call) + ms.as_number()), result);
}

ach_status timer_at(ach_call& call, Arguments args, ach_value* result) {
    constexpr double kLongest = 1e15;  // milliseconds that 64 bits of nanoseconds can hold
    Resource* timer = timer_of(call, args[0]);
    if (timer == nullptr) return ACH_E_RAISED;
    const double ns = std::min(args[1].as_number(), kLongest) * 1e6;
    const std::uint64_t start = Program::of(call.machine).started_ns();
    Value future;
    const ach_status status = sleep_until(call, start + static_cast<std::uint64_t>(ns), future);
    if (status != ACH_OK) return status;
    timer->set_data(call.mutator, future);
    return give(&call, future, result);
}

ach_status next_tick(ach_call& call, Arguments args, ach_value* result) {
    const double due = args[0].as_number(), period = args[1].as_number();
    const double passed = std::max(0.0, std::floor((now_ms(call) - due) / period));
    return give(&call, Value::number(due + (passed + 1) * period), result);
}

ach_status cancel_timer(ach_call& call, Arguments args, ach_value* result) {
    Resource* timer = timer_of(call, args[0]);
    if (timer == nullptr) return ACH_E_RAISED;
    const bool was_active = timer->release() != nullptr;
    Root<Value> waiting(call.mutator, timer->data());
    auto future = was_active ? try_as<Future>(waiting) : nullptr;
    if (future != nullptr) future->cancel(call.machine, call.mutator);
    return give(&call, Value::boolean(was_active), result);
}

ach_status is_active(ach_call& call, Arguments args, ach_value* result) {
    Resource* timer = timer_of(call, args[0]);
    if (timer == nullptr) return ACH_E_RAISED;
    return give(&call, Value::boolean(timer->payload() != nullptr), result);
}

// --- jobs

Job* job_of(ach_call& call, Value v) {
    auto job = try_as<Job>(v);
    if (job == nullptr) call.raise_type("JobHandle", v);
    return job;
}

ach_status make_job(ach_call& call, Arguments, ach_value* result) {
    return give(&call, Job::make(call.mutator, call.machine.next_job()), result);
}

ach_status attach_job(ach_call& call, Arguments args, ach_value*) {
    Job* job = job_of(call, args[0]);
    auto future = try_as<Future>(args[1]);
    if (job == nullptr) return ACH_E_RAISED;
    if (future == nullptr) return call.raise_type("Future", args[1]);
    job->set_future(call.mutator, *future);
    return ACH_OK;
}

ach_status start_job(ach_call& call, Arguments args, ach_value*) {
    Job* job = job_of(call, args[0]);
    if (job == nullptr) return ACH_E_RAISED;
    job->start();
    return ACH_OK;
}

ach_status job_future(ach_call& call, Arguments args, ach_value* result) {
    auto job = try_as<Job>(args[1]);
    if (job == nullptr) return raise_type_in(call, args[0], "JobHandle", args[1]);
    return give(&call, job->future(), result);
}

ach_status has_started(ach_call& call, Arguments args, ach_value* result) {
    Job* job = job_of(call, args[0]);
    if (job == nullptr) return ACH_E_RAISED;
    return give(&call, Value::boolean(job->has_started()), result);
}

ach_status job_id(ach_call& call, Arguments args, ach_value* result) {
    Job* job = job_of(call, args[0]);
    if (job == nullptr) return ACH_E_RAISED;
    return give(&call, Value::number(static_cast<double>(job->id())), result);
}

constexpr std::array kNatives = {
    define_native<callback>("__callback", 4, 4),
    define_native<no_suspend>("__no_suspend", 1, ACH_ANY_COUNT),
    define_native<may_suspend>("__may_suspend", 0, 0),
    define_native<report_unhandled>("__report_unhandled", 2, 2),
    define_native<with_error_handler>("__with_error_handler", 2, ACH_ANY_COUNT),
    define_native<error_place>("__error_place", 2, 2),
    define_native<is_on_worker>("__is_on_worker", 0, 0),
    define_native<hold_program>("__hold_program", 0, 0),
    define_native<release_program>("__release_program", 0, 0),
    define_native<timer>("__timer", 0, 0),
    define_native<due>("__due", 3, 3),
    define_native<timer_at>("__timer_at", 2, 2),
    define_native<next_tick>("__next_tick", 2, 2),
    define_native<cancel_timer>("Timer__cancel", 1, 1),
    define_native<is_active>("Timer__active", 1, 1),
    define_native<make_job>("__job", 0, 0),
    define_native<attach_job>("__job_attach", 2, 2),
    define_native<start_job>("__job_start", 1, 1),
    define_native<job_future>("__job_future", 2, 2),
    define_native<has_started>("JobHandle__started", 1, 1),
    define_native<job_id>("JobHandle__id", 1, 1),
};

constexpr std::array kMethods = {
    define_method("Timer", "cancel", "Timer__cancel"),
    define_method("Timer", "active", "Timer__active"),
    define_method("JobHandle", "started", "JobHandle__started"),
    define_method("JobHandle", "id", "JobHandle__id"),
};

}  // namespace

std::span<const ach_native_def> prelude_natives() { return kNatives; }
std::span<const ach_method_def> prelude_methods() { return kMethods; }

}  // namespace ach::vm
