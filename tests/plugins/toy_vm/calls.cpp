// Calls of natives: ach.call/1 and the task that follows a native to its end.
#include "tests/plugins/toy_vm/toy.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ach::toy {
namespace {

std::string_view in(ach_str text) { return {text.ptr, text.len}; }

std::shared_ptr<void> owned(void* state, ach_free_fn free_state) {
    return {state, [free_state](void* p) {
                if (free_state != nullptr) free_state(p);
            }};
}

ach_status leave(ach_call_t* c, std::string kind, std::string message) {
    c->error = make_error(std::move(kind), std::move(message));
    return ACH_E_RAISED;
}

void ended(void* user, ach_op, ach_status outcome, ach_buf payload) noexcept {
    Wait& wait = *static_cast<Wait*>(user);
    std::function<void()> wake;
    {
        const std::lock_guard lock(wait.mutex);
        wait.is_over = true;
        wait.outcome = outcome;
        wait.payload = payload;
        wake = std::exchange(wait.on_over, nullptr);
    }
    if (wake) wake();
}

void cancel(void* user, ach_op op) noexcept {
    Wait& wait = *static_cast<Wait*>(user);
    std::shared_ptr<void> state;
    {
        const std::lock_guard lock(wait.mutex);
        state = wait.state;
    }
    if (wait.desc.cancel != nullptr && state != nullptr) wait.desc.cancel(state.get(), op);
}

// Makes the operation behind a suspension.
ach_status begin_wait(ach_call_t* c, const ach_suspend_desc& d, ach_op* out) {
    Machine& machine = *c->machine;
    auto wait = std::make_shared<Wait>();
    std::memcpy(&wait->desc, &d, std::min<std::size_t>(d.struct_size, sizeof wait->desc));
    wait->state = owned(d.state, d.free_state);
    {
        const std::lock_guard lock(machine.mutex);
        machine.waits.push_back(wait);
    }
    ach_op_desc op{};
    op.struct_size = sizeof op;
    op.timeout_ms = d.timeout_ms;
    op.flags = wait->desc.flags;
    op.user = wait.get();
    op.ended = ended;
    op.cancel = cancel;
    const ach_status status = machine.ops->create(machine.host, &op, &wait->op);
    if (status != ACH_OK) return leave(c, "RuntimeError", "no operation is to be had");
    c->wait = wait;
    *out = wait->op;
    return ACH_OK;
}

ach_status suspend(ach_call_t* c, const ach_suspend_desc* d, ach_op* out) noexcept {
    if (c->no_suspend) {
        owned(d->state, d->free_state).reset();
        return leave(c, "AsyncError", c->name + "() must not suspend here");
    }
    return begin_wait(c, *d, out);
}

ach_status call_then(ach_call_t* c, const ach_call_desc* d) noexcept {
    CallRequest request;
    request.fn = c->ref_at(d->fn);
    for (std::uint32_t i = 0; i < d->argc; ++i) request.args.push_back(c->ref_at(d->args[i]));
    request.state = owned(d->state, d->free_state);
    request.then = d->then;
    if (request.fn->type != ACH_T_FUNCTION) {
        return leave(c, "TypeError", "Type error in call: expected Function");
    }
    c->request = std::move(request);
    return ACH_OK;
}

ach_status call_sync(ach_call_t* c, ach_value fn, const ach_value* args, std::uint32_t argc,
                     ach_value* result) noexcept {
    const Ref callee = c->ref_at(fn);
    if (callee->type != ACH_T_FUNCTION) {
        return leave(c, "TypeError", "Type error in call: expected Function");
    }
    std::vector<Ref> given;
    for (std::uint32_t i = 0; i < argc; ++i) given.push_back(c->ref_at(args[i]));
    Ref returned = callee->function(*c, given);
    if (returned == nullptr) return ACH_E_RAISED;
    *result = c->add(std::move(returned));
    return ACH_OK;
}

ach_status raise_type(ach_call_t* c, ach_str expected, ach_value got, std::int64_t index) noexcept {
    const ach_str type = c->machine->values.type_name(c, got);
    std::string message = "Type error in " + c->name + ": expected ";
    message.append(in(expected)).append(", got ").append(in(type));
    if (index >= 0) message += " at index " + std::to_string(index);
    return leave(c, "TypeError", std::move(message));
}

}  // namespace

void Wait::when_over(std::function<void()> wake) {
    {
        const std::lock_guard lock(mutex);
        if (!is_over) {
            on_over = std::move(wake);
            return;
        }
    }
    wake();
}

const ach_call_table_t& call_table() {
    static const ach_call_table_t table = [] {
        ach_call_table_t t{};
        t.struct_size = sizeof t;
        t.host = [](ach_call_t* c) noexcept { return c->host; };
        t.name = [](ach_call_t* c) noexcept -> ach_str { return {c->name.data(), c->name.size()}; };
        t.raise = [](ach_call_t* c, ach_str kind, ach_str message, ach_value) noexcept {
            return leave(c, std::string(in(kind)), std::string(in(message)));
        };
        t.raise_type = raise_type;
        t.throw_value = [](ach_call_t* c, ach_value v) noexcept -> ach_status {
            c->error = c->ref_at(v);
            return ACH_E_RAISED;
        };
        t.poll = [](ach_call_t*) noexcept -> ach_status { return ACH_OK; };
        t.suspend = suspend;
        t.future = [](ach_call_t* c, const ach_suspend_desc* d, ach_op* out,
                      ach_value* future) noexcept {
            // The toy awaits every Future at once: the native's result is what the Future becomes.
            *future = {};
            return begin_wait(c, *d, out);
        };
        t.call_then = call_then;
        t.call_sync = call_sync;
        return t;
    }();
    return table;
}

Machine::Machine(const ach_host_t* own_host, const ach_op_t& own_ops,
                 const ach_buffer_t& own_buffers)
    : host(own_host), ops(&own_ops), buffers(&own_buffers) {
    static_cast<ach_value_table_t&>(values) = value_table();
    values.machine = this;
}

Task::Task(Machine& machine, const Native& native, std::string name, std::vector<Ref> args)
    : machine_(machine) {
    enter(native, name, std::move(args));
}

bool Task::run(std::function<void()> wake) {
    while (!done_) {
        if (request_) {
            call_back();
        } else if (wait_) {
            bool is_over = false;
            {
                const std::lock_guard lock(wait_->mutex);
                is_over = wait_->is_over;
            }
            if (!is_over) return wait_->when_over(std::move(wake)), false;
            resume();
        }
    }
    return true;
}

void Task::cancel() {
    if (wait_) machine_.ops->cancel(machine_.host, wait_->op);
}

void Task::enter(const Native& native, const std::string& name, std::vector<Ref> args) {
    host_ = native.owner;
    name_ = name;
    ach_call call{&machine_, host_, name_, false, {}, {}, nullptr, nullptr, std::nullopt};
    const auto count = static_cast<std::uint32_t>(args.size());
    if (count < native.def->min_arguments || count > native.def->max_arguments) {
        return raise("RuntimeError", name + "() was given " + std::to_string(count) + " arguments");
    }
    std::vector<ach_value> values;
    for (Ref& arg : args) values.push_back(call.add(std::move(arg)));
    ach_value result{};
    const ach_status status = native.def->fn(&call, native.user, values.data(), count, &result);
    settle(call, status, result);
}

// Takes over what a native, a resume or a `then` has left in its call.
void Task::settle(ach_call& call, ach_status status, ach_value value) {
    wait_.reset();
    request_.reset();
    if (call.wait != nullptr && status < ACH_OK) machine_.ops->cancel(machine_.host, call.wait->op);
    if (status == ACH_OK && call.wait == nullptr) {
        result_ = call.ref_at(value);
        return_to_caller();
    } else if ((status == ACH_SUSPENDED || status == ACH_OK) && call.wait != nullptr) {
        wait_ = std::move(call.wait);
    } else if (status == ACH_CALLING && call.request) {
        request_ = std::move(call.request);
    } else if (status == ACH_E_RAISED && call.error != nullptr) {
        raise(call.error->kind, call.error->text);
    } else {
        raise("RuntimeError", name_ + "() ended with status " + std::to_string(status) +
                                  " and nothing that explains it");
    }
}

void Task::resume() {
    const std::shared_ptr<Wait> wait = std::move(wait_);
    ach_call call{&machine_, host_, name_, false, {}, {}, nullptr, nullptr, std::nullopt};
    ach_value result{};
    ach_status status = ACH_OK;
    if (wait->desc.resume != nullptr) {
        status = wait->desc.resume(&call, wait->state.get(), wait->outcome, wait->payload, &result);
    } else if (wait->outcome != ACH_OK) {
        status = leave(&call, "RuntimeError", "ended with " + std::to_string(wait->outcome));
    } else if (wait->payload.bits != 0) {
        status = machine_.values.from_buffer(&call, wait->payload, &result);
    }
    if (wait->payload.bits != 0) machine_.buffers->release(machine_.host, wait->payload);
    settle(call, status, result);
    std::shared_ptr<void> state;
    const std::lock_guard lock(wait->mutex);
    state.swap(wait->state);
}

// Runs the script call that a native asked for; what comes after it is in the frame.
void Task::call_back() {
    frames_.push_back({std::move(*request_), host_, name_});
    request_.reset();
    const CallRequest& request = frames_.back().request;
    ach_call call{&machine_, host_, name_, false, {}, {}, nullptr, nullptr, std::nullopt};
    Ref returned = request.fn->function(call, request.args);
    if (returned == nullptr) return raise(call.error->kind, call.error->text);
    result_ = std::move(returned);
    return_to_caller();
}

void Task::return_to_caller() {
    if (frames_.empty()) {
        done_ = true;
        return;
    }
    const Frame frame = std::move(frames_.back());
    frames_.pop_back();
    host_ = frame.host;
    name_ = frame.name;
    if (frame.request.then == nullptr) return return_to_caller();
    ach_call call{&machine_, host_, name_, false, {}, {}, nullptr, nullptr, std::nullopt};
    const ach_value returned = call.add(result_);
    ach_value result{};
    const ach_status status =
        frame.request.then(&call, frame.request.state.get(), returned, &result);
    settle(call, status, result);
}

void Task::raise(std::string kind, std::string message) {
    wait_.reset();
    request_.reset();
    frames_.clear();
    result_ = make_error(std::move(kind), std::move(message));
    failed_ = true;
    done_ = true;
}

}  // namespace ach::toy
