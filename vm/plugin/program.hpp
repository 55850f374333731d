// One program that a subcommand asked for: its machine, and the runnable that lets the machine's
// main strand run on the host's executors.
//
//   start ─▶ compile ─▶ provide packs ─▶ run ⇄ parked ─▶ report ─▶ machine destroyed ─▶ done
//
// Everything but start(), interrupt() and complete() happens inside the runnable, on one executor
// at a time. A program keeps itself alive until it is over; the operations it waits for know it
// weakly, so one that ends late finds nobody and is dropped.
#pragma once

#include "vm/plugin/host_tables.hpp"
#include "vm/plugin/modules.hpp"
#include "vm/plugin/options.hpp"
#include "vm/plugin/packs.hpp"
#include "vm/plugin/refs.hpp"
#include "vm/plugin/resources.hpp"
#include "vm/runtime/machine.hpp"

#include <achronyme/abi/executor.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ach::vm {

class Program final : public std::enable_shared_from_this<Program> {
public:
    // `over` is called once, when nothing of the program exists any more, with the process's
    // status.
    using Over = std::function<void(int status)>;

    // [any] `number` names it in tokens.
    static std::weak_ptr<Program> start(const HostTables& host, std::uint16_t number,
                                        Options options, Over over);

    // The program whose machine that is.
    static Program& of(Machine& machine) { return *static_cast<Program*>(machine.embedder()); }

    const HostTables& host() const { return host_; }
    const Options& options() const { return options_; }
    // When it was started, on the host's clock.
    std::uint64_t started_ns() const { return started_ns_; }

    // [any] The operation with this token has ended.
    void complete(std::uint64_t token, std::unique_ptr<Completion> completion);

    // [any] The user wants it to end: the main task is cancelled, and the status will be `status`.
    void interrupt(int status);

    Refs& refs() { return refs_; }
    ResourceTypes& resource_types() { return resource_types_; }
    const ContextSlots& context_slots() const { return *host_.context_slots; }

    Program(const HostTables& host, std::uint16_t number, Options options, Over over);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

private:
    // The first member, hence the last to go: whoever drops the program last, when it says that the
    // program is over there is nothing left of it.
    struct Ending {
        Over over;
        int status = 0;
        ~Ending() { over(status); }
    };

    static std::int32_t run_slice(ach_runnable* self, const ach_slice* slice) noexcept;
    std::int32_t run(const ach_slice& slice);
    std::optional<int> step(const ach_slice& slice);
    std::optional<int> begin();
    std::optional<int> execute(std::shared_ptr<const Unit> unit);
    std::optional<int> go_on(const ach_slice& slice);
    int finish();
    int fail(Value error);
    int report_diagnostics(const SourceFile& file, const std::vector<Diagnostic>& diagnostics);
    std::shared_ptr<const SourceFile> read_main_source();
    int refuse_source(const std::string& problem);
    void say_statistics();
    void post();

    Ending ending_;
    const HostTables& host_;
    const Options options_;
    const std::uint64_t started_ns_;
    std::shared_ptr<Program> self_;  // until the runnable is done
    ach_runnable runnable_{};
    std::atomic<int> interrupted_{0};  // the status to end with
    bool has_begun_ = false;
    std::int32_t again_ = ACH_RUN_MORE;  // what the runnable answers while it is not over

    ResourceTypes resource_types_;
    Machine machine_;
    Refs refs_;
    Packs packs_;
    Mutator mutator_;
    Root<Task> main_task_;
    ExecutionContext::Ref context_;
    std::optional<Outside> outside_;  // between two slices
};

}  // namespace ach::vm
