#include "vm/plugin/future_natives.hpp"

#include "vm/plugin/native_defs.hpp"
#include "vm/runtime/future.hpp"
#include "vm/runtime/job.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/record.hpp"

#include <array>

namespace ach::vm {

namespace {

// The receiver's Future; null: a TypeError is pending.
template <bool is_job>
Future* future_of(ach_call& call, Value v) {
    auto job = is_job ? try_as<Job>(v) : nullptr;
    auto future = try_as<Future>(job == nullptr ? v : job->future());
    if (future == nullptr || is_job != (job != nullptr)) {
        call.raise_type(is_job ? "JobHandle" : "Future", v);
        return nullptr;
    }
    return future;
}

template <bool is_job>
ach_status is_done(ach_call& call, Arguments args, ach_value* result) {
    Future* future = future_of<is_job>(call, args[0]);
    if (future == nullptr) return ACH_E_RAISED;
    return give(&call, Value::boolean(!future->is_pending()), result);
}

template <bool is_job>
ach_status is_cancelled(ach_call& call, Arguments args, ach_value* result) {
    Future* future = future_of<is_job>(call, args[0]);
    if (future == nullptr) return ACH_E_RAISED;
    return give(&call, Value::boolean(future->state() == Future::State::Cancelled), result);
}

// Null while it is pending, then {ok, value} or {ok, error}.
template <bool is_job>
ach_status poll(ach_call& call, Arguments args, ach_value* result) {
    Future* future = future_of<is_job>(call, args[0]);
    if (future == nullptr) return ACH_E_RAISED;
    if (future->is_pending()) return ACH_OK;
    future->observe();
    const bool is_ok = future->state() == Future::State::Fulfilled;
    Mutator& mutator = call.mutator;
    Root<Value> outcome(mutator, future->outcome());
    Root<Record> made(mutator, make_record(mutator));
    if (!made) return ACH_E_RAISED;
    Root<String> ok(mutator, make_symbol(mutator, "ok"));
    Root<String> name(mutator, make_symbol(mutator, is_ok ? "value" : "error"));
    if (!ok || !name || !set_field(mutator, *made, *ok, Value::boolean(is_ok)) ||
        !set_field(mutator, *made, *name, outcome)) {
        return ACH_E_RAISED;
    }
    return give(&call, made.get(), result);
}

template <bool is_job>
ach_status cancel(ach_call& call, Arguments args, ach_value* result) {
    Future* future = future_of<is_job>(call, args[0]);
    if (future == nullptr) return ACH_E_RAISED;
    return give(&call, Value::boolean(future->cancel(call.machine, call.mutator)), result);
}

constexpr std::array kNatives = {
    define_native<is_done<false>>("Future__done", 1, 1),
    define_native<poll<false>>("Future__poll", 1, 1),
    define_native<cancel<false>>("Future__cancel", 1, 1),
    define_native<is_cancelled<false>>("Future__cancelled", 1, 1),
    define_native<is_done<true>>("JobHandle__done", 1, 1),
    define_native<poll<true>>("JobHandle__poll", 1, 1),
    define_native<cancel<true>>("JobHandle__cancel", 1, 1),
    define_native<is_cancelled<true>>("JobHandle__cancelled", 1, 1),
};

constexpr std::array kMethods = {
    define_method("Future", "done", "Future__done"),
    define_method("Future", "poll", "Future__poll"),
    define_method("Future", "cancel", "Future__cancel"),
    define_method("Future", "cancelled", "Future__cancelled"),
    define_method("JobHandle", "done", "JobHandle__done"),
    define_method("JobHandle", "poll", "JobHandle__poll"),
    define_method("JobHandle", "cancel", "JobHandle__cancel"),
    define_method("JobHandle", "cancelled", "JobHandle__cancelled"),
};

}  // namespace

std::span<const ach_native_def> future_natives() { return kNatives; }
std::span<const ach_method_def> future_methods() { return kMethods; }

}  // namespace ach::vm
