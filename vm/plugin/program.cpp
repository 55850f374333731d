#include "vm/plugin/program.hpp"

#include "vm/bytecode/disassemble.hpp"
#include "vm/language/compile.hpp"
#include "vm/plugin/json_result.hpp"
#include "vm/plugin/report.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/strand.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/trace.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <utility>

namespace ach::vm {

namespace {

MachineOptions machine_options(const Options& options) {
    MachineOptions machine;
    machine.heap.max_bytes = options.max_heap_bytes;
    machine.heap.stress = options.gc_stress;
    return machine;
}

}  // namespace

// --- life ---------------------------------------------------------------------------------------

Program::Program(const HostTables& host, std::uint16_t number, Options options, Over over)
    : ending_{std::move(over)},
      host_(host),
      options_(std::move(options)),
      started_ns_(host.timer->now_ns(host.host)),
      machine_(machine_options(options_)),
      refs_(machine_.heap(), number),
      packs_(host_, machine_, resource_types_),
      mutator_(machine_.heap()),
      main_task_(mutator_, nullptr),
      context_(ExecutionContext::main_script()) {
    machine_.set_embedder(this);
    machine_.set_modules(std::make_unique<Modules>(host_, packs_));
    machine_.main_strand().set_waker([this] { post(); });
    runnable_.priority_class = ACH_CLASS_MAIN;
    runnable_.run = &run_slice;
    runnable_.user = this;
    outside_.emplace(mutator_);
}

Program::~Program() {
    outside_.reset();
    main_task_ = nullptr;
}

std::weak_ptr<Program> Program::start(const HostTables& host, std::uint16_t number, Options options,
                                      Over over) {
    const auto program =
        std::make_shared<Program>(host, number, std::move(options), std::move(over));
    program->self_ = program;
    program->post();
    return program;
}

void Program::post() { host_.executor->post(host_.host, &runnable_); }

void Program::complete(std::uint64_t token, std::unique_ptr<Completion> completion) {
    machine_.main_strand().complete(token, std::move(completion));
}

void Program::interrupt(int status) {
    int none = 0;
    interrupted_.compare_exchange_strong(none, status);
    context_->cancellation()->request();
    mutator_.request(Mutator::kCancel);
    post();
}

std::int32_t Program::run_slice(ach_runnable* self, const ach_slice* slice) noexcept {
    return static_cast<Program*>(self->user)->run(*slice);
}

std::int32_t Program::run(const ach_slice& slice) {
    outside_.reset();
    const std::optional<int> status = step(slice);
    outside_.emplace(mutator_);
    if (!status) return again_;
    ending_.status = *status;
    std::exchange(self_, nullptr).reset();  // the program is gone
    return ACH_RUN_DONE;
}

// Works for one slice. The status when the program is over; otherwise again_ says how to go on.
std::optional<int> Program::step(const ach_slice& slice) {
    std::optional<int> status;
    try {
        status = has_begun_ ? go_on(slice) : begin();
        if (!status && !std::exchange(has_begun_, true)) status = go_on(slice);
    } catch (const std::bad_alloc&) {
        print_error("achronyme: out of memory\n");
        status = 1;
    }
    if (status) say_statistics();
    return status;
}

// --- the beginning ------------------------------------------------------------------------------

std::shared_ptr<const SourceFile> Program::read_main_source() {
    if (options_.action == Action::Eval) {
        return std::make_shared<const SourceFile>("(text)", options_.source);
    }
    std::string problem;
    std::string text = read_source(options_.source, problem);
    if (!problem.empty()) {
        refuse_source(problem);
        return nullptr;
    }
    return std::make_shared<const SourceFile>(options_.source, std::move(text));
}

int Program::refuse_source(const std::string& problem) {
    const std::string text = fmt::format("cannot read '{}': {}", options_.source, problem);
    if (options_.json_result) {
        print_out(json_of(ErrorReport{"IOError", text, {}, 0}));
    }
    print_error("achronyme: " + text + '\n');
    return 1;
}

std::optional<int> Program::begin() {
    const std::shared_ptr<const SourceFile> file = read_main_source();
    if (file == nullptr) return 1;
    const UnitKind kind = options_.action == Action::Eval ? UnitKind::Expression : UnitKind::File;
    if (options_.parse_only) {
        return report_diagnostics(*file, language::check_syntax(*file, kind));
    }
    const auto compiled = static_cast<Modules&>(machine_.modules()).compile(file, kind);
    if (options_.action == Action::Check || compiled.unit == nullptr) {
        return report_diagnostics(*file, compiled.diagnostics);
    }
    for (const Diagnostic& warning : compiled.diagnostics) print_error(render(*file, warning));
    if (options_.action == Action::Disassemble) {
        print_out(disassemble(*compiled.unit));
        return 0;
    }
    return execute(compiled.unit);
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

std::optional<int> Program::execute(std::shared_ptr<const Unit> unit) {
    if (!packs_.provide(mutator_, *unit)) return fail(mutator_.take_error());
    UnitInstance* instance = machine_.load(mutator_, std::move(unit), nullptr);
    if (instance == nullptr) return fail(mutator_.take_error());
    main_task_ = machine_.start(mutator_, *instance, context_);
    if (!main_task_) return fail(mutator_.take_error());
    return std::nullopt;
}

// --- running ------------------------------------------------------------------------------------

std::optional<int> Program::go_on(const ach_slice& slice) {
    Strand& strand = machine_.main_strand();
    const Strand::Progress progress = strand.run(mutator_, slice.preempt);
    switch (main_task_->state) {
        case Task::State::Finished: return finish();
        case Task::State::Failed: return fail(main_task_->outcome());
        default: break;
    }
    if (progress == Strand::Progress::More) {
        again_ = ACH_RUN_MORE;
        return std::nullopt;
    }
    if (const int status = interrupted_.load(); status != 0) return status;
    if (strand.expects_nothing()) {
        print_error(
            "Runtime error: the program waits for something that can no longer happen: nothing is "
            "left that could end the 'await' it is in\n");
        return 1;
    }
    again_ = ACH_RUN_PARKED;
    return std::nullopt;
}

int Program::finish() {
    const Value value = main_task_->outcome();
    if (options_.print) {
        std::string text;
        if (!append_text(mutator_, text, value, TextForm::Quoted)) {
            return fail(mutator_.take_error());
        }
        print_out(text + '\n');
    }
    if (options_.json_result) {
        std::string text;
        append_json_result(text, value);
        print_out(text + '\n');
    }
    return interrupted_.load();
}

int Program::fail(Value error) {
    if (const int status = interrupted_.load(); status != 0) return status;
    const ErrorReport report = report_of(*as<Error>(error));
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
