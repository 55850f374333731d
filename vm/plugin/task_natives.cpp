#include "vm/plugin/task_natives.hpp"

#include "vm/plugin/native_defs.hpp"
#include "vm/plugin/program.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/types.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <thread>

namespace ach::vm {

namespace {

ach_status spawn(ach_call& call, Arguments args, ach_value* result) {
    const Value function = args[0];
    if (!is_callable(function)) return call.raise_type("Function", function);
    return give(&call,
                call.machine.spawn(call.mutator, StrandClass::Spawned, function, args.subspan(1),
                                   call.context()),
                result);
}

// It never returns: in the task that calls it it is a cancellation, as in every other.
ach_status exit(ach_call& call, Arguments args, ach_value*) {
    double code = 0;
    const Value given = args.empty() ? Value::null() : args[0];
    if (!given.is_null() && !given.is_number()) return call.raise_type("Number", given);
    if (given.is_number()) code = std::trunc(given.as_number());
    if (!(code >= 0 && code <= 255)) {
        return call.raise(error_kind::kValue, "exit(): the code must be between 0 and 255");
    }
    Program::of(call.machine).exit(static_cast<int>(code));
    return call.raise("CancelledError", "the program is ending");
}

ach_status cpu_count(ach_call& call, Arguments, ach_value* result) {
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    return give(&call, Value::number(cores), result);
}

ach_status worker_count(ach_call& call, Arguments, ach_value* result) {
    const HostTables& host = Program::of(call.machine).host();
    return give(&call, Value::number(host.executor->count(host.host)), result);
}

constexpr std::array kNatives = {
    define_native<spawn>(
        "spawn", 1, ACH_ANY_COUNT,
        "spawn(fn, ...args) -> Future\nCalls fn with the arguments on a strand of its own."),
    define_native<exit>("exit", 0, 1, "exit(code?)\nEnds the program with that exit code, or 0."),
    define_native<cpu_count>("cpu_count", 0, 0,
                             "cpu_count() -> Number\nLogical cores that the process may use."),
    define_native<worker_count>("worker_count", 0, 0,
                                "worker_count() -> Number\nThreads that run scripts."),
};

}  // namespace

std::span<const ach_native_def> task_natives() { return kNatives; }

}  // namespace ach::vm
