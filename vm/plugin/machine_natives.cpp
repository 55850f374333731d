#include "vm/plugin/machine_natives.hpp"

#include "vm/plugin/program.hpp"
#include "vm/plugin/sleep.hpp"
#include "vm/plugin/table_support.hpp"
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
    if (program.options().action == Action::Eval) return working_directory();
    const std::string folder = folder_of(program.options().source);
    if (folder.starts_with('/')) return folder;
    const std::string base = working_directory();
    return folder.empty() ? base : base + '/' + folder;
}

ach_status args(ach_call_t* c, void*, const ach_value*, std::uint32_t, ach_value* result) noexcept {
    Root<Vector> words(c->mutator, make_vector(c->mutator));
    if (!words) return ACH_E_RAISED;
    for (const std::string& word : Program::of(c->machine).options().arguments) {
        if (!is_valid_utf8(word)) {
            return c->raise(error_kind::kValue, "args(): an argument of the program is not UTF-8");
        }
        String* text = make_string(c->mutator, word);
        if (text == nullptr) return ACH_E_RAISED;
        c->keep(Value::object(text));
        if (!push(c->mutator, *words, Value::object(text))) return ACH_E_RAISED;
    }
    return give(c, words.get(), result);
}

ach_status script_dir(ach_call_t* c, void*, const ach_value*, std::uint32_t,
                      ach_value* result) noexcept {
    return give(c, make_string(c->mutator, script_directory(Program::of(c->machine))), result);
}

ach_status cwd(ach_call_t* c, void*, const ach_value*, std::uint32_t, ach_value* result) noexcept {
    return give(c, make_string(c->mutator, working_directory()), result);
}

ach_status now_ms(ach_call_t* c, void*, const ach_value*, std::uint32_t,
                  ach_value* result) noexcept {
    const HostTables& host = Program::of(c->machine).host();
    const auto ns = static_cast<double>(host.timer->wall_ns(host.host));
    return give(c, Value::number(ns / 1e6), result);
}

ach_status clock_ms(ach_call_t* c, void*, const ach_value*, std::uint32_t,
                    ach_value* result) noexcept {
    const Program& program = Program::of(c->machine);
    const std::uint64_t now = program.host().timer->now_ns(program.host().host);
    return give(c, Value::number(static_cast<double>(now - program.started_ns()) / 1e6), result);
}

ach_status sleep(ach_call_t* c, void*, const ach_value* arguments, std::uint32_t,
                 ach_value* result) noexcept {
    constexpr double kLongest =
        1e15;  // milliseconds: the host's clock counts 64 bits of nanoseconds
    const Value ms = from_abi(arguments[0]);
    if (!ms.is_number()) return c->raise_type("Number", ms);
    if (!(ms.as_number() >= 0) || std::isinf(ms.as_number())) {
        return c->raise(error_kind::kValue, "sleep(): the time must be a non-negative number");
    }
    const HostTables& host = Program::of(c->machine).host();
    const double ns = std::min(ms.as_number(), kLongest) * 1e6;
    Value future;
    const ach_status status =
        sleep_until(*c, host.timer->now_ns(host.host) + static_cast<std::uint64_t>(ns), future);
    return status == ACH_OK ? give(c, future, result) : status;
}

constexpr ach_native_def native(const char* name, std::uint32_t arguments, ach_native_fn fn,
                                const char* doc) {
    ach_native_def def{};
    def.struct_size = sizeof def;
    def.name = name;
    def.min_arguments = arguments;
    def.max_arguments = arguments;
    def.fn = fn;
    def.doc = doc;
    return def;
}

constexpr std::array kNatives = {
    native("args", 0, &args, "args() -> Vector\nCommand line arguments after the script's name."),
    native(
        "script_dir", 0, &script_dir,
        "script_dir() -> String\nThe main script's folder; without a file the working directory."),
    native("cwd", 0, &cwd, "cwd() -> String\nThe working directory."),
    native("sleep", 1, &sleep,
           "sleep(ms) -> Future<null>\nCompletes after at least that many milliseconds."),
    native("now_ms", 0, &now_ms,
           "now_ms() -> Number\nWall clock, milliseconds since 1970-01-01 UTC."),
    native("clock_ms", 0, &clock_ms,
           "clock_ms() -> Number\nMonotonic milliseconds since the program's start."),
};

}  // namespace

std::span<const ach_native_def> machine_natives() { return kNatives; }

}  // namespace ach::vm
