// What happens when something was raised: the trace, and the way to the handler.

#include "vm/runtime/error.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/trace.hpp"

namespace ach::vm {

void Interpreter::throw_value(Value thrown) {
    const Value error = to_thrown(mutator_, thrown);
    if (!error.is_failed()) mutator_.raise(error);
}

// `error` is rooted.
void Interpreter::attach_trace(Value error) {
    auto object = try_as<Error>(error);
    if (object == nullptr || !object->trace_data().is_null()) return;
    Trace* trace = Trace::capture(mutator_, stack());
    // Where there is nothing of the script's, whoever the error comes to next says where that was.
    if (trace != nullptr && trace->entries().empty()) return;
    if (trace != nullptr) {
        object->set_trace_data(mutator_, Value::object(trace));
    } else if (mutator_.has_error()) {
        mutator_.take_error();
    }
}

namespace {

// The innermost handler for an error that left the frame at this place; null when there is none.
const Handler* handler_of(const Frame& frame, bool repeats) {
    const Function& function = *frame.code->function;
    if (function.handlers.empty()) return nullptr;
    const std::uint32_t at = frame.code->place_of(frame.pc, repeats);
    for (const Handler& handler : function.handlers) {
        if (at >= handler.start && at < handler.end) return &handler;
    }
    return nullptr;
}

}  // namespace

// The running frame is left by an error.
void Interpreter::abandon_frame() {
    const Frame& frame = top();
    if (frame.site.return_to == ReturnTo::Scoped) end_scopes(Value());
    switch (frame.site.return_to) {
        case ReturnTo::GeneratorNext:
        case ReturnTo::GeneratorLoop:
        case ReturnTo::GeneratorSpread:
            as<Generator>(frame.base[-1])->finish(mutator_, Value::null());
            break;
        case ReturnTo::Module: machine_.forget_module(mutator_, *frame.code->unit); break;
        default: break;
    }
    pop_frame();
}

// Shows the error to the last native that waits, which is left by it. Nothing: it goes on, as the
// error in the root.
std::optional<Step> Interpreter::raise_into_native(Root<Value>& error) {
    PendingNative& waiting = task_->natives.back();
    if (!waiting.continuation->catches()) {
        task_->natives.pop_back();
        return std::nullopt;
    }
    const CallSite site = waiting.site;
    call_.native = waiting.native;
    Value made = Value::null();
    const ach_status status = waiting.continuation->raised(call_, error, made);
    task_->natives.pop_back();
    if (status != ACH_E_RAISED) return settle(status, made, site);
    call_.handles.shrink_to(0);
    error = mutator_.take_error();
    attach_trace(error);
    return std::nullopt;
}

// Takes the pending error to its handler, through as many frames as need be.
Step Interpreter::unwind() {
    Root<Value> error(mutator_, mutator_.take_error());
    call_.handles.shrink_to(0);
    call_.continuation.reset();
    stack().pending = 0;
    attach_trace(error);
    bool repeats = false;
    for (;;) {
        // The error passes by the natives that wait for what was called above this frame.
        while (!task_->natives.empty() && task_->natives.back().depth >= stack().depth()) {
            if (const auto step = raise_into_native(error)) return *step;
        }
        if (stack().top == nullptr) return end_task(RunResult::Failed, error);
        Frame& frame = top();
        if (const Handler* handler = handler_of(frame, repeats)) {
            frame.base[handler->reg] = error;
            frame.pc = frame.code->words + handler->target;
            return Step::Reload;
        }
        repeats = frame.site.repeats;
        if (frame.site.return_to == ReturnTo::Register) {
            --task_->stack.top;  // to the caller, which there is
        } else {
            abandon_frame();
        }
    }
}

}  // namespace ach::vm
