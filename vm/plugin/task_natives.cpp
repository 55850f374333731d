#include "vm/plugin/task_natives.hpp"

#include "vm/plugin/program.hpp"
#include "vm/plugin/table_support.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/types.hpp"

#include <algorithm>
#include <array>
#include <thread>

namespace ach::vm {

namespace {

ach_status spawn(ach_call_t* c, void*, const ach_value* arguments, std::uint32_t count,
                 ach_value* result) noexcept {
    const Value function = from_abi(arguments[0]);
    if (!is_callable(function)) return c->raise_type("Function", function);
    return give(c,
                c->machine.spawn(c->mutator, StrandClass::Spawned, function,
                                 {from_abi(arguments) + 1, count - 1}, c->context()),
                result);
}

// It never returns: in the task that calls it it is a cancellation, as in every other.
ach_status exit(ach_call_t* c, void*, const ach_value* arguments, std::uint32_t count,
                ach_value*) noexcept {
    double code = 0;
    const Value given = count == 0 ? Value::null() : from_abi(arguments[0]);
    if (!given.is_null() && !truncate(c->mutator, "exit", given, code)) return ACH_E_RAISED;
    if (code < 0 || code > 255) {
        return c->raise(error_kind::kValue, "exit(): the code must be between 0 and 255");
    }
    Program::of(c->machine).exit(static_cast<int>(code));
    return c->raise("CancelledError", "the program is ending");
}

ach_status cpu_count(ach_call_t* c, void*, const ach_value*, std::uint32_t,
                     ach_value* result) noexcept {
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    return give(c, Value::number(cores), result);
}

ach_status worker_count(ach_call_t* c, void*, const ach_value*, std::uint32_t,
                        ach_value* result) noexcept {
    const HostTables& host = Program::of(c->machine).host();
    return give(c, Value::number(host.executor->count(host.host)), result);
}

constexpr ach_native_def native(const char* name, std::uint32_t least, std::uint32_t most,
                                ach_native_fn fn, const char* doc) {
    ach_native_def def{};
    def.struct_size = sizeof def;
    def.name = name;
    def.min_arguments = least;
    def.max_arguments = most;
    def.fn = fn;
    def.doc = doc;
    return def;
}

constexpr std::array kNatives = {
    native("spawn", 1, ACH_ANY_COUNT, &spawn,
           "spawn(fn, ...args) -> Future\nCalls fn with the arguments on a strand of its own."),
    native("exit", 0, 1, &exit, "exit(code?)\nEnds the program with that exit code, or 0."),
    native("cpu_count", 0, 0, &cpu_count,
           "cpu_count() -> Number\nLogical cores that the process may use."),
    native("worker_count", 0, 0, &worker_count,
           "worker_count() -> Number\nThreads that run scripts."),
};

}  // namespace

std::span<const ach_native_def> task_natives() { return kNatives; }

}  // namespace ach::vm
