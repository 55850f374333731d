// Calls of every kind, and where their results go.

#include "vm/runtime/closure.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>

namespace ach::vm {

namespace {

std::uint32_t max_of(const Code& code) {
    return code.has(kCollectsArguments) ? ACH_ANY_COUNT : code.function->max_arguments;
}

void raise_argument_count(Mutator& mutator, std::string_view name, std::uint32_t min,
                          std::uint32_t max, std::uint32_t count, CallSite site) {
    if (site.receiver_is_argument) {
        min -= min != 0;
        max -= max != 0 && max != ACH_ANY_COUNT;
        count -= count != 0;
    }
    std::string text =
        name.empty() ? "Function expects " : std::string(shown_name(name)) + "() expects ";
    text += argument_count_text(min, max) + ", got " + std::to_string(count);
    mutator.raise(error_kind::kRuntime, text);
}

}  // namespace

std::string argument_count_text(std::uint32_t min, std::uint32_t max) {
    auto plural = [](std::uint32_t n) { return n == 1 ? " argument" : " arguments"; };
    if (max == ACH_ANY_COUNT) return "at least " + std::to_string(min) + plural(min);
    if (min == max) return std::to_string(min) + plural(min);
    return std::to_string(min) + " to " + std::to_string(max) + " arguments";
}

// --- frames

// There is room. Field by field: a frame that is put together elsewhere is read back, to be copied,
// before its parts have arrived there, and each call waits for that.
void Interpreter::push_frame(Closure& closure, Value self, Value* base, CallSite site) {
    TaskStack& s = stack();
    Frame* const frame = s.top == nullptr ? s.bottom() : s.top + 1;
    s.top = frame;
    const Code& code = closure.code();
    frame->base = base;
    frame->pc = code.words;
    frame->code = &code;
    frame->closure = &closure;
    frame->self = self;
    frame->site = site;
    frame->then = ReturnTo::Register;
    frame->stands_in = false;
    frame->behind_scopes = ReturnTo::Register;
}

void Interpreter::pop_frame() {
    TaskStack& s = stack();
    s.top = s.top == s.bottom() ? nullptr : s.top - 1;
}

bool Interpreter::accepts(const Code& code, std::uint32_t count, CallSite site) {
    const Function& function = *code.function;
    if (count >= function.min_arguments && count <= max_of(code)) return true;
    const std::string_view name = code.has(kIsBuiltin) ? std::string_view(function.name) : "";
    raise_argument_count(mutator_, name, function.min_arguments, max_of(code), count, site);
    return false;
}

// Calls a closure whose arguments stand in registers.
Step Interpreter::enter(Closure& closure, Value self, Value* arguments, std::uint32_t count,
                        CallSite site) {
    const Code& code = closure.code();
    if (!accepts(code, count, site)) return Step::Raise;
    if (!gather_arguments(closure, self, arguments, count)) return Step::Raise;
    if (code.has(kStartsTask)) return start_async(closure, self, arguments, count, site);
    return enter_body(closure, self, arguments, count, site);
}

// Puts the arguments of a function with very many parameters where it wants them. False: an error
// is pending.
bool Interpreter::gather_arguments(Closure& closure, Value& self, Value*& arguments,
                                   std::uint32_t& count) {
    const Code& code = closure.code();
    const Function& function = *code.function;
    if (function.max_arguments <= kMaxSingleArguments) return true;
    Root<Closure> callee(mutator_, &closure);
    Root<Value> receiver(mutator_, self);
    const std::uint32_t needed = std::max(code.registers, count);
    if (!stack().has_room(arguments, needed) && !stack().grow(mutator_, arguments, needed)) {
        return false;
    }
    std::vector<Value> beyond(function.max_arguments - kMaxSingleArguments, Value::null());
    for (std::uint32_t i = kMaxSingleArguments; i < count; ++i) {
        beyond[i - kMaxSingleArguments] = arguments[i];
    }
    Vector* gathered = make_vector(mutator_, beyond);
    if (gathered == nullptr) return false;
    for (std::uint32_t i = count; i < kMaxSingleArguments; ++i) arguments[i] = Value::null();
    arguments[kMaxSingleArguments] = call_.keep(Value::object(gathered));
    count = kMaxSingleArguments + 1;
    self = receiver;
    return true;
}

// The number of arguments is right.
Step Interpreter::enter_body(Closure& closure, Value self, Value* arguments, std::uint32_t count,
                             CallSite site) {
    const Code& code = closure.code();
    Root<Closure> callee(mutator_, &closure);
    Root<Value> receiver(mutator_, self);
    if (code.has(kCollectsArguments)) {
        Vector* all = make_vector(mutator_, std::span<const Value>(arguments, count));
        if (all == nullptr) return Step::Raise;
        receiver = Value::object(all);
    }
    if (!stack().has_room(arguments, code.registers) &&
        !stack().grow(mutator_, arguments, code.registers)) {
        return Step::Raise;
    }
    const std::uint32_t declared = argument_registers(*code.function);
    for (std::uint32_t i = count; i < declared; ++i) arguments[i] = Value::null();
    push_frame(*callee, receiver, arguments, site);
    return Step::Reload;
}

// The same, in place of the running frame.
Step Interpreter::replace_frame(Closure& closure, Value self, Value* arguments, std::uint32_t count,
                                CallSite site) {
    const Code& code = closure.code();
    if (!accepts(code, count, site)) return Step::Raise;
    if (!gather_arguments(closure, self, arguments, count)) return Step::Raise;
    if (code.has(kStartsTask)) return start_async(closure, self, arguments, count, site);
    Root<Closure> callee(mutator_, &closure);
    Root<Value> receiver(mutator_, self);
    if (code.has(kCollectsArguments)) {
        Vector* all = make_vector(mutator_, std::span<const Value>(arguments, count));
        if (all == nullptr) return Step::Raise;
        receiver = Value::object(all);
    }
    Value* base = top().base;
    const auto distance = arguments - base;
    if (!stack().reserve_registers(mutator_, base, code.registers)) return Step::Raise;
    std::copy_n(base + distance, std::min(count, code.registers), base);
    const std::uint32_t declared = argument_registers(*code.function);
    for (std::uint32_t i = count; i < declared; ++i) base[i] = Value::null();
    Frame& frame = top();
    if (code.has(kIsBuiltin) && !frame.code->has(kIsBuiltin)) {
        frame.stands_in = true;
        frame.replaced_code = frame.code;
        frame.replaced_pc = frame.pc;
    }
    frame.pc = code.words;
    frame.code = &code;
    frame.closure = callee.get();
    frame.self = receiver;
    return Step::Reload;
}

// --- calls

Step Interpreter::not_callable(Value callee) {
    raise_type_error(mutator_, "call", "Function", callee);
    return Step::Raise;
}

// Calls anything. The arguments stand in registers; the word below the first one is free to be
// overwritten, and so is the one behind the last.
Step Interpreter::call(Value callee, Value* arguments, std::uint32_t count, CallSite site) {
    if (auto closure = try_as<Closure>(callee)) {
        return enter(*closure, closure->home(), arguments, count, site);
    }
    if (auto native = try_as<NativeFunction>(callee)) {
        return invoke(*native, arguments, count, site);
    }
    if (auto bound = try_as<BoundMethod>(callee)) {
        site.receiver_is_argument = true;
        if (const MethodEntry* method =
                machine_.builtins().find_method(bound->receiver(), bound->name());
            method != nullptr && method->receiver_last) {
            arguments[count] = bound->receiver();
            return call(bound->function(), arguments, count + 1, site);
        }
        arguments[-1] = bound->receiver();
        return call(bound->function(), arguments - 1, count + 1, site);
    }
    return not_callable(callee);
}

Step Interpreter::call_instruction(Value* base, Word word) {
    Value* callee = base + a_of(word);
    return call(*callee, callee + 1, b_of(word), {c_of(word)});
}

Step Interpreter::call_with_self(Value* base, Word word) {
    Value* callee = base + a_of(word);
    Value* arguments = callee + 1;
    if (auto closure = try_as<Closure>(*callee)) {
        return enter(*closure, top().self, arguments, b_of(word), {c_of(word)});
    }
    return call(*callee, arguments, b_of(word), {c_of(word)});
}

Step Interpreter::tail_call_instruction(Value* base, Word word) {
    Value* callee = base + a_of(word);
    const CallSite site{a_of(word)};
    if (auto closure = try_as<Closure>(*callee)) {
        return replace_frame(*closure, closure->home(), callee + 1, b_of(word), site);
    }
    return call(*callee, callee + 1, b_of(word), site);
}

Step Interpreter::tail_call_rec_instruction(Value* base, Word word) {
    return replace_frame(*top().closure, top().self, base + a_of(word) + 1, b_of(word),
                         {a_of(word)});
}

// f(...v)
Step Interpreter::apply(Value* base, Word word) {
    const Value callee = base[b_of(word)];
    auto list = try_as<Vector>(base[c_of(word)]);
    if (list == nullptr) {
        raise_type_error(mutator_, "call", "Vector of arguments", base[c_of(word)]);
        return Step::Raise;
    }
    const CallSite site{a_of(word)};
    Backing& items = snapshot(mutator_, *list);
    call_.keep(Value::object(&items));
    const std::size_t count = items.length();
    if (count >= ACH_ANY_COUNT) {
        mutator_.raise(error_kind::kRuntime, "too many arguments");
        return Step::Raise;
    }
    if (auto native = try_as<NativeFunction>(callee)) {
        // The words of a frozen backing are values that nobody changes.
        return invoke(*native, reinterpret_cast<const Value*>(items.items()),
                      static_cast<std::uint32_t>(count), site);
    }
    Value* arguments = place_arguments(static_cast<std::uint32_t>(count));
    if (arguments == nullptr) return Step::Raise;
    for (std::size_t i = 0; i < count; ++i) arguments[i] = items.at(i);
    call_.handles.shrink_to(0);
    return call_placed(callee, arguments, static_cast<std::uint32_t>(count), site);
}

// r.name(...v)
Step Interpreter::apply_method(Value* base, Word word, SiteState& where) {
    Root<Value> receiver(mutator_, base[b_of(word)]);
    Backing& items = snapshot(mutator_, *as<Vector>(base[c_of(word)]));
    call_.keep(Value::object(&items));
    const auto count = static_cast<std::uint32_t>(items.length());
    Value* arguments = place_arguments(count);
    if (arguments == nullptr) return Step::Raise;
    arguments[-1] = receiver;
    for (std::uint32_t i = 0; i < count; ++i) arguments[i] = items.at(i);
    call_.handles.shrink_to(0);
    TaskStack& caller = stack();
    const Step step = call_method_at(arguments - 1, count, {a_of(word)}, where);
    caller.pending = 0;
    return step;
}

// Room for arguments above the running frame's registers, with a free word on either side. Null: an
// error is pending.
Value* Interpreter::place_arguments(std::uint32_t count) {
    Value* room = stack().free_registers();
    if (!stack().reserve_registers(mutator_, room, count + 1)) return nullptr;
    std::fill_n(room, count + 2, Value());
    stack().pending = count + 2;
    return room + 1;
}

// The call that arguments were placed for.
Step Interpreter::call_placed(Value callee, Value* arguments, std::uint32_t count, CallSite site) {
    TaskStack& caller = stack();
    const Step step = call(callee, arguments, count, site);
    caller.pending = 0;
    return step;
}

// --- natives

Step Interpreter::invoke(NativeFunction& function, const Value* arguments, std::uint32_t count,
                         CallSite site) {
    const NativeBinding& native = binding_of(function);
    if (!native.accepts(count)) {
        raise_argument_count(mutator_, native.name, native.min_arguments, native.max_arguments,
                             count, site);
        return Step::Raise;
    }
    ach_value result = to_abi(Value::null());
    call_.native = &native;
    const ach_status status = native.fn(
        &call_, native.user, reinterpret_cast<const ach_value*>(arguments), count, &result);
    if (status == ACH_OK && site.return_to == ReturnTo::Register && call_.leaves_nothing())
        [[likely]] {
        top().base[site.result] = from_abi(result);
        call_.handles.shrink_to(0);
        return Step::Reload;
    }
    return settle(status, from_abi(result), site);
}

namespace {

bool is_cancellation_pending(Mutator& mutator) {
    if (!mutator.has_error()) return false;
    const Value error = mutator.take_error();
    mutator.raise(error);
    return is_cancellation(error);
}

void raise_status(Mutator& mutator, const NativeBinding& native, ach_status status) {
    if (mutator.has_error()) return;
    if (status == ACH_E_CANCELLED) {
        mutator.raise("CancelledError", "cancelled");
    } else if (status == ACH_E_NOMEM) {
        mutator.raise_out_of_memory();
    } else {
        mutator.raise(error_kind::kRuntime,
                      native.name + "() failed with status " + std::to_string(status));
    }
}

}  // namespace

// A native has answered, or a value has arrived for what is called at `site`. Natives that called
// natives are unwound here one after the other, however many there are.
Step Interpreter::settle(ach_status status, Value result, CallSite site) {
    for (;;) {
        const OperationRef operation = std::exchange(call_.operation, nullptr);
        if (status == ACH_SUSPENDED && operation == nullptr) {
            mutator_.raise(error_kind::kRuntime,
                           call_.native->name + "() suspended without an operation");
            status = ACH_E_RAISED;
        } else if (status != ACH_SUSPENDED && operation != nullptr) {
            task_->strand->forget(*operation);
            call_.continuation.reset();
        }
        if (status == ACH_CALLING) return call_requested(site);
        call_.next_context.reset();
        call_.next_scope = nullptr;
        if (status == ACH_SUSPENDED) {
            leave_pending(site);
            task_->state = Task::State::Suspended;
            call_.handles.shrink_to(0);
            return task_->strand->stands_still() ? leave(RunResult::Parked) : park();
        }
        if (status != ACH_OK) {
            raise_status(mutator_, *call_.native, status);
            call_.handles.shrink_to(0);
            return Step::Raise;
        }
        if (site.return_to == ReturnTo::Register) {
            top().base[site.result] = result;
            call_.handles.shrink_to(0);
            return Step::Reload;
        }
        if (site.return_to != ReturnTo::Native) {
            call_.keep(result);
            const Step step = deliver(result, site);
            call_.handles.shrink_to(0);
            return step;
        }
        // It stays in the list, where the collector finds what it holds, until it has answered.
        PendingNative& waiting = task_->natives.back();
        site = waiting.site;
        call_.keep(result);
        call_.native = waiting.native;
        Value made = Value::null();
        status = waiting.continuation->returned(call_, result, made);
        task_->natives.pop_back();
        result = made;
    }
}

// A result for something other than a register or a native.
Step Interpreter::deliver(Value result, CallSite site) {
    if (site.return_to == ReturnTo::IteratorSpread) return spread_step(result);
    assert(site.return_to == ReturnTo::Entry && "only frames return anywhere else");
    return end_task(RunResult::Finished, result);
}

// What the operation that the last native waited for came to.
Step Interpreter::resume_native() {
    PendingNative& waiting = task_->natives.back();
    const CallSite site = waiting.site;
    const std::unique_ptr<Completion> completion = std::move(task_->completion);
    task_->state = Task::State::Runnable;
    call_.native = waiting.native;
    Value made = Value::null();
    const ach_status status = waiting.continuation->resume(call_, *completion, made);
    // An operation that was cancelled for the task's sake has delivered the request.
    if (status == ACH_E_CANCELLED || (status != ACH_OK && is_cancellation_pending(mutator_))) {
        task_->take_cancellation();
    }
    task_->natives.pop_back();
    return settle(status, made, site);
}

// The running frame returns to something other than a register.
Step Interpreter::return_slow(Value result) {
    call_.keep(result);
    if (top().site.return_to == ReturnTo::Scoped) end_scopes(result);
    const CallSite site = top().site;
    switch (site.return_to) {
        case ReturnTo::GeneratorNext:
        case ReturnTo::GeneratorLoop:
        case ReturnTo::GeneratorSpread: return generator_ends(result);
        case ReturnTo::Module: return module_ends();
        default: break;
    }
    pop_frame();
    return settle(ACH_OK, result, site);
}

// The running frame ends; a guard that is its value goes to the frame below.
void Interpreter::end_scopes(Value result) {
    Frame& frame = top();
    frame.site.return_to = frame.behind_scopes;
    const std::size_t depth = stack().depth();
    if (task_->guards.end_frame(mutator_, depth, result) && depth > 1) (&frame)[-1].own_guards();
}

// The running frame is a generator's that yields. Its guards stay held, and with the task.
bool Interpreter::set_scopes_aside(Generator& generator) {
    Vector* aside = task_->guards.set_aside(mutator_, stack().depth());
    if (aside == nullptr) return false;
    generator.set_scopes(mutator_, Value::object(aside));
    Frame& frame = top();
    frame.site.return_to = frame.behind_scopes;
    return true;
}

void Interpreter::leave_pending(CallSite site) {
    task_->natives.push_back({std::move(call_.continuation), site, call_.native, stack().depth()});
}

// A closure that is called with what it declares needs no arguments adjusted; they are the last
// handles. False: not at once.
bool Interpreter::enter_at_once(Closure& closure, std::uint32_t count, CallSite site) {
    const Code& code = closure.code();
    Value* const base = stack().free_registers();
    if (code.direct_arguments != count || !stack().has_room(base, code.registers)) return false;
    std::copy_n(call_.handles.data() + (call_.handles.size() - count), count, base);
    call_.handles.shrink_to(0);
    push_frame(closure, closure.home(), base, site);
    return true;
}

// The native has asked for a script call.
Step Interpreter::call_requested(CallSite site) {
    const ach_call::CallRequest request = std::exchange(call_.request, {});
    Root<Value> callee(mutator_, request.function);
    if (call_.continuation != nullptr) {
        leave_pending(site);
        site = {0, ReturnTo::Native};
    }
    if (auto generator = try_as<Generator>(request.function)) {
        call_.handles.shrink_to(0);
        return resume_generator(*generator, site, ReturnTo::GeneratorNext);
    }
    const std::uint32_t count = request.argument_count;
    if (auto closure = try_as<Closure>(request.function);
        closure != nullptr && enter_at_once(*closure, count, site)) {
        return Step::Reload;
    }
    Value* arguments = place_arguments(count);
    if (arguments == nullptr) return Step::Raise;
    const std::size_t first = call_.handles.size() - count;
    for (std::uint32_t i = 0; i < count; ++i) arguments[i] = call_.handles[first + i];
    call_.handles.shrink_to(0);
    return call_placed(callee, arguments, count, site);
}

}  // namespace ach::vm
