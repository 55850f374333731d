#include "plugins/async_io/options.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace ach::async_io {

namespace {

[[noreturn]] void fail_unknown(const Call& call, std::string_view name, const Options& known) {
    std::string message = "there is no option '" + std::string(name) + "', only";
    const char* before = " '";
    for (const Option& option : known) {
        message.append(before).append(option.name).append("'");
        before = ", '";
    }
    call.fail("ValueError", message);
}

}  // namespace

void read_options(const Call& call, Value record, const Options& known) {
    if (call.type(record) != ACH_T_RECORD) call.type_error("Record", record);
    for (std::size_t i = 0; i < call.record_len(record); ++i) {
        const auto [name, value] = call.record_at(record, i);
        const auto found = std::find_if(known.begin(), known.end(),
                                        [&](const Option& option) { return option.name == name; });
        if (found == known.end()) fail_unknown(call, name, known);
        if (!call.is_null(value)) found->take(value);
    }
}

}  // namespace ach::async_io
