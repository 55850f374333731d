// A machine owns everything that a program is: heap, builtins, loaded units and modules, its main
// strand. Two machines in one process share nothing, and there is no state outside of them.
//
// Who embeds a machine, in order:
//   1. makes it, and a Mutator for the thread it is on;
//   2. fills builtins() with natives, loads preludes, then defines methods;
//   3. says how modules are found (set_modules);
//   4. loads a unit and starts it: a task that is ready on main_strand();
//   5. lets strands run until Task::state says that it ended: through a StrandScheduler of its own,
//      or with run_to_end.
//
// Any thread with a mutator may be inside, as many at a time as there are. What strands share is
// the heap, whose containers look after themselves, and what is said to be shared here. Preludes,
// units and modules are loaded on the main strand alone: nothing else imports.
#pragma once

#include "vm/runtime/builtin_registry.hpp"
#include "vm/runtime/code.hpp"
#include "vm/runtime/execution_context.hpp"
#include "vm/runtime/heap.hpp"
#include "vm/runtime/mutators.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/task.hpp"
#include "vm/runtime/trace.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace ach::vm {

class Failures;
class LocalScheduler;
class Orphans;
class ReactiveGraph;
struct Scope;
class Vector;

struct MachineOptions {
    HeapOptions heap;
    // Lets the strands run. Null: run_to_end() does, and whoever else calls work().
    StrandScheduler* scheduler = nullptr;
    std::uint32_t max_frames = 200'000;  // of one task; beyond it a call raises StackOverflow
    // A request to stop reaches tasks of the main strand wherever they are: somebody at a terminal
    // must be able to end what he began.
    bool is_interruptible = false;
};

// What an import's path turned out to be.
struct FoundModule {
    enum class Form : std::uint8_t { Script, Builtin, Broken };
    Form form = Form::Broken;
    std::string key;                   // Script: one per file, however it is spelled
    std::shared_ptr<const Unit> unit;  // Script
    std::string failure;               // Broken: the text of the ImportError
};

// Finds and compiles modules, and sees to it that the builtins they name are there. That may run
// the top level of preludes, never of the module.
class ModuleFinder {
public:
    virtual ~ModuleFinder() = default;
    virtual FoundModule find(Mutator& mutator, const Unit& importer, const std::string& path) = 0;
    // Has the builtin module that member?
    virtual bool exports(const std::string& module, const std::string& name) = 0;
    // What to say to whoever wants a member that the builtin module does not have; mostly nothing.
    virtual std::string hint_for(const std::string&, const std::string&) { return {}; }
};

// A module that was imported at least once and did not fail.
struct LoadedModule {
    enum class State : std::uint8_t { New, Loading, Loaded };
    State state = State::New;
    UnitInstance* instance = nullptr;
    // While it is loading: the task that runs its top level, and what others who import it
    // meanwhile wait for; null while nobody does.
    Task* loader = nullptr;
    Future* end = nullptr;
};

class Machine final : public RootProvider {
public:
    explicit Machine(const MachineOptions& options = {});
    // Nothing runs any more.
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    Heap& heap() { return heap_; }
    BuiltinRegistry& builtins() { return *builtins_; }
    Strand& main_strand() { return *main_strand_; }
    const MachineOptions& options() const { return options_; }

    // Whatever who embeds the machine wants to find again from a call; not owned.
    void* embedder() const { return embedder_; }
    void set_embedder(void* embedder) { embedder_ = embedder; }

    void set_modules(std::unique_ptr<ModuleFinder> finder) { finder_ = std::move(finder); }
    ModuleFinder& modules() { return *finder_; }

    // Links a verified unit. Null: an error is pending. `globals` is the session's for the entries
    // of a REPL, and null otherwise. The instance lives as long as the machine.
    [[nodiscard]] UnitInstance* load(Mutator& mutator, std::shared_ptr<const Unit> unit,
                                     std::shared_ptr<Globals> globals);

    // The same for a unit that is a program: set_global() means its variables from here on.
    [[nodiscard]] UnitInstance* load_program(Mutator& mutator, std::shared_ptr<const Unit> unit);

    // Runs a prelude's top level, on this stack, and defines what it exports. False: an error is
    // pending.
    [[nodiscard]] bool load_prelude(Mutator& mutator, std::shared_ptr<const Unit> unit);

    // [any mutator] Sets the top-level variable of that name of the unit that was started. False:
    // there is none.
    bool set_global(Mutator& mutator, std::string_view name, Value value);

    // A task that runs the unit's top level, ready on the main strand. Null: an error is pending.
    [[nodiscard]] Task* start(Mutator& mutator, UnitInstance& unit, ExecutionContext::Ref context);

    // A task that calls a function, ready on the main strand. The values are rooted.
    [[nodiscard]] Task* start_call(Mutator& mutator, Value function,
                                   std::span<const Value> arguments, ExecutionContext::Ref context);

    // [any mutator] Calls a function as a task of a strand, soon. Everything is rooted. The Future
    // of its result; null: an error is pending.
    [[nodiscard]] Future* start_task(Mutator& mutator, Strand& strand, Value function,
                                     std::span<const Value> arguments,
                                     ExecutionContext::Ref context);
    // [any mutator] The same on a strand of its own. The context is that of whoever asks.
    [[nodiscard]] Future* spawn(Mutator& mutator, StrandClass strand_class, Value function,
                                std::span<const Value> arguments, const ExecutionContext& context);

    // [any thread] A strand without tasks.
    StrandRef make_strand(StrandClass strand_class);
    Strands& strands() { return strands_; }
    Mutators& mutators() { return mutators_; }

    // Calls a function on this stack, in a no-suspend context. Failed: an error is pending.
    // `native_nesting` is how many such calls enclose this one, and `scope` what it is inside of.
    [[nodiscard]] Value call_sync(Mutator& mutator, const StrandRef& strand, Value function,
                                  std::span<const Value> arguments,
                                  const ExecutionContext::Ref& context,
                                  std::uint32_t native_nesting = 0, Scope* scope = nullptr);

    // Lets strands run on this thread until the task has ended. False: it waits for something that
    // can no longer happen. The task is rooted. For machines without a scheduler of their own.
    bool run_to_end(Mutator& mutator, Task& task, Slice slice = {});
    LocalScheduler& local_scheduler() { return *local_scheduler_; }

    // How many natives may call back into script through call_sync, one inside the other: each of
    // them holds a piece of the machine's own stack.
    static constexpr std::uint32_t kMaxNativeNesting = 64;
    // How many async calls may each be the first thing that another one does.
    static constexpr std::uint32_t kMaxAsyncNesting = 100'000;

    // [any mutator] The program comes to its end: nothing new is spawned, and every task is asked
    // to stop, where it waits and at its safepoints.
    void begin_ending(Mutator& mutator);
    bool is_ending() const { return is_ending_.load(std::memory_order_acquire); }
    // Tasks that have begun and not ended.
    std::size_t begun_tasks() const { return begun_tasks_.load(std::memory_order_acquire); }
    void task_has_begun() { begun_tasks_.fetch_add(1, std::memory_order_relaxed); }
    void task_has_ended() { begun_tasks_.fetch_sub(1, std::memory_order_release); }

    // Errors that nobody has looked at.
    Failures& failures() { return *failures_; }

    // [any thread] Script runs no further than to its next safepoint, for good: what is left of a
    // program that is over.
    void stop();
    bool is_stopped() const { return is_stopped_.load(std::memory_order_acquire); }

    // What must be done for locks and channels when others have become unreachable.
    Orphans& orphans() { return *orphans_; }
    void serve_orphans(Mutator& mutator);
    // Everything waits: looks whether somebody waits for what has become unreachable. False: no.
    bool look_for_orphans(Mutator& mutator);

    ReactiveGraph& reactive_graph() { return *graph_; }

    // A number for a background job.
    std::uint64_t next_job() { return jobs_.fetch_add(1, std::memory_order_relaxed) + 1; }

    // --- for the interpreter
    LoadedModule& module(const std::string& key) { return modules_[key]; }
    // Its top level has ended, or was left by an error, so that the next import runs it again.
    void module_loaded(Mutator& mutator, UnitInstance& instance);
    void forget_module(Mutator& mutator, UnitInstance& instance);
    // Does the module, which is loading, wait for one that the task is loading?
    bool is_circular(const LoadedModule& module, const Task& task) const;

    void trace_roots(Tracer& tracer) override;

private:
    Vector* list_of(Mutator& mutator, Value function, std::span<const Value> arguments);

    MachineOptions options_;
    void* embedder_ = nullptr;
    std::unique_ptr<LocalScheduler> local_scheduler_;
    Heap heap_;
    Mutators mutators_;
    Strands strands_;
    std::unique_ptr<BuiltinRegistry> builtins_;
    std::unique_ptr<Orphans> orphans_;
    std::unique_ptr<Failures> failures_;
    std::unique_ptr<ReactiveGraph> graph_;
    std::atomic<std::uint64_t> jobs_{0};
    StrandRef main_strand_;
    std::unique_ptr<ModuleFinder> finder_;
    std::vector<std::unique_ptr<UnitInstance>> units_;
    std::map<std::string, LoadedModule> modules_;
    std::atomic<UnitInstance*> started_ = nullptr;
    std::atomic<bool> is_ending_ = false;
    std::atomic<bool> is_stopped_ = false;
    std::atomic<std::size_t> begun_tasks_ = 0;
};

}  // namespace ach::vm
