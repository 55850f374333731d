#include "vm/plugin/reactive_natives.hpp"

#include "vm/plugin/native_defs.hpp"
#include "vm/runtime/batch.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/failures.hpp"
#include "vm/runtime/flush.hpp"
#include "vm/runtime/future.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/reactive_graph.hpp"
#include "vm/runtime/reading.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/type_check.hpp"
#include "vm/runtime/types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace ach::vm {

namespace {

ReactiveGraph& graph_of(ach_call& call) { return call.machine.reactive_graph(); }

ach_status raise_reactive(ach_call& call, std::string_view message) {
    return call.raise("ReactiveError", message);
}

// --- checks: false, and an error is pending

template <class T>
T* expect(ach_call& call, Value v, std::string_view type) {
    auto object = try_as<T>(v);
    if (object == nullptr) call.raise_type(type, v);
    return object;
}

Observer* effect_of(ach_call& call, Value v) { return expect<Observer>(call, v, "Effect"); }

// A function that can be called with so many arguments.
bool is_callback(ach_call& call, std::string_view name, Value function, std::uint32_t most) {
    if (!is_callable(function)) {
        raise_type_error(call.mutator, name, "Function", function);
        return false;
    }
    const Arity takes = arity_of(function);
    if (takes.min <= most) return true;
    call.raise(error_kind::kRuntime, "Function expects " +
                                         argument_count_text(takes.min, takes.max) + ", got " +
                                         std::to_string(most));
    return false;
}

bool may_write(ach_call& call, const Signal* signal) {
    if (Scope::is_pure_in(*call.task)) {
        raise_reactive(call, "a computed must not change signals");
        return false;
    }
    if (signal == nullptr || !Scope::is_updating(*call.task, *signal)) return true;
    raise_reactive(call, "a signal cannot be changed by the function that updates it");
    return false;
}

// --- signals

bool read_options(ach_call& call, Value options, bool& always) {
    if (options.is_null()) return true;
    auto record = try_as<Record>(options);
    if (record == nullptr) {
        call.raise_type("Record", options);
        return false;
    }
    FieldCursor cursor;
    String* key = nullptr;
    Value value;
    while (cursor.next(*record, key, value)) {
        if (key->view() != "always") {
            call.raise(
                error_kind::kValue,
                fmt::format("signal(): there is no option '{}', only 'always'", key->view()));
            return false;
        }
        if (!value.is_boolean() && !value.is_null()) {
            call.raise_type("Boolean", value);
            return false;
        }
        always = value.is_true();
    }
    return true;
}

ach_status make_signal(ach_call& call, Arguments args, ach_value* result) {
    bool always = false;
    if (args.size() > 1 && !read_options(call, args[1], always)) return ACH_E_RAISED;
    const Value initial = args.empty() ? Value() : args[0];
    return give(&call, Signal::make(call.mutator, graph_of(call), initial, always), result);
}

ach_status give_after_change(ach_call& call, Value value, ach_value* result) {
    Value made;
    const ach_status status = Flush::after(call, value, made);
    return status == ACH_OK ? give(&call, made, result) : status;
}

ach_status set(ach_call& call, Arguments args, ach_value* result) {
    auto signal = expect<Signal>(call, args[0], "Signal");
    if (signal == nullptr || !may_write(call, signal)) return ACH_E_RAISED;
    Writer writer(graph_of(call), call.task->strand->own_reactions());
    signal->set(call.mutator, graph_of(call), writer, args[1]);
    return give_after_change(call, Value(), result);
}

ach_status touch(ach_call& call, Arguments args, ach_value* result) {
    auto signal = expect<Signal>(call, args[0], "Signal");
    if (signal == nullptr || !may_write(call, signal)) return ACH_E_RAISED;
    Writer writer(graph_of(call), call.task->strand->own_reactions());
    signal->touch(call.mutator, graph_of(call), writer);
    return give_after_change(call, Value(), result);
}

// Has the function called until nobody has changed the signal meanwhile.
class Update final : public NativeContinuation {
public:
    Update(Signal& signal, Value function) : signal_(signal), function_(function) {}

    static ach_status begin(ach_call& call, Signal& signal, Value function) {
        auto update = std::make_unique<Update>(signal, function);
        Update& self = *update;
        return self.call_function(call, std::move(update));
    }

    ach_status resume(ach_call&, Completion&, Value&) override { return ACH_E_INTERNAL; }
    ach_status returned(ach_call& call, Value returned, Value& result) override {
        scope_.leave(*call.task);
        call.keep(returned);
        ReactiveGraph& graph = graph_of(call);
        Writer writer(graph, call.task->strand->own_reactions());
        if (signal_.replace(call.mutator, graph, writer, seen_, returned)) {
            return Flush::after(call, returned, result);
        }
        return call_function(call, std::move(call.task->natives.back().continuation));
    }
    bool catches() const override { return true; }
    ach_status raised(ach_call& call, Value error, Value&) override {
        scope_.leave(*call.task);
        call.mutator.raise(error);
        return ACH_E_RAISED;
    }
    bool forbids_suspension() const override { return true; }
    void trace(Tracer& tracer) override {
        tracer.visit(&signal_);
        tracer.visit(function_);
    }

private:
    ach_status call_function(ach_call& call, std::unique_ptr<NativeContinuation> self) {
        scope_ = Scope{};
        scope_.owner = Scope::owner_of(*call.task);
        scope_.updating = &signal_;
        scope_.enter(*call.task);
        seen_ = signal_.version();
        const Value value = call.keep(signal_.value());
        const std::size_t count = arity_of(function_).max == 0 ? 0 : 1;
        call.call_then(function_, {&value, count}, std::move(self));
        return ACH_CALLING;
    }

    Signal& signal_;
    const Value function_;
    std::uint64_t seen_ = 0;
    Scope scope_;
};

ach_status update(ach_call& call, Arguments args, ach_value*) {
    auto signal = expect<Signal>(call, args[0], "Signal");
    if (signal == nullptr || !is_callback(call, "update", args[1], 1) || !may_write(call, signal)) {
        return ACH_E_RAISED;
    }
    return Update::begin(call, *signal, args[1]);
}

template <class T>
ach_status peek(ach_call& call, Arguments args, ach_value* result) {
    auto source = expect<T>(call, args[0], T::is(Kind::Signal) ? "Signal" : "Computed");
    if (source == nullptr) return ACH_E_RAISED;
    Value made;
    const ach_status status = Reading::read(call, *source, false, made);
    return status == ACH_OK ? give(&call, made, result) : status;
}

template <class T>
ach_status is_observed(ach_call& call, Arguments args, ach_value* result) {
    auto source = expect<T>(call, args[0], T::is(Kind::Signal) ? "Signal" : "Computed");
    if (source == nullptr) return ACH_E_RAISED;
    return give(&call, Value::boolean(source->is_observed()), result);
}

// --- computeds

ach_status make_computed(ach_call& call, Arguments args, ach_value* result) {
    if (!is_callback(call, "computed", args[0], 0)) return ACH_E_RAISED;
    auto closure = try_as<Closure>(args[0]);
    if (closure != nullptr && closure->code().has(kIsAsync)) {
        return call.raise(error_kind::kType,
                          "Type error in computed: expected a function that is not async");
    }
    return give(&call, Computed::make(call.mutator, graph_of(call), args[0]), result);
}

ach_status refuse_to_write(ach_call& call, Arguments, ach_value*) {
    return call.raise(error_kind::kType, "Computed is read-only");
}

// --- effects

ach_status make_effect(ach_call& call, Arguments args, ach_value* result) {
    if (!is_callback(call, "effect", args[0], 0)) return ACH_E_RAISED;
    if (Scope::is_pure_in(*call.task)) {
        return raise_reactive(call, "a computed must not create effects");
    }
    Strand& home = *call.task->strand;
    const Scope* const scope = call.task->scope;
    if (home.strand_class() == StrandClass::Parallel || (scope != nullptr && scope->is_worker)) {
        return raise_reactive(call, "an effect cannot live in a parallel callback, which ends");
    }
    graph_of(call).set_starter(args[1]);
    Observer* const made = Observer::make(call.mutator, graph_of(call), Observer::Role::Effect,
                                          home, args[0], nullptr);
    if (made == nullptr) return ACH_E_RAISED;
    call.keep(Value::object(made));
    if (call.context().leaves_something()) made->set_context(call.context().for_async_call());
    Observer* const owner = Scope::owner_of(*call.task);
    if (owner != nullptr && !owner->own(call.mutator, Value::object(made))) return ACH_E_RAISED;
    Value effect;
    const ach_status status = Flush::create(call, *made, effect);
    return status == ACH_OK ? give(&call, effect, result) : status;
}

// An observer of another strand is to have its turn there. It may vanish until it is pinned.
void nudge(ach_call& call, Observer& observer) {
    observer.pin();
    const StrandRef home = observer.home_if_alive(call.mutator, graph_of(call));
    if (home != nullptr) {
        home->reactions().nudge(observer);
    } else {
        observer.unpin();
    }
}

ach_status dispose(ach_call& call, Arguments args, ach_value* result) {
    Observer* effect = effect_of(call, args[0]);
    if (effect == nullptr) return ACH_E_RAISED;
    StrandRef home = effect->home_if_alive(call.mutator, graph_of(call));
    if (!effect->request_disposal() || home == nullptr) return ACH_OK;
    if (home != call.task->strand) {
        nudge(call, *effect);
        return ACH_OK;
    }
    if (effect->is_running) return ACH_OK;
    Value made;
    const ach_status status = Flush::dispose(call, *effect, made);
    return status == ACH_OK ? give(&call, made, result) : status;
}

ach_status run_effect(ach_call& call, Arguments args, ach_value* result) {
    Observer* effect = effect_of(call, args[0]);
    if (effect == nullptr) return ACH_E_RAISED;
    if (!may_write(call, nullptr)) return ACH_E_RAISED;
    StrandRef home = effect->home_if_alive(call.mutator, graph_of(call));
    if (home == nullptr || effect->is_disposed()) return ACH_OK;
    if (home != call.task->strand) {
        nudge(call, *effect);
        return ACH_OK;
    }
    effect->is_forced = true;
    home->reactions().add_due(*effect);
    return give_after_change(call, Value(), result);
}

ach_status is_active(ach_call& call, Arguments args, ach_value* result) {
    Observer* effect = effect_of(call, args[0]);
    if (effect == nullptr) return ACH_E_RAISED;
    return give(&call, Value::boolean(!effect->is_disposed()), result);
}

ach_status effect_failed(ach_call& call, Arguments args, ach_value*) {
    if (!is_kind(args[0], Kind::Error)) return ACH_OK;
    const bool is_told =
        call.machine.failures().tell(call.mutator, call.context(), "effect", Value(), args[0]);
    if (!is_told) graph_of(call).report("effect", args[0]);
    return ACH_OK;
}

ach_status on_cleanup(ach_call& call, Arguments args, ach_value*) {
    if (!is_callback(call, "on_cleanup", args[0], 0)) return ACH_E_RAISED;
    Observer* const owner = Scope::owner_of(*call.task);
    if (owner == nullptr) {
        return raise_reactive(call, "on_cleanup() is for the run of an effect or a render scope");
    }
    return raised_unless(owner->own(call.mutator, args[0]));
}

// --- batch and untrack

ach_status batch(ach_call& call, Arguments args, ach_value*) {
    if (!is_callback(call, "batch", args[0], 0)) return ACH_E_RAISED;
    return Batch::call(call, args[0]);
}

class Untracked final : public NativeContinuation {
public:
    static ach_status call(ach_call& call, Value function, Arguments arguments, bool is_worker) {
        auto untracked = std::make_unique<Untracked>();
        untracked->scope_.owner = is_worker ? nullptr : Scope::owner_of(*call.task);
        untracked->scope_.is_worker = is_worker;
        untracked->scope_.enter(*call.task);
        call.call_then(function, arguments, std::move(untracked));
        return ACH_CALLING;
    }

    ach_status resume(ach_call&, Completion&, Value&) override { return ACH_E_INTERNAL; }
    ach_status returned(ach_call& call, Value returned, Value& result) override {
        scope_.leave(*call.task);
        result = returned;
        return ACH_OK;
    }
    bool catches() const override { return true; }
    ach_status raised(ach_call& call, Value error, Value&) override {
        scope_.leave(*call.task);
        call.mutator.raise(error);
        return ACH_E_RAISED;
    }
    bool forbids_suspension() const override { return true; }

private:
    Scope scope_;
};

ach_status untrack(ach_call& call, Arguments args, ach_value*) {
    if (!is_callback(call, "untrack", args[0], 0)) return ACH_E_RAISED;
    return Untracked::call(call, args[0], {}, false);
}

// What strands of their own would do, done here: it is no part of whoever waits for it.
ach_status work_here(ach_call& call, Arguments args, ach_value*) {
    return Untracked::call(call, args[0], args.subspan(1), true);
}

constexpr std::array kNatives = {
    define_native<make_signal>("signal", 0, 2,
                               "signal(initial?, opts?) -> Signal\nA value that may change, and "
                               "that tells who has read it."),
    define_native<make_computed>("computed", 1, 1,
                                 "computed(fn) -> Computed\nA value made of others by a function, "
                                 "when somebody reads it."),
    define_native<batch>("batch", 1, 1,
                         "batch(fn)\nCalls fn and tells of what it changed when it is over."),
    define_native<untrack>("untrack", 1, 1,
                           "untrack(fn)\nCalls fn; what it reads is not recorded."),
    define_native<on_cleanup>("on_cleanup", 1, 1,
                              "on_cleanup(fn)\nCalls fn before the next run of this effect or "
                              "render scope, and when it ends."),
    define_native<peek<Signal>>("Signal__peek", 1, 1),
    define_native<set>("Signal__set", 2, 2),
    define_native<update>("Signal__update", 2, 2),
    define_native<touch>("Signal__touch", 1, 1),
    define_native<is_observed<Signal>>("Signal__observed", 1, 1),
    define_native<peek<Computed>>("Computed__peek", 1, 1),
    define_native<is_observed<Computed>>("Computed__observed", 1, 1),
    define_native<refuse_to_write>("Computed__set", 1, ACH_ANY_COUNT),
    define_native<refuse_to_write>("Computed__update", 1, ACH_ANY_COUNT),
    define_native<refuse_to_write>("Computed__touch", 1, ACH_ANY_COUNT),
    define_native<work_here>("__work_here", 1, ACH_ANY_COUNT),
    define_native<make_effect>("__effect", 2, 2),
    define_native<effect_failed>("__effect_failed", 1, 1),
    define_native<dispose>("Effect__dispose", 1, 1),
    define_native<is_active>("Effect__active", 1, 1),
    define_native<run_effect>("Effect__run", 1, 1),
};

constexpr std::array kMethods = {
    define_method("Signal", "peek", "Signal__peek"),
    define_method("Signal", "set", "Signal__set"),
    define_method("Signal", "update", "Signal__update"),
    define_method("Signal", "touch", "Signal__touch"),
    define_method("Signal", "observed", "Signal__observed"),
    define_method("Computed", "peek", "Computed__peek"),
    define_method("Computed", "observed", "Computed__observed"),
    define_method("Computed", "set", "Computed__set"),
    define_method("Computed", "update", "Computed__update"),
    define_method("Computed", "touch", "Computed__touch"),
    define_method("Effect", "dispose", "Effect__dispose"),
    define_method("Effect", "active", "Effect__active"),
    define_method("Effect", "run", "Effect__run"),
};

}  // namespace

std::span<const ach_native_def> reactive_natives() { return kNatives; }
std::span<const ach_method_def> reactive_methods() { return kMethods; }

}  // namespace ach::vm
