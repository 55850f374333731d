#include "vm/plugin/vm_table.hpp"

#include "vm/plugin/cbor.hpp"
#include "vm/plugin/inside.hpp"
#include "vm/plugin/program.hpp"
#include "vm/plugin/report.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/native_call.hpp"
#include "vm/runtime/visit.hpp"

#include <achronyme/cpp/guard.hpp>

#include <utility>

namespace ach::vm {

namespace {

const VmTable& of(const ach_vm_t* table) { return *reinterpret_cast<const VmTable*>(table); }

// The program that a token of this table names.
class InsideOf : public Inside {
public:
    InsideOf(const ach_vm_t* table, ach_machine machine)
        : Inside(*of(table).programs, static_cast<std::uint16_t>(machine.bits)) {
        if (*this && (*this)->token() != machine.bits) leave();
    }
};

void complete(const HostTables& host, ach_op done, ach_status outcome) {
    if (done.bits != 0) host.op->complete(host.host, done, outcome, ach_buf{0});
}

ach_status create(const ach_host_t*, const ach_vm_t* self, const ach_machine_desc* d,
                  ach_machine* out, ach_error* err) noexcept {
    return guarded(err, [&] {
        const VmTable& vm = of(self);
        Options options;
        options.action = Action::Serve;
        options.max_heap_bytes = d->max_heap_bytes;
        options.gc_stress = (d->flags & ACH_MACHINE_GC_STRESS) != 0;
        for (std::uint32_t i = 0; i < d->argc; ++i)
            options.arguments.emplace_back(view(d->args[i]));
        out->bits = Program::start(*vm.host, *vm.programs, std::move(options), [](int) {});
        if (out->bits == 0) throw Failure(ACH_E_FULL, "too many programs run at once");
        return ach_status{ACH_OK};
    });
}

ach_status destroy(const ach_host_t*, const ach_vm_t* self, ach_machine m, ach_op done) noexcept {
    const InsideOf program(self, m);
    if (!program) return ACH_E_GONE;
    program->when_over([host = of(self).host, done] { complete(*host, done, ACH_OK); });
    program->exit(0);
    return ACH_OK;
}

ach_status execute(const ach_host_t*, const ach_vm_t* self, ach_machine m, std::int32_t source,
                   ach_str path_or_text, ach_op done) noexcept {
    if (source != ACH_SOURCE_FILE && source != ACH_SOURCE_TEXT) return ACH_E_ARG;
    const InsideOf program(self, m);
    if (!program) return ACH_E_GONE;
    Program::Request request;
    request.kind =
        source == ACH_SOURCE_FILE ? Program::Request::Kind::File : Program::Request::Kind::Text;
    request.text = view(path_or_text);
    request.done = done;
    program->ask(std::move(request));
    return ACH_OK;
}

ach_status call(const ach_host_t*, const ach_vm_t* self, ach_machine m, ach_ref fn, ach_buf args,
                ach_op done) noexcept {
    const HostTables& host = *of(self).host;
    Program::Request request;
    request.kind = Program::Request::Kind::Call;
    request.function = fn;
    request.done = done;
    std::size_t size = 0;
    const std::uint8_t* bytes =
        args.bits == 0 ? nullptr : host.buffer->view(host.host, args, &size);
    if (bytes != nullptr) request.arguments.assign(bytes, bytes + size);
    if (args.bits != 0) host.buffer->release(host.host, args);
    const InsideOf program(self, m);
    if (!program) return ACH_E_GONE;
    program->ask(std::move(request));
    return ACH_OK;
}

ach_status set_global(const ach_host_t*, const ach_vm_t* self, ach_machine m, ach_str name,
                      ach_buf value) noexcept {
    const HostTables& host = *of(self).host;
    const InsideOf program(self, m);
    if (!program) return ACH_E_GONE;
    std::size_t size = 0;
    const std::uint8_t* bytes = host.buffer->view(host.host, value, &size);
    if (bytes == nullptr) return ACH_E_GONE;
    Machine& machine = program->machine();
    const Mutators::Lease mutator(machine.mutators());
    Root<Value> decoded(*mutator, decode_cbor(*mutator, {bytes, size}));
    if (decoded.get().is_failed()) {
        (*mutator).take_error();
        return ACH_E_ARG;
    }
    return machine.set_global(*mutator, view(name), decoded) ? ACH_OK : ACH_E_ABSENT;
}

ach_status enter(const ach_host_t*, const ach_vm_t* self, ach_machine m,
                 ach_status (*work)(ach_call_t* c, void* user), void* user) noexcept {
    const InsideOf program(self, m);
    if (!program) return ACH_E_GONE;
    Machine& machine = program->machine();
    const Visit visit(machine);
    Mutator& mutator = visit.mutator();
    Root<Task> task(mutator, Task::make(mutator, visit.strand(),
                                        ExecutionContext::main_script()->without_suspension(),
                                        machine.options().max_frames));
    if (!task) {
        mutator.take_error();
        return ACH_E_NOMEM;
    }
    ach_call call(machine, mutator, task.get());
    const ach_status status = work(&call, user);
    task->strand.reset();
    if (mutator.has_error()) {
        const Value error = call.keep(mutator.take_error());
        print_error(unhandled("", report_of(*as<Error>(error))));
    }
    return status;
}

ach_machine machine_of(ach_call_t* c) noexcept { return {Program::of(c->machine).token()}; }

}  // namespace

void fill_vm(ach_vm_t& table) {
    table.struct_size = sizeof table;
    table.create = create;
    table.destroy = destroy;
    table.execute = execute;
    table.call = call;
    table.set_global = set_global;
    table.enter = enter;
    table.machine_of = machine_of;
}

}  // namespace ach::vm
