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

// Makes a function of a table work for natives that are outside of the heap (BLOCKING): it enters
// the heap for as long as it takes.
class Entered {
public:
    explicit Entered(ach_call& call) : call_(call.outside ? &call : nullptr) {
        if (call_ != nullptr) [[unlikely]]
            call_->outside.reset();
    }
    ~Entered() {
        if (call_ != nullptr) [[unlikely]]
            call_->outside.emplace(call_->mutator);
    }
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;

private:
    ach_call* const call_;
};

template <auto function, class Type = decltype(function)>
struct Entering;
template <auto function, class Result, class... Args>
struct Entering<function, Result (*)(ach_call_t*, Args...) noexcept> {
    static Result call(ach_call_t* c, Args... args) noexcept {
        const Entered entered(*c);
        return function(c, args...);
    }
};
template <auto function>
inline constexpr auto entering = &Entering<function>::call;

inline ach_status raised_unless(bool succeeded) { return succeeded ? ACH_OK : ACH_E_RAISED; }

}  // namespace ach::vm
