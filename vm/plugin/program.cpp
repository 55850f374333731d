#include "vm/plugin/program.hpp"

#include "vm/bytecode/disassemble.hpp"
#include "vm/language/compile.hpp"
#include "vm/plugin/hints.hpp"
#include "vm/plugin/json_result.hpp"
#include "vm/plugin/programs.hpp"
#include "vm/plugin/repl.hpp"
#include "vm/plugin/report.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/failures.hpp"
#include "vm/runtime/reactive_graph.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/trace.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <utility>

namespace ach::vm {

namespace {

constexpr std::uint64_t kMillisecond = 1'000'000;
constexpr std::uint64_t kTimeToUnwind = 1000 * kMillisecond;
constexpr std::uint64_t kTimeForEffects = 250 * kMillisecond;  // of that, at least

MachineOptions machine_options(const Options& options, StrandScheduler& scheduler) {
    MachineOptions machine;
    machine.heap.max_bytes = options.max_heap_bytes;
    machine.heap.stress = options.gc_stress;
    machine.scheduler = &scheduler;
    machine.is_interruptible = options.action == Action::Repl;
    return machine;
}

}  // namespace

// --- life

Program::Program(const HostTables& host, std::uint64_t token, Options options, Over over,
                 std::shared_ptr<Console> console)
    : end_(std::make_shared<ProgramEnd>(std::move(over))),
      host_(host),
      token_(token),
      options_(std::move(options)),
      started_ns_(host.timer->now_ns(host.host)),
      failure_look_(host_, [this] { post(); }),
      machine_(machine_options(options_, *this)),
      refs_(machine_.heap(), number()),
      bindings_(host_, machine_, number()),
      packs_(host_, machine_, resource_types_),
      context_(ExecutionContext::main_script()) {
    machine_.heap().add_roots(*this);
    machine_.set_embedder(this);
    machine_.set_modules(std::make_unique<Modules>(host_, packs_, is_to_end_));
    machine_.failures().set_sink([](const std::string& task, const ErrorReport& report) {
        print_error(unhandled(task, report));
    });
    machine_.failures().set_look_soon([this] { failure_look_.soon(); });
    machine_.reactive_graph().set_error_sink([](std::string_view where, const ErrorReport& report) {
        print_error(in_observer(where, report));
    });
    runnable_.priority_class = ACH_CLASS_MAIN;
    runnable_.run = &run_slice;
    runnable_.user = this;
    look_again_.fire = [](ach_timer_entry* entry) noexcept {
        static_cast<Program*>(entry->user)->post();
    };
    look_again_.user = this;
    last_call_.fire = [](ach_timer_entry* entry) noexcept {
        static_cast<Program*>(entry->user)->machine_.stop();
    };
    last_call_.user = this;
    if (console == nullptr) return;
    repl_ = std::make_unique<Repl>(Repl::Parts{.host = host_,
                                               .machine = machine_,
                                               .packs = packs_,
                                               .context = context_,
                                               .gate = end_->gate,
                                               .console = std::move(console),
                                               .wake = [this] { post(); },
                                               .leave = [this] { exit(0); }});
}

Program::~Program() {
    bindings_.close();
    repl_.reset();
    machine_.heap().remove_roots(*this);
    machine_.main_strand().forget_runner();
}

std::uint64_t Program::start(const HostTables& host, Programs& programs, Options options, Over over,
                             std::shared_ptr<Console> console) {
    const std::uint64_t token = programs.enter();
    if (token == 0) return 0;
    const auto program = std::make_shared<Program>(
        host, token, std::move(options),
        [&programs, token, over = std::move(over)](int status) {
            over(status);
            programs.leave(static_cast<std::uint16_t>(token));
        },
        std::move(console));
    program->self_ = program;
    // First of all: a thread that the program starts may come back for it at once.
    programs.announce(program->number(), program);
    program->post();
    return token;
}

void Program::post() { host_.executor->post(host_.host, &runnable_); }

// The main strand's runner is the program itself.
StrandRunner* Program::adopt(Strand& strand) {
    if (strand.strand_class() == StrandClass::Main) return this;
    return new StrandRunnable(*this, host_, end_, strand);
}

void Program::exit(int status) {
    int none = -1;
    exit_status_.compare_exchange_strong(none, status);
    is_to_end_.store(true, std::memory_order_relaxed);
    machine_.main_strand().poke(Mutator::kPreempt);
    post();
}

bool Program::interrupt() {
    if (repl_ == nullptr) return false;
    repl_->interrupt();
    return true;
}

void Program::when_over(std::function<void()> then) {
    const std::lock_guard lock(end_->mutex);
    end_->also.push_back(std::move(then));
}

Strand::Progress Program::run_strand(Strand& strand, const ach_slice& slice) {
    const Mutators::Lease mutator(machine_.mutators());
    return strand.run(*mutator, slice_of(slice));
}

std::int32_t Program::run_slice(ach_runnable* self, const ach_slice* slice) noexcept {
    return static_cast<Program*>(self->user)->run(*slice);
}

std::int32_t Program::run(const ach_slice& slice) {
    if (!status_) {
        const Mutators::Lease mutator(machine_.mutators());
        status_ = step(*mutator, slice);
        if (!status_) return again_;
        deadline_ns_ = host_.timer->now_ns(host_.host) + kTimeToUnwind;
        host_.timer->start(host_.host, &last_call_, deadline_ns_);
        machine_.begin_ending(*mutator);
    }
    if (!has_closed_) {
        if (const auto again = unwind(slice)) return *again;
        has_closed_ = true;
        end_->gate->close();
        machine_.stop();
    }
    return leave_the_stage();
}

// Lets cancelled tasks and then effects come to their end, on this strand and on others. Nothing:
// that is over.
std::optional<std::int32_t> Program::unwind(const ach_slice& slice) {
    const Mutators::Lease mutator(machine_.mutators());
    const Strand::Progress progress = machine_.main_strand().run(*mutator, slice_of(slice));
    // What effects clean up comes when the tasks are done, or will not be.
    const std::uint64_t now = host_.timer->now_ns(host_.host);
    const bool is_quiet = machine_.begun_tasks() == 0;
    if (is_quiet || now + kTimeForEffects >= deadline_ns_) {
        const bool are_left = machine_.reactive_graph().end_effects(*mutator);
        if (is_quiet && !are_left && machine_.begun_tasks() == 0) return std::nullopt;
    }
    if (now >= deadline_ns_) return std::nullopt;
    if (progress == Strand::Progress::More) return ACH_RUN_MORE;
    look_again_soon();
    return ACH_RUN_PARKED;
}

// Whoever is still inside is on the way out: to its next safepoint, or the end of a native.
std::int32_t Program::leave_the_stage() {
    if (!end_->gate->is_empty()) {
        look_again_soon();
        return ACH_RUN_PARKED;
    }
    host_.timer->cancel_wait(host_.host, &look_again_);
    host_.timer->cancel_wait(host_.host, &last_call_);
    failure_look_.end();
    refuse_requests();
    machine_.failures().report_all();
    say_statistics();
    end_->status = *status_;
    std::exchange(self_, nullptr).reset();  // the program is gone
    return ACH_RUN_DONE;
}

void Program::look_again_soon() {
    host_.timer->start(host_.host, &look_again_, host_.timer->now_ns(host_.host) + kMillisecond);
}

// Works for one slice. The status when the script is over; otherwise again_ says how to go on.
std::optional<int> Program::step(Mutator& mutator, const ach_slice& slice) {
    try {
        std::optional<int> status = has_begun_ ? go_on(mutator, slice) : begin(mutator);
        if (!status && !std::exchange(has_begun_, true)) status = go_on(mutator, slice);
        return status;
    } catch (const std::bad_alloc&) {
        print_error("achronyme: out of memory\n");
        return 1;
    }
}

// --- the beginning

std::shared_ptr<const SourceFile> Program::read_main_source() {
    if (options_.action == Action::Eval) {
        return std::make_shared<const SourceFile>("(text)", options_.source);
    }
    std::string problem;
    std::string text = read_source(options_.source, is_to_end_, problem);
    if (!problem.empty()) {
        if (!is_to_end_) refuse_source(problem);
        return nullptr;
    }
    return std::make_shared<const SourceFile>(options_.source, std::move(text));
}

int Program::refuse_source(const std::string& problem) {
    const std::string text =
        fmt::format("cannot read '{}': {}", shortened(options_.source), problem);
    if (options_.json) {
        print_out(json_list_of(options_.source, text));
        return 1;
    }
    if (options_.json_result) {
        ErrorReport report;
        report.kind = "IOError";
        report.message = text;
        print_out(json_of(report));
    }
    print_error("achronyme: " + text + '\n');
    return 1;
}

std::optional<int> Program::begin(Mutator& mutator) {
    if (repl_ != nullptr) repl_->begin();
    if (options_.action == Action::Serve || repl_ != nullptr) return std::nullopt;
    const std::optional<int> status = compile_and_execute(mutator);
    // Whoever ended the program did not wait for what was still to be said.
    const int asked = exit_status_.load();
    return asked >= 0 ? asked : status;
}

// The status, if the program is over before its first statement.
std::optional<int> Program::compile_and_execute(Mutator& mutator) {
    const std::shared_ptr<const SourceFile> file = read_main_source();
    if (file == nullptr) return 1;
    const UnitKind kind = options_.action == Action::Eval ? UnitKind::Expression : UnitKind::File;
    if (options_.parse_only) {
        const auto found = language::check_syntax(*file, kind, &is_to_end_);
        return is_to_end_ ? 0 : report_diagnostics(*file, found);
    }
    const auto compiled = static_cast<Modules&>(machine_.modules()).compile(file, kind);
    if (is_to_end_) return 0;
    if (options_.action == Action::Check || compiled.unit == nullptr) {
        return report_diagnostics(*file, compiled.diagnostics);
    }
    for (const Diagnostic& warning : compiled.diagnostics) print_error(render(*file, warning));
    if (options_.action == Action::Disassemble) {
        print_out(disassemble(*compiled.unit));
        return 0;
    }
    return execute(mutator, compiled.unit);
}

int Program::report_diagnostics(const SourceFile& file,
                                const std::vector<Diagnostic>& diagnostics) {
    const bool failed = has_errors(diagnostics);
    if (options_.json) {
        print_out(json_list_of(file, diagnostics));
        return failed ? 1 : 0;
    }
    std::string text;
    for (const Diagnostic& d : diagnostics) text += render(file, d);
    if (!text.empty()) print_error(text);
    if (options_.json_result && failed) {
        for (const Diagnostic& d : diagnostics) {
            if (!d.is_error()) continue;
            print_out(json_of(file, d));
            break;
        }
    }
    return failed ? 1 : 0;
}

std::optional<int> Program::execute(Mutator& mutator, std::shared_ptr<const Unit> unit) {
    if (!packs_.provide(mutator, *unit)) return fail(mutator, mutator.take_error());
    UnitInstance* instance = machine_.load(mutator, std::move(unit), nullptr);
    if (instance == nullptr) return fail(mutator, mutator.take_error());
    main_unit_ = instance;
    main_task_ = machine_.start(mutator, *instance, context_);
    if (main_task_ == nullptr) return fail(mutator, mutator.take_error());
    if (instance->unit().kind == UnitKind::File) {
        // It is a module as well: one that it imports cannot import it. What came from standard
        // input has a name that no import finds.
        LoadedModule& own = machine_.module(canonical(options_.source));
        own = {LoadedModule::State::Loading, instance, main_task_, nullptr};
    }
    return std::nullopt;
}

void Program::each_variable(const EachVariable& each) {
    if (repl_ != nullptr) return repl_->each_variable(each);
    if (main_unit_ == nullptr) return;
    const std::vector<GlobalVariable>& globals = main_unit_->unit().globals;
    for (std::size_t i = 0; i < globals.size(); ++i) {
        each(globals[i].name, main_unit_->globals().slots()[i], globals[i].is_mutable);
    }
}

void Program::clear_variables() {
    if (repl_ != nullptr) return repl_->clear_variables();
    each_variable([this](const std::string&, Slot& slot, bool) {
        if (slot.load().is_uninitialised()) return;
        slot.publish(Value::null());
        removed_.insert(&slot);
    });
}

bool Program::is_removed(const Slot& slot) const {
    return removed_.contains(&slot) && slot.load().is_null();
}

Slot* Program::variable(const std::string& name, bool is_mutable) {
    if (repl_ != nullptr) return repl_->variable(name, is_mutable);
    Slot* found = nullptr;
    each_variable([&](const std::string& known, Slot& slot, bool) {
        const bool counts = found == nullptr || !slot.load().is_uninitialised();
        if (known == name && counts) found = &slot;
    });
    return found;
}

bool Program::has_public_function(const std::string& name) const {
    return name.find("__") == name.npos && packs_.lookup(name).kind == language::NameKind::Builtin;
}

// --- running

std::optional<int> Program::go_on(Mutator& mutator, const ach_slice& slice) {
    serve(mutator);
    if (repl_ != nullptr) repl_->serve(mutator);
    failure_look_.look_if_due(machine_.failures(), mutator);
    const Strand::Progress progress = machine_.main_strand().run(mutator, slice_of(slice));
    answer_settled(mutator);
    if (const int status = exit_status_.load(); status >= 0) return status;
    if (repl_ != nullptr) repl_->look_at_entry(mutator);
    const bool is_finished = main_task_ != nullptr && main_task_->state == Task::State::Finished;
    if (is_finished && held_open_.load(std::memory_order_acquire) == 0) return finish(mutator);
    if (main_task_ != nullptr && main_task_->state == Task::State::Failed) {
        return fail(mutator, main_task_->outcome());
    }
    if (progress == Strand::Progress::More) {
        again_ = ACH_RUN_MORE;
        return std::nullopt;
    }
    const bool has_to_end =
        (main_task_ != nullptr && !is_finished) || (repl_ != nullptr && repl_->runs_an_entry());
    if (has_to_end && machine_.strands().is_empty()) {
        again_ = ACH_RUN_MORE;
        if (machine_.look_for_orphans(mutator)) return std::nullopt;
        if (repl_ != nullptr) {
            repl_->give_up(mutator);
            return std::nullopt;
        }
        if (machine_.main_strand().give_up_wait(mutator, *main_task_)) return std::nullopt;
        print_error(
            "Runtime error: the program waits for something that can no longer happen: nothing is "
            "left that could end the 'await' it is in\n");
        return 1;
    }
    again_ = ACH_RUN_PARKED;
    return std::nullopt;
}

int Program::finish(Mutator& mutator) {
    const Value value = main_task_->outcome();
    if (options_.print) {
        std::string text;
        if (!append_text(mutator, text, value, TextForm::Quoted)) {
            return fail(mutator, mutator.take_error());
        }
        print_out(text + '\n');
    }
    if (options_.json_result) {
        std::string text;
        append_json_result(text, value);
        print_out(text + '\n');
    }
    return 0;
}

int Program::fail(Mutator& mutator, Value error) {
    const ErrorReport report = shown_report_of(mutator, error, packs_);
    print_error(render(report));
    if (options_.json_result) print_out(json_of(report));
    return 1;
}

void Program::say_statistics() {
    if (!options_.gc_statistics) return;
    const HeapStatistics gc = machine_.heap().statistics();
    print_error(fmt::format("gc: {} collections, longest pause {:.2f} ms, {:.1f} MB live\n",
                            gc.collections, static_cast<double>(gc.longest_pause_ns) / 1e6,
                            static_cast<double>(gc.live_bytes) / (1 << 20)));
}

}  // namespace ach::vm
