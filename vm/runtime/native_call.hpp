// What a native function holds while it runs: `ach_call_t`, seen from the machine's side.
//
// One object serves all natives that one run of the interpreter calls, one after the other. It
// names the mutator, the task and the native, roots whatever the native makes, and takes what the
// native wants to leave behind: a continuation to wait with, or a script call to make.
#pragma once

#include "achronyme/abi/native.h"
#include "vm/runtime/builtin_registry.hpp"
#include "vm/runtime/execution_context.hpp"
#include "vm/runtime/mutator.hpp"
#include "vm/runtime/native_continuation.hpp"
#include "vm/runtime/operation.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ach::vm {

class Machine;
class Observer;
class Strand;
class Task;

// ABI values are the machine's words.
inline Value from_abi(ach_value v) { return Value::from_bits(v.bits); }
inline ach_value to_abi(Value v) { return {v.bits()}; }
inline const Value* from_abi(const ach_value* values) {
    static_assert(sizeof(ach_value) == sizeof(Value));
    return reinterpret_cast<const Value*>(values);
}

}  // namespace ach::vm

struct ach_call {
    ach::vm::Machine& machine;
    ach::vm::Mutator& mutator;
    ach::vm::Task* task;
    const ach::vm::NativeBinding* native = nullptr;

    // Everything the running native has made; dropped when it returns.
    ach::vm::HandleScope handles;

    // The context of the script call that the native makes next, when it is not the task's own.
    ach::vm::ExecutionContext::Ref next_context;

    // The observer that is to run that call: its scope.
    ach::vm::Observer* next_scope = nullptr;

    // The native may block its thread: it can neither wait nor have anything called, and is outside
    // of the heap but for the functions it calls.
    bool is_apart = false;
    std::optional<ach::vm::Outside> outside;

    ach_call(ach::vm::Machine& owner, ach::vm::Mutator& thread, ach::vm::Task* running)
        : machine(owner), mutator(thread), task(running), handles(thread) {}

    ach::vm::Value keep(ach::vm::Value v) {
        if (v.is_object()) handles.push(v);
        return v;
    }

    // --- for natives of the machine and for the tables of the plugin layer

    const ach::vm::ExecutionContext& context() const;

    ach_status raise(std::string_view kind, std::string_view message,
                     ach::vm::Value source = ach::vm::Value());
    // "Type error in NAME: expected EXPECTED, got T", with " at index I" unless negative.
    ach_status raise_type(std::string_view expected, ach::vm::Value got, std::int64_t index = -1);
    ach_status throw_value(ach::vm::Value v);

    // Lets collection and cancellation through. ACH_E_RAISED: the task is cancelled.
    ach_status poll();

    // Parks the task until the operation is completed; the native must return ACH_SUSPENDED. Null:
    // an AsyncError is pending, because this is a no-suspend context, and the continuation is gone.
    ach::vm::OperationRef suspend(std::unique_ptr<ach::vm::NativeContinuation> continuation);

    // The same for the whole strand: nothing of it goes on before its task does. Null, and nothing
    // has happened: another native waits for this one on the machine's own stack.
    ach::vm::OperationRef stand_still(std::unique_ptr<ach::vm::NativeContinuation>& continuation);

    // A Future that is settled, when the operation is completed, with what continuation->resume()
    // makes of that. Null: out of memory, an error is pending.
    ach::vm::OperationRef make_future(std::unique_ptr<ach::vm::NativeContinuation> continuation,
                                      ach::vm::Value& future);

    // Asks for a script call; the native must return ACH_CALLING. Without a continuation the call's
    // result is the native's.
    void call_then(ach::vm::Value function, std::span<const ach::vm::Value> arguments,
                   std::unique_ptr<ach::vm::NativeContinuation> continuation);

    // Calls a function and waits for its result on this stack, in a no-suspend context. Failed: an
    // error is pending.
    ach::vm::Value call_sync(ach::vm::Value function, std::span<const ach::vm::Value> arguments);

    // False: a RuntimeError is pending, because of what the native is.
    bool may_wait();
    bool may_call();

    // --- for the interpreter

    struct CallRequest {
        ach::vm::Value function;
        std::uint32_t argument_count = 0;  // they are the last handles
    };
    std::unique_ptr<ach::vm::NativeContinuation> continuation;
    CallRequest request;
    ach::vm::OperationRef operation;  // of suspend()

    // The native that has returned has neither waited nor prepared a call.
    bool leaves_nothing() const {
        return operation == nullptr && next_context == nullptr && next_scope == nullptr;
    }

private:
    CallRequest take_surroundings(ach::vm::Value function);
};

namespace ach::vm {

// For natives that work for a function of a prelude and complain in its name.

// The text of a String, and nothing for anything else.
std::string text_of(Value v);

// "Type error in NAME: expected EXPECTED, got T", where `name` is a String. Returns ACH_E_RAISED.
ach_status raise_type_in(ach_call& call, Value name, std::string_view expected, Value got);

}  // namespace ach::vm
