// Script values as plain data for the backend, and what natives here raise.
#pragma once

#include "plugins/ui_common/protocol.hpp"

#include <achronyme/cpp/call.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ach::ui {

using ScriptValue = ::ach_value;

// Raises an Error with just this message.
[[noreturn]] void raise(const Call& call, std::string_view kind, const std::string& message);
[[noreturn]] void raise_ui_error(const Call& call, const std::string& message);
// "Type error in COMPONENT: expected EXPECTED, got T".
[[noreturn]] void raise_type(const Call& call, std::string_view component,
                             std::string_view expected, ScriptValue got);
// "COMPONENT(): MESSAGE".
[[noreturn]] void raise_value(const Call& call, std::string_view component,
                              std::string_view message);

// A snapshot: containers to a depth of 8, real tensors as arrays, what is no data as its text.
Value plain(const Call& call, ScriptValue v);
ScriptValue script(const Call& call, const Value& value);

// How many of the `listed` arguments a callback takes, or up to `most` if it requires more.
std::uint32_t callback_count(const Call& call, std::string_view component, ScriptValue function,
                             std::uint32_t listed, std::uint32_t most);
bool is_function(const Call& call, ScriptValue v);

// The same value, where containers are the same only if they are one object.
bool is_same(const Call& call, ScriptValue a, ScriptValue b);

// The shortest text that reads back as the number.
std::string number_text(double number);

// What the script calls it, for identities: "s…", "n…", "b…". Empty for null.
std::string key_of(const Call& call, std::string_view component, ScriptValue v);

using Kept = std::shared_ptr<const Ref>;
inline Kept keep(const Call& call, ScriptValue v) {
    return std::make_shared<const Ref>(call.ref(v));
}

// A colour in an argument: hex, with or without brackets, a name, or a number.
std::optional<Color> color_argument(const Call& call, ScriptValue v);

}  // namespace ach::ui
