// Natives that wait, and natives that call script functions: they return and go on later.
//
//     ach::Outcome read_file(ach::Call& call, std::string_view path) {
//         return ach::suspend(
//             call, ReadState{std::string(path)},
//             [](ReadState& state, ach::Op op) { start_reading(state.path, op); },
//             [](ach::Call& call, ReadState& state, const ach::Ended& end) -> ach::Outcome {
//                 if (end.status != ACH_OK) return call.raise("IOError", end.text());
//                 return call.make(end.text());
//             });
//     }
//
// The state is moved to the heap and lives until the wait is over, whatever happened. The functions
// are captureless lambdas: what they need is in the state.
#pragma once

#include "achronyme/cpp/guard.hpp"
#include "achronyme/cpp/native.hpp"
#include "achronyme/cpp/op.hpp"

#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ach {
inline namespace sdk1 {

// How what a native waited for has ended. The payload is lent for the call of resume.
struct Ended {
    ach_status status;
    ach_buf payload;
    std::span<const std::uint8_t> bytes;

    std::string_view text() const noexcept {
        if (bytes.empty() && status < ACH_OK) return describe(status);
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
};

// For suspend() without a cancel function: the work goes on and its completion is ignored.
struct NoCancel {
    template <class State>
    void operator()(State&, Op) const noexcept {}
};

// The state of a wait, with what its trampolines need.
template <class State, class Resume, class Cancel>
struct Waiting {
    const NativeContext* context;
    State state;
    std::exception_ptr start_failure = nullptr;

    static ach_status resume(ach_call_t* raw, void* box, ach_status outcome, ach_buf payload,
                             ach_value* result) noexcept {
        Waiting& self = *static_cast<Waiting*>(box);
        Call call(raw, *self.context);
        return finish(call, result, [&]() -> decltype(auto) {
            if (self.start_failure) std::rethrow_exception(self.start_failure);
            std::size_t size = 0;
            const std::uint8_t* bytes =
                payload.bits == 0 ? nullptr
                                  : self.context->buffer->view(self.context->host, payload, &size);
            return Resume{}(call, self.state, Ended{outcome, payload, {bytes, size}});
        });
    }
    static void cancel(void* box, ach_op op) noexcept {
        Waiting& self = *static_cast<Waiting*>(box);
        contained([&] { Cancel{}(self.state, Op(*self.context, op)); }, [](const ErrorRecord&) {});
    }
    static void free(void* box) noexcept {
        contained([&] { delete static_cast<Waiting*>(box); }, [](const ErrorRecord&) {});
    }

    ach_suspend_desc desc(std::uint32_t timeout_ms, std::uint32_t flags) noexcept {
        ach_suspend_desc d{};
        d.struct_size = sizeof d;
        d.timeout_ms = timeout_ms;
        d.state = this;
        d.resume = &resume;
        if constexpr (!std::is_same_v<Cancel, NoCancel>) d.cancel = &cancel;
        d.free_state = &free;
        d.flags = flags;
        return d;
    }

    // Starts the work. Whoever is waiting already hears of a failure through resume.
    template <class Start>
    void start(Start& begin, Op op) noexcept {
        try {
            begin(state, op);
        } catch (...) {
            start_failure = std::current_exception();
            op.complete(ACH_E_INTERNAL);
        }
    }
};

// Parks the task. `start(state, op)` begins the work, `resume(call, state, ended)` makes the result
// when it has ended, `cancel(state, op)` advises it to stop. Return what comes back.
// Give ACH_OP_OUTSIDE among the flags when the end comes from a thread that is no executor.
template <class State, class Start, class Resume, class Cancel = NoCancel>
Outcome suspend(Call& call, State state, Start start, Resume, Cancel = {},
                std::uint32_t timeout_ms = 0, std::uint32_t flags = 0) {
    using Box = Waiting<State, Resume, Cancel>;
    auto* box = new Box{&call.context(), std::move(state)};
    const ach_suspend_desc desc = box->desc(timeout_ms, flags);
    ach_op op{};
    const ach_status status = call.table().suspend(call.raw(), &desc, &op);
    if (status < ACH_OK) return Outcome(status);  // the box has been freed
    box->start(start, Op(call.context(), op));
    return Outcome(ACH_SUSPENDED);
}

// Likewise, without parking: the Future is the native's result and the script goes on.
template <class State, class Start, class Resume, class Cancel = NoCancel>
Outcome future(Call& call, State state, Start start, Resume, Cancel = {},
               std::uint32_t timeout_ms = 0, std::uint32_t flags = 0) {
    using Box = Waiting<State, Resume, Cancel>;
    auto* box = new Box{&call.context(), std::move(state)};
    const ach_suspend_desc desc = box->desc(timeout_ms, flags);
    ach_op op{};
    Value made{};
    const ach_status status = call.table().future(call.raw(), &desc, &op, &made);
    if (status < ACH_OK) return Outcome(status);
    box->start(start, Op(call.context(), op));
    return made;
}

template <class State, class Then>
struct Calling {
    const NativeContext* context;
    State state;

    static ach_status then(ach_call_t* raw, void* box, ach_value returned,
                           ach_value* result) noexcept {
        Calling& self = *static_cast<Calling*>(box);
        Call call(raw, *self.context);
        return finish(call, result,
                      [&]() -> decltype(auto) { return Then{}(call, self.state, returned); });
    }
    static void free(void* box) noexcept {
        contained([&] { delete static_cast<Calling*>(box); }, [](const ErrorRecord&) {});
    }
};

// Calls a script function and goes on in `then(call, state, returned)`. Errors of the callee do not
// come there, they pass through. Return what comes back.
template <class State, class Then>
Outcome call_then(Call& call, Value fn, std::span<const Value> args, State state, Then) {
    using Box = Calling<State, Then>;
    return call.call_with(fn, args, new Box{&call.context(), std::move(state)}, &Box::then,
                          &Box::free);
}

}  // namespace sdk1
}  // namespace ach
