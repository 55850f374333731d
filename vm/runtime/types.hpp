// What a value is, as the language names it, and what it converts to without being asked (§3.4,
// §3.6).
#pragma once

#include "vm/runtime/mutator.hpp"

#include <string_view>

namespace ach::vm {

// What typeof gives.
std::string_view type_name(Value v);
// What it gives for all objects of a kind; "" where objects differ in that.
std::string_view type_name(Kind kind);

bool truthy_slow(Value v);
// §3.4
inline bool truthy(Value v) {
    if (v.is_boolean()) [[likely]]
        return v.is_true();
    return truthy_slow(v);
}

inline bool is_callable(Value v) {
    if (!v.is_object()) return false;
    const Kind kind = v.as_object()->kind();
    return kind == Kind::Closure || kind == Kind::NativeFunction || kind == Kind::BoundMethod;
}

// A Number or Complex.
inline bool is_scalar_number(Value v) { return v.is_number() || is_kind(v, Kind::Complex); }

// The Number truncated toward zero, for an index, count or bound of operation `op` ("indexing",
// "range"). False: the value is no finite Number and a TypeError is pending.
[[nodiscard]] bool truncate(Mutator& mutator, std::string_view op, Value v, double& result);

}  // namespace ach::vm
