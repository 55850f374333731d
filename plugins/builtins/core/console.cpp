// print, println, input, read_stdin, and the settings of what print shows.
#include "plugins/builtins/core/core.hpp"
#include "plugins/builtins/support/utf8.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace ach::builtins::core {
namespace {

// The arguments as one line.
std::string line_of(const Call& call) {
    std::string line;
    for (std::size_t i = 0; i < call.count(); ++i) {
        if (i > 0) line += ' ';
        show(call, call[i], state_of<CoreState>(call).display, line);
    }
    return line += '\n';
}

// Nobody reads any more: the host has been told by a signal, and the program ends soon.
Value print(Call& call) {
    const std::string line = line_of(call);
    errno = 0;
    if (!state_of<CoreState>(call).output.write(line) && errno != EPIPE) {
        call.fail(kind::kIo,
                  "standard output cannot be written: " + std::generic_category().message(errno));
    }
    return call.null();
}

// Standard error is never buffered; whether anybody reads it is no business of the program.
Value eprint(Call& call) {
    const std::string line = line_of(call);
    std::fwrite(line.data(), 1, line.size(), stderr);
    return call.null();
}

Value set_precision(Call& call) {
    const std::int64_t decimals = call.integer(0);
    if (decimals > 100) call.fail(kind::kValue, "at most 100 decimals can be shown");
    state_of<CoreState>(call).display.set_precision(decimals < 0 ? DisplaySettings::kAllDigits
                                                                 : static_cast<int>(decimals));
    return call.null();
}

Value set_epsilon(Call& call) {
    const double epsilon = call.number(0);
    if (!(epsilon >= 0)) call.fail(kind::kValue, "the threshold must not be negative");
    state_of<CoreState>(call).display.set_epsilon(epsilon);
    return call.null();
}

// The text is the payload; none means the end of input.
ach_status ACH_CALL give_text(ach_call_t* raw, void* state, ach_status outcome, ach_buf payload,
                              ach_value* result) noexcept {
    const ach::Call call(raw, *static_cast<const NativeContext*>(state));
    return finish(call, result, [&]() -> Value {
        call.check(outcome);
        if (payload.bits == 0) return call.null();
        std::size_t length = 0;
        const std::uint8_t* bytes = call.context().buffer->view(call.host(), payload, &length);
        const std::string_view text(reinterpret_cast<const char*>(bytes), length);
        if (!is_text(text)) {
            const Value source = call.record();
            call.record_set(source, "code", call.make("invalid_encoding"));
            static_cast<void>(call.raise(kind::kIo, "standard input is not valid UTF-8", source));
            throw Raised{};
        }
        return call.make(text);
    });
}

ach_status ask(const Call& call, ach_call_t* raw, void* user, LineReader::Wanted wanted) {
    auto& state = state_of<CoreState>(call);
    state.output.flush();
    ach_suspend_desc wait{};
    wait.struct_size = sizeof wait;
    wait.state = user;
    wait.resume = &give_text;
    wait.flags = ACH_OP_OUTSIDE;
    ach_op question{};
    const ach_status status = call.table().suspend(raw, &wait, &question);
    if (status != ACH_OK) return status;
    state.input.ask(question, wanted);
    return ACH_SUSPENDED;
}

ach_status ACH_CALL input(ach_call_t* raw, void* user, const ach_value* args, std::uint32_t argc,
                          ach_value*) noexcept {
    const Call call(raw, *static_cast<const NativeContext*>(user), args, argc);
    try {
        if (call.has(0)) state_of<CoreState>(call).output.write(call.text(0));
        return ask(call, raw, user, LineReader::Wanted::Line);
    } catch (...) {
        return raise_current_exception(call);
    }
}

ach_status ACH_CALL read_stdin(ach_call_t* raw, void* user, const ach_value* args,
                               std::uint32_t argc, ach_value*) noexcept {
    const Call call(raw, *static_cast<const NativeContext*>(user), args, argc);
    try {
        return ask(call, raw, user, LineReader::Wanted::Rest);
    } catch (...) {
        return raise_current_exception(call);
    }
}

constexpr ach_native_def kNatives[] = {
    native<print>("print", 1, kAnyCount, "print(x, ...): writes the values and a line end", 0),
    native<print>("println", 0, kAnyCount, "println(...): print, or an empty line", 0),
    native<eprint>("eprint", 0, kAnyCount, "eprint(...): println to standard error", 0),
    native<set_precision>("set_precision", 1, 1,
                          "set_precision(d): decimals that print shows; -1 for all", 0),
    native<set_epsilon>("set_epsilon", 1, 1, "set_epsilon(e): smaller magnitudes are printed as 0",
                        0),
    {sizeof(ach_native_def), ACH_FN_MAY_SUSPEND, "input", 0, 1, ACH_ANY_TYPE, 0, &input,
     "input(prompt?): the next line of standard input, null at its end"},
    {sizeof(ach_native_def), ACH_FN_MAY_SUSPEND, "read_stdin", 0, 0, ACH_ANY_TYPE, 0, &read_stdin,
     "read_stdin(): the rest of standard input, null if there is none"},
};

}  // namespace

std::span<const ach_native_def> console() { return kNatives; }

}  // namespace ach::builtins::core
