// What all functions of ach.value/1 share: results are kept alive by the call, failures become
// ACH_E_RAISED.
#pragma once

#include "vm/runtime/native_call.hpp"

namespace ach::vm {

// Hands `v` to the native, rooted until it returns; a failed one has left its error pending.
inline ach_status give(ach_call_t* c, Value v, ach_value* out) {
    if (v.is_failed()) return ACH_E_RAISED;
    *out = to_abi(c->keep(v));
    return ACH_OK;
}

inline ach_status give(ach_call_t* c, Object* object, ach_value* out) {
    return object == nullptr ? ACH_E_RAISED : give(c, Value::object(object), out);
}

inline ach_status raised_unless(bool succeeded) { return succeeded ? ACH_OK : ACH_E_RAISED; }

}  // namespace ach::vm
