// JSON, as the library that all modules share reads and writes it.
#include "plugins/builtins/encoding/encoding.hpp"
#include "plugins/json_common/reading.hpp"
#include "plugins/json_common/writing.hpp"

namespace ach::builtins::encoding {
namespace {

Value json_parse(Call& call) { return json::value_of(call, call.text(0), "json_parse(): "); }

Value json_stringify(Call& call) {
    const int indent = call.has(1) ? json::indent_of(call, call[1]) : 0;
    const ach_reactive_t* reactive = state_of<EncodingState>(call).reactive;
    const std::string text = json::text_of(call, call[0], reactive, indent, "json_stringify(): ");
    return call.make(std::string_view(text));
}

constexpr ach_native_def kNatives[] = {
    native<json_parse>("json_parse", 1, 1,
                       "json_parse(text): the value that a JSON text stands for"),
    native<json_stringify>("json_stringify", 1, 2,
                           "json_stringify(x, pretty = false): x as JSON text; `true` indents by "
                           "2, a Number from 0 to 10 by as many spaces"),
};

}  // namespace

std::span<const ach_native_def> json() { return kNatives; }

}  // namespace ach::builtins::encoding
