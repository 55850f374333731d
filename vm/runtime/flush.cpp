#include "vm/runtime/flush.hpp"

#include "vm/runtime/batch.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/failures.hpp"
#include "vm/runtime/future.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/reactive_graph.hpp"
#include "vm/runtime/vector.hpp"

#include <string>
#include <utility>

namespace ach::vm {

namespace {

constexpr std::uint32_t kMostRunsOfOne = 100;
constexpr std::uint32_t kMostRuns = 100'000;

ReactiveGraph& graph_of(ach_call& call) { return call.machine.reactive_graph(); }

// " (file:line:column)" where the function was written, or nothing.
std::string place_of(Value function) {
    auto closure = try_as<Closure>(function);
    if (closure == nullptr) return {};
    const Function& written = *closure->code().function;
    return " (" + closure->code().unit->unit().path + ':' + std::to_string(written.line) + ':' +
           std::to_string(written.column) + ')';
}

bool is_async(Value function) {
    auto closure = try_as<Closure>(function);
    return closure != nullptr && closure->code().has(kIsAsync);
}

}  // namespace

// --- ways in

Flush::Flush(ach_call& call, bool throws)
    : reactions_(call.task->strand->reactions()),
      throws_(throws),
      is_outermost_(!reactions_.is_flushing && reactions_.batch == nullptr) {
    if (!is_outermost_) return;
    reactions_.is_flushing = true;
    ++reactions_.flushes;
}

// What the flush holds is rooted by the call until the flush is a native that waits.
ach_status Flush::start(ach_call& call, std::unique_ptr<Flush> flush, Value& result) {
    Flush& self = *flush;
    Holder holder = std::move(flush);
    return self.go(call, result, holder);
}

ach_status Flush::after(ach_call& call, Value value, Value& result) {
    const Reactions* reactions = call.task->strand->own_reactions();
    if (reactions == nullptr || reactions->is_flushing || reactions->batch != nullptr ||
        !reactions->has_due()) {
        result = value;
        return ACH_OK;
    }
    auto flush = std::make_unique<Flush>(call, true);
    flush->result_ = call.keep(value);
    return start(call, std::move(flush), result);
}

ach_status Flush::after_error(ach_call& call, Value error, Value& result) {
    auto flush = std::make_unique<Flush>(call, true);
    flush->error_ = call.keep(error);
    return start(call, std::move(flush), result);
}

ach_status Flush::requested(ach_call& call, Value value, Value& result) {
    auto flush = std::make_unique<Flush>(call, false);
    flush->result_ = call.keep(value);
    {
        const GraphLock lock(call.mutator, graph_of(call));
        flush->reactions_.admit();
    }
    return start(call, std::move(flush), result);
}

ach_status Flush::create(ach_call& call, Observer& effect, Value& result) {
    auto flush = std::make_unique<Flush>(call, false);
    flush->result_ = call.keep(Value::object(&effect));
    flush->created_ = flush->current_ = &effect;
    flush->is_ready_ = true;
    return start(call, std::move(flush), result);
}

ach_status Flush::run_scope(ach_call& call, Observer& observer, Value function,
                            std::span<const Value> arguments, Value& result) {
    auto flush = std::make_unique<Flush>(call, false);
    flush->body_ = &observer;
    flush->body_call_.push_back(call.keep(function));
    for (const Value argument : arguments) flush->body_call_.push_back(call.keep(argument));
    flush->context_ = std::exchange(call.next_context, nullptr);
    flush->disown(call, observer);
    return start(call, std::move(flush), result);
}

ach_status Flush::dispose(ach_call& call, Observer& observer, Value& result) {
    auto flush = std::make_unique<Flush>(call, false);
    flush->take_down(call, observer);
    return start(call, std::move(flush), result);
}

// --- one thing after the other

ach_status Flush::go(ach_call& call, Value& result, Holder& holder) {
    for (;;) {
        if (!cleanups_.empty()) {
            call_cleanup(call, holder);
            return ACH_CALLING;
        }
        if (is_ready_ || (body_ != nullptr && !body_call_.empty())) {
            if (body_ == nullptr && !may_run(call)) continue;
            call_current(call, holder);
            return ACH_CALLING;
        }
        if (current_ == nullptr && !take(call)) return finish(call, result);
        if (current_ == nullptr) continue;
        const Look found = look(call, holder);
        if (found == Look::Calls) return ACH_CALLING;
        if (found == Look::Same) {
            current_ = nullptr;
        } else {
            prepare(call);
        }
    }
}

ach_status Flush::finish(ach_call& call, Value& result) {
    if (is_outermost_) reactions_.is_flushing = false;
    if (!error_.is_absent()) {
        call.mutator.raise(error_);
        return ACH_E_RAISED;
    }
    result = result_;
    return ACH_OK;
}

// The next one that is due. With none current, something was taken down.
bool Flush::take(ach_call& call) {
    if (!is_outermost_) return false;
    Observer* const first = reactions_.take();
    if (first == nullptr) return false;
    ReactiveGraph& graph = graph_of(call);
    if (graph.forget(call.mutator, *first)) return true;
    if (first->is_disposed()) {
        take_down(call, *first);
        return true;
    }
    const bool is_out = first->flush == reactions_.flushes && first->runs > kMostRunsOfOne;
    if (is_out || runs_ > kMostRuns || first->has_been_told) return true;
    current_ = first;
    at_ = first->first();
    asked_ = nullptr;
    return true;
}

// --- looking

Flush::Look Flush::look(ach_call& call, Holder& holder) {
    if (current_->is_forced) return Look::Changed;
    const ReactiveGraph& graph = graph_of(call);
    for (; at_ != nullptr; at_ = at_->next()) {
        Source& source = at_->source();
        if (source.kind() == Kind::Computed && asked_ != at_) {
            auto& computed = static_cast<Computed&>(source);
            if (!computed.is_valid(graph)) {
                asked_ = at_;
                if (!evaluation_.begin(call, computed)) return Look::Changed;
                doing_ = Doing::Looking;
                if (evaluation_.go(call, holder) == Evaluation::Progress::Calls) return Look::Calls;
            }
        }
        if (source.version() != at_->version()) return Look::Changed;
        if (current_->role() == Observer::Role::Scope &&
            source.changed_at() > current_->started_at) {
            return Look::Changed;
        }
    }
    return Look::Same;
}

// The current one has something to do.
void Flush::prepare(ach_call& call) {
    Observer& observer = *current_;
    if (observer.role() == Observer::Role::Effect) {
        disown(call, observer);
        is_ready_ = true;
        return;
    }
    current_ = nullptr;
    observer.is_forced = false;
    observer.has_been_told = observer.role() == Observer::Role::Scope;
    for (Link* link = observer.first(); link != nullptr && !observer.has_been_told;
         link = link->next()) {
        link->set_version(link->source().version());
    }
    observer.client()->changed(call, observer);
}

// --- running

// The current effect, whose cleanups have been called.
bool Flush::may_run(ach_call& call) {
    Observer& effect = *current_;
    if (effect.is_disposed()) {
        is_ready_ = false;
        current_ = nullptr;
        take_down(call, effect);
        return false;
    }
    if (std::exchange(effect.flush, reactions_.flushes) != reactions_.flushes) effect.runs = 0;
    if (++effect.runs <= kMostRunsOfOne && ++runs_ <= kMostRuns) return true;
    is_ready_ = false;
    const bool is_one = effect.runs > kMostRunsOfOne;
    const std::string text =
        is_one ? "effect keeps invalidating itself" : "effects keep invalidating each other";
    call.raise("CycleError", text + place_of(effect.subject()));
    const Value error = call.keep(call.mutator.take_error());
    failed(call, error);
    current_ = nullptr;
    return false;
}

// Calls the body, or the current effect.
void Flush::call_current(ach_call& call, Holder& holder) {
    Observer& observer = body_ != nullptr ? *body_ : *current_;
    ReactiveGraph& graph = graph_of(call);
    doing_ = Doing::Running;
    is_ready_ = false;
    observer.is_running = true;
    observer.is_forced = observer.has_been_told = false;
    observer.started_at = graph.now();
    scope_ = Scope{};
    scope_.reader = scope_.owner = &observer;
    scope_.run = graph.next_run();
    scope_.enter(*call.task);
    if (body_ == nullptr) context_ = observer.context();
    if (context_ != nullptr) call.task->context.swap(context_);
    if (body_ != nullptr) {
        const std::vector<Value> parts = std::exchange(body_call_, {});
        call.call_then(parts[0], std::span(parts).subspan(1), std::move(holder));
        return;
    }
    const Value function = observer.subject();
    if (!is_async(function)) {
        call.call_then(function, {}, std::move(holder));
        return;
    }
    scope_.is_for_async_call = true;
    call.call_then(graph.starter(), {&function, 1}, std::move(holder));
}

// The run of the body or the current effect is over.
void Flush::end_run(ach_call& call) {
    Observer& observer = body_ != nullptr ? *body_ : *current_;
    if (context_ != nullptr) call.task->context.swap(context_);
    context_.reset();
    scope_.leave(*call.task);
    graph_of(call).trim(call.mutator, scope_);
    observer.is_running = false;
    if (observer.is_disposed()) {
        take_down(call, observer);
    } else if (body_ != nullptr) {
        reactions_.add_due(observer);
    }
}

ach_status Flush::returned(ach_call& call, Value returned, Value& result) {
    Holder& holder = call.task->natives.back().continuation;
    call.keep(returned);
    switch (doing_) {
        case Doing::Cleaning: scope_.leave(*call.task); break;
        case Doing::Looking:
            if (evaluation_.returned(call, returned, holder) == Evaluation::Progress::Calls) {
                return ACH_CALLING;
            }
            break;
        case Doing::Running:
            if (body_ != nullptr) {
                result_ = returned;
            } else if (is_async(current_->subject()) && is_kind(returned, Kind::Future)) {
                current_->set_run(call.mutator, returned);
            }
            end_run(call);
            body_ = current_ = nullptr;
            break;
        case Doing::Nothing: break;
    }
    doing_ = Doing::Nothing;
    return go(call, result, holder);
}

// --- errors

ach_status Flush::raised(ach_call& call, Value error, Value& result) {
    Holder& holder = call.task->natives.back().continuation;
    call.keep(error);
    switch (std::exchange(doing_, Doing::Nothing)) {
        case Doing::Cleaning:
            scope_.leave(*call.task);
            graph_of(call).report("cleanup", error);
            break;
        case Doing::Looking:
            switch (evaluation_.raised(call, error, holder)) {
                case Evaluation::Progress::Calls: doing_ = Doing::Looking; return ACH_CALLING;
                case Evaluation::Progress::Done: break;
                case Evaluation::Progress::Failed:
                    failed(call, call.keep(call.mutator.take_error()));
                    at_ = current_ == nullptr ? nullptr : current_->first();
                    asked_ = nullptr;
                    break;
            }
            break;
        case Doing::Running:
            end_run(call);
            if (body_ != nullptr) {
                error_ = error;
            } else {
                failed(call, error);
            }
            body_ = current_ = nullptr;
            break;
        case Doing::Nothing: break;
    }
    return go(call, result, holder);
}

// An effect has failed.
void Flush::failed(ach_call& call, Value error) {
    if (created_ != nullptr && created_ == current_) {
        error_ = error;
        Observer& effect = *std::exchange(created_, nullptr);
        current_ = nullptr;
        if (effect.request_disposal()) take_down(call, effect);
    } else if (throws_ && error_.is_absent()) {
        error_ = error;
    } else {
        report(call, error);
    }
}

// To whom its maker's context says, or to the log.
void Flush::report(ach_call& call, Value error) {
    constexpr std::string_view kWhat = "effect";
    const bool is_told = current_ != nullptr && current_->context() != nullptr &&
                         call.machine.failures().tell(call.mutator, *current_->context(), kWhat,
                                                      current_->subject(), error);
    if (!is_told) graph_of(call).report(kWhat, error);
}

// --- what is owned

// Ends what the observer owns, the newest first. Cleanups are called later, in that order, and
// before those that wait already.
void Flush::disown(ach_call& call, Observer& observer) {
    if (observer.owned().is_null() && observer.run().is_null()) return;
    std::vector<Value> open, order;
    const auto open_up = [&](Observer& owner) {
        if (auto run = try_as<Future>(owner.run())) run->cancel(call.machine, call.mutator);
        auto list = try_as<Vector>(owner.owned());
        if (list == nullptr) return;
        for (std::size_t i = 0; i < list->length(); ++i) open.push_back(call.keep(list->get(i)));
    };
    open_up(observer);
    observer.disown(call.mutator);
    while (!open.empty()) {
        const Value item = open.back();
        open.pop_back();
        if (auto child = try_as<Observer>(item)) {
            child->request_disposal();
            if (child->is_running) continue;  // at the end of its run
            open_up(*child);
            graph_of(call).take_down(call.mutator, *child);
        } else {
            order.push_back(item);
        }
    }
    cleanups_.insert(cleanups_.end(), order.rbegin(), order.rend());
}

void Flush::take_down(ach_call& call, Observer& observer) {
    disown(call, observer);
    graph_of(call).take_down(call.mutator, observer);
}

void Flush::call_cleanup(ach_call& call, Holder& holder) {
    const Value function = cleanups_.back();
    cleanups_.pop_back();
    doing_ = Doing::Cleaning;
    scope_ = Scope{};
    scope_.enter(*call.task);
    call.call_then(function, {}, std::move(holder));
}

void Flush::trace(Tracer& tracer) {
    evaluation_.trace(tracer);
    for (const Value v : cleanups_) tracer.visit(v);
    for (const Value v : body_call_) tracer.visit(v);
    tracer.visit(current_);
    tracer.visit(created_);
    tracer.visit(body_);
    tracer.visit(result_);
    tracer.visit(error_);
}

}  // namespace ach::vm
