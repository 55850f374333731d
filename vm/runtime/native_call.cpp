#include "vm/runtime/native_call.hpp"

#include "vm/runtime/error.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/observer.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/types.hpp"

#include <utility>
#include <vector>

using namespace ach::vm;

const ExecutionContext& ach_call::context() const { return *task->context; }

ach_status ach_call::raise(std::string_view kind, std::string_view message, Value source) {
    if (source.is_null()) {
        mutator.raise(kind, message);
        return ACH_E_RAISED;
    }
    keep(source);
    Root<String> text(mutator, make_string(mutator, message));
    Root<String> name(mutator, kind.empty() ? nullptr : make_symbol(mutator, kind));
    if (!text || (!kind.empty() && !name)) return ACH_E_RAISED;
    Error* error = make_error(mutator, *text, name.value(), source);
    if (error != nullptr) mutator.raise(Value::object(error));
    return ACH_E_RAISED;
}

ach_status ach_call::raise_type(std::string_view expected, Value got, std::int64_t index) {
    std::string text = "Type error in ";
    text += native == nullptr ? "native" : shown_name(native->name);
    text += ": expected " + std::string(expected) + ", got " + std::string(type_name(got));
    if (index >= 0) text += " at index " + std::to_string(index);
    raise_with_hint(mutator, error_kind::kType, text, hint_about(got));
    return ACH_E_RAISED;
}

ach_status ach_call::throw_value(Value v) {
    const Value error = to_thrown(mutator, v);
    if (!error.is_failed()) mutator.raise(error);
    return ACH_E_RAISED;
}

ach_status ach_call::poll() {
    mutator.safepoint();
    if (is_apart) {
        if (!task->take_cancellation() && !machine.is_ending()) return ACH_OK;
        mutator.raise("CancelledError", "cancelled");
        return ACH_E_RAISED;
    }
    if ((mutator.poll() & Mutator::kCancel) == 0) return ACH_OK;
    const bool is_cancelled = task->strand->is_cancelled_anywhere() && task->take_cancellation();
    // At the end of the program it is for the script's next safepoint, too.
    if (is_cancelled || !machine.is_ending()) mutator.clear(Mutator::kCancel);
    if (!is_cancelled) return ACH_OK;
    mutator.raise("CancelledError", "cancelled");
    return ACH_E_RAISED;
}

bool ach_call::may_wait() {
    if (!is_apart) return true;
    raise(error_kind::kRuntime, std::string(shown_name(native->name)) +
                                    "() runs on a thread of its own, where it cannot wait or have "
                                    "anything called");
    return false;
}

// What a native calls that one thread at a time may enter could want to enter it.
bool ach_call::may_call() {
    if (!may_wait()) return false;
    if (native == nullptr || (native->flags & ACH_FN_SERIAL) == 0) return true;
    raise(error_kind::kRuntime, std::string(shown_name(native->name)) +
                                    "() is entered by one thread at a time, so it cannot wait for "
                                    "what it calls");
    return false;
}

OperationRef ach_call::stand_still(std::unique_ptr<NativeContinuation>& next) {
    if (task->native_nesting != 0) return nullptr;
    continuation = std::move(next);
    operation = task->strand->expect(*task);
    task->strand->stand_still_for(*task);
    return operation;
}

OperationRef ach_call::suspend(std::unique_ptr<NativeContinuation> next) {
    if (!may_wait()) return nullptr;
    if (!task->may_suspend()) {
        mutator.raise("AsyncError", "cannot suspend inside a call that must not wait");
        return nullptr;
    }
    if (task->take_cancellation() || machine.is_ending()) {
        mutator.raise("CancelledError", "cancelled");
        return nullptr;
    }
    continuation = std::move(next);
    operation = task->strand->expect(*task);
    return operation;
}

OperationRef ach_call::make_future(std::unique_ptr<NativeContinuation> next, Value& future) {
    if (!may_wait()) return nullptr;
    Future* made = Future::make(mutator);
    if (made == nullptr) return nullptr;
    future = keep(Value::object(made));
    return task->strand->expect(mutator, *made, std::move(next), innermost_place(task->stack));
}

// What is called in place of the function, and how many arguments come before those of the
// function: the machine's own natives see to it that the call has its scope and its context.
ach_call::CallRequest ach_call::take_surroundings(Value function) {
    if (next_scope != nullptr) {
        handles.push(Value::object(std::exchange(next_scope, nullptr)));
        handles.push(function);
        return {machine.builtins().find("__run_scope"), 2};
    }
    if (next_context != nullptr) {
        handles.push(function);
        return {machine.builtins().find("__within"), 1};
    }
    return {function, 0};
}

void ach_call::call_then(Value function, std::span<const Value> arguments,
                         std::unique_ptr<NativeContinuation> next) {
    continuation = std::move(next);
    handles.push(function);
    request = take_surroundings(function);
    for (Value argument : arguments) handles.push(argument);
    request.argument_count += static_cast<std::uint32_t>(arguments.size());
}

Value ach_call::call_sync(Value function, std::span<const Value> arguments) {
    if (!may_call()) return Value::failed();
    const NativeBinding* caller = native;
    const ExecutionContext::Ref surroundings =
        next_context != nullptr ? std::exchange(next_context, nullptr) : task->context;
    std::vector<Value> all;
    if (next_scope != nullptr) {
        all = {Value::object(std::exchange(next_scope, nullptr)), function};
        all.insert(all.end(), arguments.begin(), arguments.end());
        function = machine.builtins().find("__run_scope");
        arguments = all;
    }
    const Value result = machine.call_sync(mutator, task->strand, function, arguments, surroundings,
                                           task->native_nesting, task->scope);
    native = caller;
    return result.is_failed() ? result : keep(result);
}

namespace ach::vm {

std::string text_of(Value v) {
    auto string = try_as<String>(v);
    return string == nullptr ? std::string() : std::string(string->view());
}

ach_status raise_type_in(ach_call& call, Value name, std::string_view expected, Value got) {
    raise_type_error(call.mutator, text_of(name), expected, got);
    return ACH_E_RAISED;
}

}  // namespace ach::vm
