#include "vm/runtime/machine.hpp"

#include <algorithm>

#include "vm/runtime/channel.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/failures.hpp"
#include "vm/runtime/generator.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/intrinsics.hpp"
#include "vm/runtime/job.hpp"
#include "vm/runtime/local_scheduler.hpp"
#include "vm/runtime/lock.hpp"
#include "vm/runtime/orphans.hpp"
#include "vm/runtime/reactive_graph.hpp"
#include "vm/runtime/trace.hpp"
#include "vm/runtime/vector.hpp"

#include <stdexcept>

namespace ach::vm {

namespace {

// Until somebody says how modules are found, there are none.
class NoModules final : public ModuleFinder {
public:
    FoundModule find(Mutator&, const Unit&, const std::string& path) override {
        FoundModule found;
        found.failure = "Failed to read module '" + path + "': this machine has no modules";
        return found;
    }
    bool exports(const std::string&, const std::string&) override { return false; }
};

}  // namespace

Machine::Machine(const MachineOptions& options)
    : options_(options),
      local_scheduler_(options.scheduler == nullptr ? std::make_unique<LocalScheduler>() : nullptr),
      heap_(options.heap),
      mutators_(heap_),
      finder_(std::make_unique<NoModules>()) {
    heap_.define(Kind::Closure, {&Closure::trace, nullptr});
    heap_.define(Kind::Generator, {&Generator::trace, nullptr});
    heap_.define(Kind::Future, {&Future::trace, nullptr});
    heap_.define(Kind::Task, {&Task::trace, &Task::finalize});
    heap_.define(Kind::Lock, {&Lock::trace, nullptr});
    heap_.define(Kind::Guard, {&Guard::trace, nullptr});
    heap_.define(Kind::Channel, {&Channel::trace, nullptr});
    heap_.define(Kind::ChannelEnd, {&ChannelEnd::trace, nullptr});
    heap_.define(Kind::Letter, {&Letter::trace, nullptr});
    heap_.define(Kind::Job, {&Job::trace, nullptr});
    heap_.define(Kind::Signal, {&Signal::trace, nullptr});
    heap_.define(Kind::Computed, {&Computed::trace, nullptr});
    heap_.define(Kind::Observer, {&Observer::trace, nullptr});
    heap_.define(Kind::Link, {&Link::trace, nullptr});
    heap_.add_roots(*this);
    builtins_ = std::make_unique<BuiltinRegistry>(heap_);
    heap_.add_roots(strands_);
    main_strand_ = make_strand(StrandClass::Main);
    strands_.watcher = main_strand_;
    const auto wake = [this] { main_strand_->scheduled_by_->schedule(); };
    orphans_ = std::make_unique<Orphans>(heap_, wake);
    failures_ = std::make_unique<Failures>(*this, wake);
    graph_ = std::make_unique<ReactiveGraph>(*this);
    Mutator mutator(heap_);
    if (!define_intrinsics(mutator, *builtins_)) throw std::bad_alloc();
}

Machine::~Machine() {
    strands_.close();
    graph_->close();

    heap_.remove_roots(strands_);
    heap_.remove_roots(*this);
}

StrandRef Machine::make_strand(StrandClass strand_class) {
    StrandRef strand(new Strand(*this, strand_class));
    StrandScheduler* scheduler = options_.scheduler;
    strand->scheduled_by_ =
        scheduler == nullptr ? local_scheduler_->adopt(*strand) : scheduler->adopt(*strand);
    return strand;
}

UnitInstance* Machine::load(Mutator& mutator, std::shared_ptr<const Unit> unit,
                            std::shared_ptr<Globals> globals) {
    std::unique_ptr<UnitInstance> instance =
        UnitInstance::create(mutator, std::move(unit), *builtins_, std::move(globals));
    if (instance == nullptr) return nullptr;
    units_.push_back(std::move(instance));
    return units_.back().get();
}

UnitInstance* Machine::load_program(Mutator& mutator, std::shared_ptr<const Unit> unit) {
    UnitInstance* instance = load(mutator, std::move(unit), nullptr);
    if (instance != nullptr) started_.store(instance, std::memory_order_release);
    return instance;
}

bool Machine::load_prelude(Mutator& mutator, std::shared_ptr<const Unit> unit) {
    UnitInstance* instance = load(mutator, unit, nullptr);
    if (instance == nullptr) return false;
    Root<Closure> body(mutator, Closure::make(mutator, instance->top_level()));
    if (!body) return false;
    const Value done = call_sync(mutator, main_strand_, Value::object(body.get()), {},
                                 ExecutionContext::main_script());
    if (done.is_failed()) return false;
    // Every top-level variable of a prelude is a global, so that its functions can be found by
    // name.
    for (const std::string& name : unit->definitions) {
        const auto variable = std::ranges::find(unit->globals, name, &GlobalVariable::name);
        if (variable == unit->globals.end()) continue;
        const auto slot = static_cast<std::size_t>(variable - unit->globals.begin());
        builtins_->define_value(name, instance->globals().slots()[slot].load());
    }
    return true;
}

Task* Machine::start(Mutator& mutator, UnitInstance& unit, ExecutionContext::Ref context) {
    Root<Closure> body(mutator, Closure::make(mutator, unit.top_level()));
    if (!body) return nullptr;
    started_.store(&unit, std::memory_order_release);
    return start_call(mutator, Value::object(body.get()), {}, std::move(context));
}

bool Machine::set_global(Mutator&, std::string_view name, Value value) {
    UnitInstance* unit = started_.load(std::memory_order_acquire);
    if (unit == nullptr) return false;
    const auto& names = unit->unit().globals;
    const auto variable = std::ranges::find(names, name, &GlobalVariable::name);
    if (variable == names.end()) return false;
    unit->globals().slots()[static_cast<std::size_t>(variable - names.begin())].publish(value);
    return true;
}

Vector* Machine::list_of(Mutator& mutator, Value function, std::span<const Value> arguments) {
    Root<Vector> list(mutator, make_vector(mutator, arguments.size() + 1));
    if (!list || !push(mutator, *list, function) || !extend(mutator, *list, arguments)) {
        return nullptr;
    }
    return list.get();
}

Task* Machine::start_call(Mutator& mutator, Value function, std::span<const Value> arguments,
                          ExecutionContext::Ref context) {
    Root<Vector> list(mutator, list_of(mutator, function, arguments));
    if (!list) return nullptr;
    Task* task = Task::make(mutator, main_strand_, std::move(context), options_.max_frames,
                            Value::object(list.get()));
    if (task != nullptr) main_strand_->wake(mutator, *task);
    return task;
}

Future* Machine::start_task(Mutator& mutator, Strand& strand, Value function,
                            std::span<const Value> arguments, ExecutionContext::Ref context) {
    Root<Vector> list(mutator, list_of(mutator, function, arguments));
    Root<Future> future(mutator, list ? Future::make(mutator) : nullptr);
    if (!future) return nullptr;
    Root<Task> task(mutator, Task::make(mutator, StrandRef(&strand), std::move(context),
                                        options_.max_frames, Value::object(list.get())));
    if (!task) return nullptr;
    task->set_future(mutator, *future);
    future->set_source(mutator, *task, &cancel_task);
    strand.wake(mutator, *task);
    return future.get();
}

Future* Machine::spawn(Mutator& mutator, StrandClass strand_class, Value function,
                       std::span<const Value> arguments, const ExecutionContext& context) {
    if (is_ending()) {
        mutator.raise("CancelledError", "the program is ending: nothing new is started");
        return nullptr;
    }
    const StrandRef strand = make_strand(strand_class);
    return start_task(mutator, *strand, function, arguments, context.for_worker_thread());
}

Value Machine::call_sync(Mutator& mutator, const StrandRef& strand, Value function,
                         std::span<const Value> arguments, const ExecutionContext::Ref& context,
                         std::uint32_t native_nesting, Scope* scope) {
    if (native_nesting >= kMaxNativeNesting) return mutator.raise_stack_overflow();
    Root<Vector> list(mutator, list_of(mutator, function, arguments));
    if (!list) return Value::failed();
    Root<Task> task(mutator, Task::make(mutator, strand, context->without_suspension(),
                                        options_.max_frames, Value::object(list.get())));
    if (!task) return Value::failed();
    task->native_nesting = native_nesting + 1;
    task->scope = scope;
    Slice whole;
    Interpreter nested(*this, mutator, *task, whole);
    RunResult result;
    do {
        result = nested.run();
    } while (result == RunResult::Yielded);
    if (result == RunResult::Finished) return task->outcome();
    if (result == RunResult::Failed) return mutator.raise(task->outcome());
    return mutator.raise("AsyncError", "cannot suspend inside a call that must not wait");
}

bool Machine::run_to_end(Mutator& mutator, Task& task, Slice slice) {
    local_scheduler_->work(mutator, slice, [&] { return task.has_ended() || strands_.is_empty(); });
    return task.has_ended();
}

void Machine::stop() {
    is_stopped_.store(true, std::memory_order_release);
    strands_.poke(Mutator::kOther);
}

bool Machine::look_for_orphans(Mutator& mutator) {
    heap_.collect(mutator);
    if (!orphans_->has_due()) return false;
    serve_orphans(mutator);
    return true;
}

void Machine::serve_orphans(Mutator& mutator) {
    while (Object* due = orphans_->take_due()) {
        Root<Value> owner(mutator, Value::object(due));
        if (auto lock = try_as<Lock>(owner)) lock->give_back(mutator);
        if (auto channel = try_as<Channel>(owner)) channel->close(mutator, false);
    }
}

void Machine::begin_ending(Mutator& mutator) {
    is_ending_.store(true, std::memory_order_release);
    strands_.cancel_all(mutator);
}

// --- modules

namespace {

// Those who wait for the module look at it again.
void tell_the_end(Mutator& mutator, const LoadedModule& module) {
    if (module.end != nullptr) fulfil(mutator, *module.end, Value());
}

}  // namespace

void Machine::module_loaded(Mutator& mutator, UnitInstance& instance) {
    for (auto& [key, module] : modules_) {
        if (module.instance != &instance) continue;
        tell_the_end(mutator, module);
        module = {LoadedModule::State::Loaded, &instance, nullptr, nullptr};
    }
}

void Machine::forget_module(Mutator& mutator, UnitInstance& instance) {
    std::erase_if(modules_, [&](const auto& one) {
        if (one.second.instance != &instance) return false;
        tell_the_end(mutator, one.second);
        return true;
    });
}

bool Machine::is_circular(const LoadedModule& module, const Task& task) const {
    const LoadedModule* loading = &module;
    while (loading != nullptr) {
        if (loading->loader == &task) return true;
        auto awaited = try_as<Future>(loading->loader->awaited());
        const auto next = std::ranges::find_if(modules_, [&](const auto& one) {
            return awaited != nullptr && one.second.end == awaited;
        });
        loading = next == modules_.end() ? nullptr : &next->second;
    }
    return false;
}

void Machine::trace_roots(Tracer& tracer) {
    for (const auto& unit : units_) unit->trace(tracer);
    for (const auto& [key, module] : modules_) {
        tracer.visit(module.loader);
        tracer.visit(module.end);
    }
}

}  // namespace ach::vm
