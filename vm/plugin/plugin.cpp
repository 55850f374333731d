// The VM as a plugin: what it serves, and the subcommands it contributes.
//
//   program.hpp        one running script, from source text to exit status
//   packs.hpp          how the names of plugins get into a machine
//   modules.hpp        how imports are found and compiled
//   value_*.cpp, call_table.cpp   the tables natives work with
//   continuation.hpp   natives that wait

#include "vm/plugin/channel_natives.hpp"
#include "vm/plugin/console.hpp"
#include "vm/plugin/context_table.hpp"
#include "vm/plugin/describe.hpp"
#include "vm/plugin/future_natives.hpp"
#include "vm/plugin/help_natives.hpp"
#include "vm/plugin/lock_natives.hpp"
#include "vm/plugin/machine_natives.hpp"
#include "vm/plugin/options.hpp"
#include "vm/plugin/prelude_natives.hpp"
#include "vm/plugin/program.hpp"
#include "vm/plugin/programs.hpp"
#include "vm/plugin/reactive_natives.hpp"
#include "vm/plugin/reactive_table.hpp"
#include "vm/plugin/report.hpp"
#include "vm/plugin/resources.hpp"
#include "vm/plugin/serial_line.hpp"
#include "vm/plugin/session_variables.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/plugin/task_natives.hpp"
#include "vm/plugin/vm_table.hpp"

#include <achronyme/cpp/plugin.hpp>

#include "preludes/concurrency.hpp"

#include <cstdlib>
#include <vector>

namespace ach::vm {

namespace {

class Vm;

constexpr ach_prelude_def kPrelude{sizeof(ach_prelude_def),    ACH_PRELUDE_BYTECODE,
                                   "concurrency.soc",          kConcurrencyPrelude,
                                   sizeof kConcurrencyPrelude, kConcurrencyPreludeDocs};

// ach.command/1, and whose it is: the table is what the host hands back.
struct Commands {
    ach_command_t table;
    Vm* vm;
};

class Vm : public plugin<Vm> {
public:
    static constexpr const char* id = "achronyme.vm";
    static constexpr const char* version = "0.1.0";

    void start() {
        tables_.host = context().host;
        tables_.catalog = &get<ach_catalog_t>();
        tables_.executor = &get<ach_executor_t>();
        tables_.op = &get<ach_op_t>();
        tables_.buffer = &get<ach_buffer_t>();
        tables_.bus = &get<ach_bus_t>();
        tables_.timer = &get<ach_timer_t>();
        tables_.permission = &get<ach_permission_t>();
        tables_.log = &get<ach_log_t>();
        tables_.context_slots = &context_slots_;
        tables_.serial_lines = &serial_lines_;
        fill_tables();
        service_ = &get<ach_service_t>();
        define(machine_natives());
        define(help_natives());
        define(describe_natives());
        define(session_natives());
        define(task_natives());
        define(future_natives());
        define(lock_natives());
        define(channel_natives());
        define(reactive_natives());
        define(prelude_natives());
        define_methods(future_methods());
        define_methods(lock_methods());
        define_methods(channel_methods());
        define_methods(reactive_methods());
        define_methods(prelude_methods());
        define_prelude(kPrelude);
    }

    // What a command began is over before the command is. What others have made ends here.
    void quiesce(ach::Op done) {
        end_programs(0);
        programs_.when_none_is_left([done] { done.complete(ACH_OK); });
    }

    const void* get_interface(std::string_view interface) noexcept {
        if (interface == ACH_IF_COMMAND) return &commands_.table;
        if (interface == ACH_IF_CALL) return &calls_;
        if (interface == ACH_IF_CONTEXT) return &contexts_.table;
        if (interface == ACH_IF_OBJECT) return &objects_;
        if (interface == ACH_IF_VM) return &vm_.table;
        if (interface == ACH_IF_REACTIVE) return &reactive_.table;
        if (interface == ACH_IF_VALUE) return &values_.table;
        return nullptr;
    }

private:
    void fill_tables() {
        commands_.table.struct_size = sizeof commands_.table;
        commands_.table.run = &run;
        commands_.table.interrupt = &interrupt;
        commands_.table.end = &end;
        commands_.table.interrupted = &interrupted;
        commands_.vm = this;
        calls_.struct_size = sizeof calls_;
        fill_calls(calls_);
        contexts_.slots = &context_slots_;
        contexts_.table.struct_size = sizeof contexts_.table;
        fill_context(contexts_.table);
        objects_.struct_size = sizeof objects_;
        fill_objects(objects_);
        vm_.host = &tables_;
        vm_.programs = &programs_;
        fill_vm(vm_.table);
        reactive_.programs = &programs_;
        fill_reactive(reactive_.table);
        values_.programs = &programs_;
        values_.table.struct_size = sizeof values_.table;
        fill_value_scalars(values_.table);
        fill_value_containers(values_.table);
        fill_value_tensors(values_.table);
        fill_value_exchange(values_.table);
    }

    static Vm& of(const ach_command_t* table) {
        return *reinterpret_cast<const Commands*>(table)->vm;
    }

    static ach_status run(const ach_command_t* self, const ach_host_t*, ach_str name,
                          const ach_str* args, std::uint32_t argc, ach_op done,
                          ach_error* err) noexcept {
        return guarded(err, [&] { return of(self).run_command(view(name), {args, argc}, done); });
    }

    ach_status run_command(std::string_view name, std::span<const ach_str> args, ach_op done) {
        std::vector<std::string_view> words;
        for (const ach_str& word : args) words.push_back(view(word));
        auto parsed = parse_options(name, words);
        if (const auto* wrong = std::get_if<UsageError>(&parsed)) {
            print_error("achronyme: " + wrong->message + "\nTry 'achronyme " + std::string(name) +
                        " --help'.\n");
            complete(done, 2);
            return ACH_OK;
        }
        auto options = std::get<Options>(std::move(parsed));
        if (std::getenv("ACH_GC_STRESS") != nullptr) options.gc_stress = true;
        const std::shared_ptr<Console> console =
            options.action == Action::Repl ? open_console() : nullptr;
        const std::uint64_t token = Program::start(
            tables_, programs_, std::move(options),
            [this, done, console](int status) {
                if (console != nullptr) console->close();
                complete(done, status);
            },
            console);
        if (token == 0) throw Failure(ACH_E_FULL, "too many programs run at once");
        return ACH_OK;
    }

    // Only a session needs somebody who reads lines, so that plugin starts here.
    std::shared_ptr<Console> open_console() const {
        constexpr std::string_view kEditor = ACH_IF_LINE_EDITOR;
        ErrorRecord why;
        const void* editor = service_->find(tables_.host, to_str(kEditor), why.out());
        if (editor == nullptr) throw Failure(why.error(ACH_E_ABSENT));
        auto console =
            std::make_shared<Console>(tables_.host, *static_cast<const ach_line_editor_t*>(editor));
        const ach_status opened = console->open(why.out());
        if (opened < ACH_OK) throw Failure(why.error(opened));
        return console;
    }

    static void interrupt(const ach_command_t* self, const ach_host_t* h) noexcept {
        constexpr std::uint32_t kInterrupted = 130;
        end(self, h, kInterrupted);
    }

    // What a person interrupts is the entry; the session goes on.
    static ach_status interrupted(const ach_command_t* self, const ach_host_t*) noexcept {
        bool is_heard = false;
        for (const auto& program : of(self).programs_.all()) {
            const std::shared_ptr<ProgramGate> gate = program->gate();
            if (!gate->enter()) continue;
            is_heard = program->interrupt() || is_heard;
            gate->leave();
        }
        return is_heard ? ACH_OK : ACH_E_ABSENT;
    }

    static void end(const ach_command_t* self, const ach_host_t*, std::uint32_t status) noexcept {
        of(self).end_programs(static_cast<int>(status));
    }

    void end_programs(int status) const {
        for (const auto& program : programs_.all()) {
            const std::shared_ptr<ProgramGate> gate = program->gate();
            if (!gate->enter()) continue;
            program->exit(status);
            gate->leave();
        }
    }

    void complete(ach_op done, int status) const {
        ach_buf payload{};
        std::uint8_t* byte = nullptr;
        if (tables_.buffer->alloc(tables_.host, ACH_BUF_HEAP, 1, &payload, &byte) == ACH_OK) {
            *byte = static_cast<std::uint8_t>(status);
            tables_.buffer->freeze(tables_.host, payload);
        }
        tables_.op->complete(tables_.host, done, ACH_OK, payload);
    }

    HostTables tables_;
    const ach_service_t* service_ = nullptr;
    Commands commands_{};
    ContextSlots context_slots_;
    SerialLines serial_lines_;
    ach_call_table_t calls_{};
    ContextTable contexts_{};
    ach_object_table_t objects_{};
    ValueTable values_{};
    VmTable vm_{};
    ReactiveTable reactive_{};
    Programs programs_;
};

}  // namespace

}  // namespace ach::vm

ACH_PLUGIN(ach::vm::Vm)
