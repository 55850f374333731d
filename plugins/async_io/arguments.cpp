#include "plugins/async_io/arguments.hpp"

#include <cstddef>

namespace ach::async_io {

namespace {

[[noreturn]] void fail_unknown(const Call& call, std::string_view name,
                               std::initializer_list<Switch> switches) {
    std::string message = "there is no option '" + std::string(name) + "', only";
    const char* before = " '";
    for (const Switch& known : switches) {
        message.append(before).append(known.name).append("'");
        before = ", '";
    }
    call.fail("ValueError", message);
}

}  // namespace

std::string path_argument(const Call& call, std::string_view path) {
    if (path.empty()) call.fail("ValueError", "the path is empty");
    if (path.find('\0') != path.npos) call.fail("ValueError", "the path contains a NUL character");
    return std::string(path);
}

void read_switches(const Call& call, std::optional<Value> options,
                   std::initializer_list<Switch> switches) {
    if (!options) return;
    if (call.type(*options) != ACH_T_RECORD) call.type_error("Record", *options);
    for (std::size_t i = 0; i < call.record_len(*options); ++i) {
        const auto [name, value] = call.record_at(*options, i);
        const Switch* found = nullptr;
        for (const Switch& known : switches) {
            if (known.name == name) found = &known;
        }
        if (found == nullptr) fail_unknown(call, name, switches);
        if (!call.is_null(value)) *found->is_on = call.boolean(value);
    }
}

}  // namespace ach::async_io
