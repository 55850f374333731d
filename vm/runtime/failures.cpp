#include "vm/runtime/failures.hpp"

#include "vm/runtime/error.hpp"
#include "vm/runtime/error_handler.hpp"
#include "vm/runtime/future.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/string.hpp"

#include <algorithm>
#include <utility>

namespace ach::vm {

namespace {

// The name of the task's function as a traceback would give it, or "".
std::string task_of(const ErrorReport& report) {
    if (report.places.empty()) return {};
    const std::string& name = report.places.back().function;
    return name == "<anonymous>" ? std::string() : name;
}

bool is_unhandled(const Future& future) {
    return future.state() == Future::State::Failed && !future.is_observed();
}

// Whoever waits for it will look.
bool may_become_unhandled(const Future& future) {
    return is_unhandled(future) ||
           (future.is_pending() && !future.is_observed() && !future.has_waiters());
}

}  // namespace

Failures::Failures(Machine& machine, std::function<void()> wake)
    : machine_(machine), wake_(std::move(wake)) {
    machine_.heap().add_roots(*this);
}

Failures::~Failures() { machine_.heap().remove_roots(*this); }

void Failures::watch(Future& future, const ExecutionContext::Ref& context, CodePlace place) {
    const bool has_handler = context != nullptr && context->error_handler() != nullptr;
    {
        const std::lock_guard lock(mutex_);
        failures_.push_back({&future, has_handler ? context : nullptr, place});
    }
    if (has_handler && look_soon_ && may_become_unhandled(future)) look_soon_();
}

bool Failures::tell(Mutator& mutator, const ExecutionContext& context, std::string_view what,
                    Value function, Value error) {
    const ErrorHandler* handler = context.error_handler();
    if (handler == nullptr || machine_.is_ending()) return false;
    if (is_cancellation(error)) return true;
    Root<Value> where(mutator, Value());
    if (String* text = make_string(mutator, what)) where = Value::object(text);
    const Value arguments[] = {error, where, function};
    Future* told = mutator.has_error()
                       ? nullptr
                       : machine_.start_task(mutator, *handler->strand, handler->function,
                                             arguments, context.for_async_call());
    if (told == nullptr) {
        mutator.take_error();
        return false;
    }
    told->observe();  // a handler that fails has nobody to tell
    return true;
}

bool Failures::look(Mutator& mutator) {
    const auto may_be_told = [](const Failure& failure) {
        return failure.context != nullptr && may_become_unhandled(*failure.future);
    };
    const auto is_waiting = [&] {
        const std::lock_guard lock(mutex_);
        return std::ranges::any_of(failures_, may_be_told);
    };
    if (!is_waiting()) return false;
    machine_.heap().collect(mutator);
    serve(mutator);
    return is_waiting();
}

void Failures::tell_handlers(Mutator& mutator) {
    for (;;) {
        Root<Value> error(mutator, Value());
        ExecutionContext::Ref context;
        {
            const std::lock_guard lock(mutex_);
            if (due_.empty()) break;
            error = due_.front().error;
            context = std::move(due_.front().context);
            due_.pop_front();
            has_due_.store(!due_.empty(), std::memory_order_release);
        }
        if (tell(mutator, *context, "task", Value(), error) || !sink_) continue;
        const ErrorReport report = report_of(*as<Error>(error));
        sink_(task_of(report), report);
    }
}

void Failures::report_all() {
    {
        const std::lock_guard lock(mutex_);
        for (const Failure& failure : failures_) {
            if (!is_unhandled(*failure.future)) continue;
            reports_.push_back(report_of(*as<Error>(failure.future->outcome()), failure.place));
        }
        for (const Due& due : due_) reports_.push_back(report_of(*as<Error>(due.error)));
        failures_.clear();
        due_.clear();
        has_due_.store(false, std::memory_order_release);
    }
    tell_sink();
}

void Failures::tell_sink() {
    std::vector<ErrorReport> reports;
    {
        const std::lock_guard lock(mutex_);
        reports.swap(reports_);
    }
    if (!sink_) return;
    for (const ErrorReport& report : reports) sink_(task_of(report), report);
}

// A strand may go with the last of its contexts.
void Failures::let_go() {
    std::vector<ExecutionContext::Ref> looked_at;
    const std::lock_guard lock(mutex_);
    looked_at.swap(looked_at_);
}

void Failures::trace_roots(Tracer& tracer) {
    const std::lock_guard lock(mutex_);
    for (const Failure& failure : failures_) {
        if (failure.context != nullptr && is_unhandled(*failure.future)) {
            tracer.visit(failure.future->outcome());
        }
    }
    for (const Due& due : due_) tracer.visit(due.error);
}

// While the world stands still: whoever would look at them is gone.
void Failures::drop_dead(const Tracer& tracer) {
    const std::lock_guard lock(mutex_);
    const std::size_t due = due_.size();
    std::erase_if(failures_, [&](Failure& failure) {
        const Future& future = *failure.future;
        const bool is_failed = is_unhandled(future);
        if (tracer.is_marked(future) && (is_failed || future.is_pending())) return false;
        if (tracer.is_marked(future) || !is_failed) {
            if (failure.context != nullptr) looked_at_.push_back(std::move(failure.context));
        } else if (failure.context == nullptr) {
            reports_.push_back(report_of(*as<Error>(future.outcome()), failure.place));
        } else {
            due_.push_back({future.outcome(), std::move(failure.context)});
        }
        return true;
    });
    const auto later = [&](void (*run)(void*)) { machine_.heap().run_later(run, this); };
    if (!looked_at_.empty()) later([](void* self) { static_cast<Failures*>(self)->let_go(); });
    if (!reports_.empty()) later([](void* self) { static_cast<Failures*>(self)->tell_sink(); });
    if (due_.size() == due) return;
    has_due_.store(true, std::memory_order_release);
    later([](void* self) { static_cast<Failures*>(self)->wake_(); });
}

}  // namespace ach::vm
