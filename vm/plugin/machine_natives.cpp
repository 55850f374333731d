#include "vm/plugin/machine_natives.hpp"

#include "vm/plugin/native_defs.hpp"
#include "vm/plugin/program.hpp"
#include "vm/plugin/sleep.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/vector.hpp"

#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>

namespace ach::vm {

namespace {

std::string working_directory() {
    const std::unique_ptr<char, void (*)(void*)> path(::getcwd(nullptr, 0), std::free);
    return path == nullptr ? "." : path.get();
}

std::string script_directory(const Program& program) {
    const Action action = program.options().action;
    if (action == Action::Eval || action == Action::Repl) return working_directory();
    const std::string folder = folder_of(program.options().source);
    if (folder.starts_with('/')) return folder;
    const std::string base = working_directory();
    return folder.empty() ? base : base + '/' + folder;
}

ach_status args(ach_call& call, Arguments, ach_value* result) {
    Root<Vector> words(call.mutator, make_vector(call.mutator));
    if (!words) return ACH_E_RAISED;
    for (const std::string& word : Program::of(call.machine).options().arguments) {
        if (!is_valid_utf8(word)) {
            return call.raise(error_kind::kValue,
                              "args(): an argument of the program is not UTF-8");
        }
        String* text = make_string(call.mutator, word);
        if (text == nullptr) return ACH_E_RAISED;
        call.keep(Value::object(text));
        if (!push(call.mutator, *words, Value::object(text))) return ACH_E_RAISED;
    }
    return give(&call, words.get(), result);
}

ach_status script_dir(ach_call& call, Arguments, ach_value* result) {
    return give(&call, make_string(call.mutator, script_directory(Program::of(call.machine))),
                result);
}

ach_status cwd(ach_call& call, Arguments, ach_value* result) {
    return give(&call, make_string(call.mutator, working_directory()), result);
}

ach_status now_ms(ach_call& call, Arguments, ach_value* result) {
    const HostTables& host = Program::of(call.machine).host();
    const auto ns = static_cast<double>(host.timer->wall_ns(host.host));
    return give(&call, Value::number(ns / 1e6), result);
}

ach_status clock_ms(ach_call& call, Arguments, ach_value* result) {
    const Program& program = Program::of(call.machine);
    const std::uint64_t now = program.host().timer->now_ns(program.host().host);
    return give(&call, Value::number(static_cast<double>(now - program.started_ns()) / 1e6),
                result);
}

ach_status sleep(ach_call& call, Arguments args, ach_value* result) {
    constexpr double kLongest =
        1e15;  // milliseconds: the host's clock counts 64 bits of nanoseconds
    const Value ms = args[0];
    if (!ms.is_number()) return call.raise_type("Number", ms);
    if (!(ms.as_number() >= 0) || std::isinf(ms.as_number())) {
        return call.raise(error_kind::kValue, "sleep(): the time must be a non-negative number");
    }
    const HostTables& host = Program::of(call.machine).host();
    const double ns = std::min(ms.as_number(), kLongest) * 1e6;
    Value future;
    const ach_status status =
        sleep_until(call, host.timer->now_ns(host.host) + static_cast<std::uint64_t>(ns), future);
    return status == ACH_OK ? give(&call, future, result) : status;
}

constexpr std::array kNatives = {
    define_native<args>("args", 0, 0,
                        "args() -> Vector\nCommand line arguments after the script's name."),
    define_native<script_dir>(
        "script_dir", 0, 0,
        "script_dir() -> String\nThe main script's folder; without a file the working directory."),
    define_native<cwd>("cwd", 0, 0, "cwd() -> String\nThe working directory."),
    define_native<sleep>(
        "sleep", 1, 1,
        "sleep(ms) -> Future<null>\nCompletes after at least that many milliseconds."),
    define_native<now_ms>("now_ms", 0, 0,
                          "now_ms() -> Number\nWall clock, milliseconds since 1970-01-01 UTC."),
    define_native<clock_ms>(
        "clock_ms", 0, 0,
        "clock_ms() -> Number\nMonotonic milliseconds since the program's start."),
};

}  // namespace

std::span<const ach_native_def> machine_natives() { return kNatives; }

}  // namespace ach::vm
