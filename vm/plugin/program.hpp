// One program that a subcommand asked for: its machine, and the runnable that lets the machine's
// main strand run on the host's executors.
//
//   start ─▶ compile ─▶ provide packs ─▶ run ⇄ parked ─▶ report ─▶ unwind ─▶ all out ─▶ gone
//
// What belongs to the main script happens inside the runnable, on one executor at a time; other
// strands have runnables of their own. Whoever else comes in passes the gate. When the script is
// over (or somebody has called exit) every task is cancelled and has a second to unwind. Then the
// gate closes, what still runs stops at its next safepoint, and the program goes when nobody is
// inside; an operation that ends later finds the gate closed and is dropped.
#pragma once

#include "vm/plugin/bindings.hpp"
#include "vm/plugin/failure_look.hpp"
#include "vm/plugin/host_tables.hpp"
#include "vm/plugin/modules.hpp"
#include "vm/plugin/options.hpp"
#include "vm/plugin/packs.hpp"
#include "vm/plugin/refs.hpp"
#include "vm/plugin/resources.hpp"
#include "vm/plugin/strand_runnable.hpp"
#include "vm/runtime/machine.hpp"

#include <achronyme/abi/executor.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace ach::vm {

class Console;
class Programs;
class Repl;

class Program final : private StrandRunner, private StrandScheduler, private RootProvider {
public:
    // `over` is called once, when nothing of the program exists any more, with the process's
    // status.
    using Over = std::function<void(int status)>;

    // [any] What names it as long as `programs` knows it: from before its first statement until
    // `over` has returned. 0 when too many programs run.
    // `console` is where a session's entries come from; null otherwise.
    static std::uint64_t start(const HostTables& host, Programs& programs, Options options,
                               Over over, std::shared_ptr<Console> console = nullptr);

    // The program whose machine that is.
    static Program& of(Machine& machine) { return *static_cast<Program*>(machine.embedder()); }

    const HostTables& host() const { return host_; }
    const Options& options() const { return options_; }
    // When it was started, on the host's clock.
    std::uint64_t started_ns() const { return started_ns_; }

    // For those who will come in from elsewhere.
    const std::shared_ptr<ProgramGate>& gate() const { return end_->gate; }

    // [executor] Lets a strand other than the main one run for a slice.
    Strand::Progress run_strand(Strand& strand, const ach_slice& slice);

    // [any, inside] The program is to end with this status, as soon as may be; the first call
    // counts.
    void exit(int status);

    std::uint64_t token() const { return token_; }
    std::uint16_t number() const { return static_cast<std::uint16_t>(token_); }
    Machine& machine() { return machine_; }

    // What others ask for: to execute a unit, or to call a function, on the main strand. `done` is
    // completed in every case.
    struct Request {
        enum class Kind : std::uint8_t { File, Text, Call };
        Kind kind = Kind::Call;
        std::string text;  // of the file's name, or the source
        ach_ref function{};
        std::vector<std::uint8_t> arguments;  // a CBOR array
        ach_op done{};
    };
    // [any, inside]
    void ask(Request request);
    // [any, inside] Has the program live on after its main script, until as many let it go.
    void keep_open() { held_open_.fetch_add(1, std::memory_order_acq_rel); }
    void let_close() {
        held_open_.fetch_sub(1, std::memory_order_acq_rel);
        post();
    }
    // [any, inside] Calls `then` when nothing of the program exists any more.
    void when_over(std::function<void()> then);

    // [vm] The main module's variables, or the session's; of several with one name the last one
    // that has a value counts, so it is told last.
    using EachVariable = std::function<void(const std::string& name, Slot& slot, bool is_mutable)>;
    void each_variable(const EachVariable& each);
    void clear_variables();
    // It was cleared and nobody has given it a value since: as if it were not there.
    bool is_removed(const Slot& slot) const;
    // The place of a variable. Null: a file declares none of that name. A session then gets one.
    Slot* variable(const std::string& name, bool is_mutable);

    // Do plugins have a function of that name for scripts?
    bool has_public_function(const std::string& name) const;
    // [main strand] Brings it in if that has not been done. False: an error is pending.
    [[nodiscard]] bool provide_function(Mutator& mutator, const std::string& name) {
        return packs_.provide_function(mutator, name);
    }

    Refs& refs() { return refs_; }
    Bindings& bindings() { return bindings_; }
    ResourceTypes& resource_types() { return resource_types_; }
    const ContextSlots& context_slots() const { return *host_.context_slots; }

    // [any, inside] The person at the terminal interrupts. False: this program has none.
    bool interrupt();

    Program(const HostTables& host, std::uint64_t token, Options options, Over over,
            std::shared_ptr<Console> console);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

private:
    void schedule() noexcept override { post(); }
    void hold() noexcept override {}
    void let_go() noexcept override {}
    void retire() noexcept override {}
    StrandRunner* adopt(Strand& strand) override;
    void trace_roots(Tracer& tracer) override {
        tracer.visit(main_task_);
        for (const Answer& answer : answers_) tracer.visit(answer.future);
    }

    static std::int32_t run_slice(ach_runnable* self, const ach_slice* slice) noexcept;
    std::int32_t run(const ach_slice& slice);
    std::optional<std::int32_t> unwind(const ach_slice& slice);
    std::int32_t leave_the_stage();
    void look_again_soon();
    std::optional<int> step(Mutator& mutator, const ach_slice& slice);
    std::optional<int> begin(Mutator& mutator);
    std::optional<int> execute(Mutator& mutator, std::shared_ptr<const Unit> unit);
    std::optional<int> go_on(Mutator& mutator, const ach_slice& slice);
    int finish(Mutator& mutator);
    int fail(Mutator& mutator, Value error);
    int report_diagnostics(const SourceFile& file, const std::vector<Diagnostic>& diagnostics);
    std::shared_ptr<const SourceFile> read_main_source();
    int refuse_source(const std::string& problem);
    std::optional<int> compile_and_execute(Mutator& mutator);
    void say_statistics();
    void post();

    // --- requests.cpp
    struct Answer {
        Future* future;  // a root
        ach_op done;
    };
    void serve(Mutator& mutator);
    Future* start(Mutator& mutator, const Request& request, TracePlace& place);
    UnitInstance* load(Mutator& mutator, const Request& request, TracePlace& place);
    void answer_settled(Mutator& mutator);
    void answer_error(Mutator& mutator, ach_op done, Value value, TracePlace place = {});
    void complete(ach_op done, ach_status outcome, std::span<const std::uint8_t> bytes);
    void refuse_requests();

    const std::shared_ptr<ProgramEnd> end_;  // the first, hence the last to go
    const HostTables& host_;
    const std::uint64_t token_;
    const Options options_;
    const std::uint64_t started_ns_;
    std::shared_ptr<Program> self_;  // until the runnable is done
    ach_runnable runnable_{};
    ach_timer_entry look_again_{};
    ach_timer_entry last_call_{};  // when the time to unwind is over
    FailureLook failure_look_;
    std::atomic<int> exit_status_{-1};  // what exit() was called with
    std::atomic<bool> is_to_end_{false};
    std::atomic<int> held_open_{0};  // by how many: windows
    std::optional<int> status_;      // once the script is over
    std::uint64_t deadline_ns_ = 0;  // of the tasks that unwind then
    bool has_closed_ = false;
    bool has_begun_ = false;
    std::int32_t again_ = ACH_RUN_MORE;  // what the runnable answers while it is not over

    ResourceTypes resource_types_;
    Machine machine_;
    Refs refs_;
    Bindings bindings_;
    Packs packs_;
    ExecutionContext::Ref context_;
    std::unique_ptr<Repl> repl_;               // of a session
    std::unordered_set<const Slot*> removed_;  // see is_removed(); of the main unit
    Task* main_task_ = nullptr;                // a root
    UnitInstance* main_unit_ = nullptr;        // of a file or text; the machine's
    std::vector<Answer> answers_;
    std::mutex requests_mutex_;
    std::vector<Request> requests_;
};

}  // namespace ach::vm
