// The toy machine as a plugin: stands in for the VM in tests of the host.
//
// A call activates whoever contributes the native, takes its definition from the catalog, and runs
// it on a strand of its own, parked while the native waits. Natives flagged BLOCKING run on the
// pools.
#include "tests/plugins/toy_vm/toy.hpp"
#include "tests/plugins/toy_vm/toy_vm.h"

#include <achronyme/achronyme.hpp>

#include <cstdio>
#include <optional>

template <>
inline constexpr const char* ach::interface_id<toy_vm_t> = TOY_IF_VM;

namespace {

using ach::toy::Machine;
using ach::toy::Native;
using ach::toy::Task;

class ToyVm;

struct VmTable : toy_vm_t {
    ToyVm* owner = nullptr;
};
struct CommandTable : ach_command_t {
    ToyVm* owner = nullptr;
};

class ToyVm : public ach::plugin<ToyVm> {
public:
    static constexpr const char* id = "test.toy_vm";
    static constexpr const char* version = "1.0.0";

    void start() {
        machine_.emplace(context().host, *context().op, *context().buffer);
        strands_ = ach::Strands(host());
        executors_ = ach::Executors(host());
        catalog_ = &get<ach_catalog_t>();
        fill_tables();
    }

    const void* get_interface(std::string_view asked) {
        if (!machine_) return nullptr;
        if (asked == ACH_IF_CALL) return &ach::toy::call_table();
        if (asked == ACH_IF_VALUE) return &machine_->values;
        if (asked == ACH_IF_OBJECT) return &ach::toy::object_table();
        if (asked == ACH_IF_COMMAND) return &command_;
        if (asked == TOY_IF_VM) return &vm_;
        return nullptr;
    }

    // Finds the native and starts the call; `done` hears of its end.
    ach_status call(std::string_view name, std::string_view arguments, ach::Op done,
                    ach_error* err) {
        const ach::toy::Ref args = ach::toy::from_json(arguments);
        if (args == nullptr || args->type != ACH_T_VECTOR) {
            return ach::fail(err, ACH_E_ARG, "the arguments are no JSON array");
        }
        const std::optional<Native> native = find(name, err);
        if (!native) return ACH_E_ABSENT;
        auto running = std::make_shared<Running>(*machine_, *native, std::string(name), args->items,
                                                 strands_, done);
        const std::uint32_t blocking =
            native->def->flags & (ACH_FN_BLOCKING_IO | ACH_FN_BLOCKING_CPU);
        if (blocking != 0) {
            return executors_.post_blocking(blocking == ACH_FN_BLOCKING_CPU, [running] {
                if (running->go() == ACH_RUN_DONE) return;
                running->strand.post([running] { return running->go(); });
            });
        }
        return running->strand.post([running] { return running->go(); });
    }

    // Prints the result and turns it into an exit status, when `printed` has ended.
    ach_status run_command(const ach_host_t* h, ach_str name, const ach_str* args,
                           std::uint32_t argc, ach_op done, ach_error* err);

private:
    struct Running {
        Running(Machine& machine, const Native& native, std::string name,
                std::vector<ach::toy::Ref> args, const ach::Strands& strands, ach::Op end)
            : strand(strands, ACH_CLASS_MAIN),
              task(machine, native, std::move(name), std::move(args)),
              done(end) {}

        std::int32_t go() {
            if (!task.run([this] { strand.wake(); })) return ACH_RUN_PARKED;
            const ach::toy::Object& result = *task.result();
            if (task.has_failed()) {
                done.fail(ach::toy::display(result, true));
            } else {
                done.complete_with(ACH_OK, ach::toy::to_json(result));
            }
            return ACH_RUN_DONE;
        }

        ach::Strand strand;
        Task task;
        ach::Op done;
    };

    std::optional<Native> find(std::string_view name, ach_error* err);
    void fill_tables();

    std::optional<Machine> machine_;
    ach::Strands strands_;
    ach::Executors executors_;
    const ach_catalog_t* catalog_ = nullptr;
    VmTable vm_{};
    CommandTable command_{};
};

std::optional<Native> ToyVm::find(std::string_view name, ach_error* err) {
    const ach_host_t* h = context().host;
    const ach_str provider =
        catalog_->provider(h, ACH_STR(ACH_CONTRIBUTES_NATIVES), ach::str(name), 0);
    if (provider.len == 0) {
        ach::fail(err, ACH_E_ABSENT, std::string("nobody contributes ").append(name));
        return std::nullopt;
    }
    if (catalog_->activate(h, provider, err) < ACH_OK) return std::nullopt;
    ach_definition found{};
    for (std::uint32_t at = 0; catalog_->definitions(h, at, &found, 1) > 0; ++at) {
        const auto* def = static_cast<const ach_native_def*>(found.def);
        if (found.kind == ACH_DEF_NATIVE && def->name == name) {
            return Native{found.owner, def, found.user};
        }
    }
    ach::fail(err, ACH_E_ABSENT, std::string(name).append(" is contributed but was never defined"));
    return std::nullopt;
}

ach_status ToyVm::run_command(const ach_host_t*, ach_str name, const ach_str* args,
                              std::uint32_t argc, ach_op done, ach_error* err) {
    if (ach::view(name) != "toy-call") return ACH_E_ABSENT;
    if (argc < 1 || argc > 2) {
        return ach::fail(err, ACH_E_ARG, "usage: achronyme toy-call NAME [JSON-ARRAY]");
    }
    struct Printed {
        const ach::NativeContext* context;
        ach::Op exit;
    };
    auto* printed = new Printed{&context(), ach::Op(context(), done)};
    ach_op_desc desc{};
    desc.struct_size = sizeof desc;
    desc.user = printed;
    desc.ended = [](void* user, ach_op, ach_status outcome, ach_buf payload) noexcept {
        const std::unique_ptr<Printed> self(static_cast<Printed*>(user));
        const ach::Buffer text(*self->context, payload);
        std::fprintf(outcome == ACH_OK ? stdout : stderr, "%.*s\n",
                     static_cast<int>(text.text().size()), text.text().data());
        std::fflush(nullptr);
        self->exit.complete_with(ACH_OK, std::string_view(outcome == ACH_OK ? "\0" : "\1", 1));
    };
    ach_op called{};
    const ach_host_t* h = context().host;
    ach_status status = context().op->create(h, &desc, &called);
    if (status < ACH_OK) return delete printed, status;
    status = call(ach::view(args[0]), argc == 2 ? ach::view(args[1]) : "[]",
                  ach::Op(context(), called), err);
    if (status < ACH_OK) {
        const std::string_view why = err != nullptr ? err->message : "toy-call failed";
        ach::Op(context(), called).fail(why);
    }
    return ACH_OK;
}

void ToyVm::fill_tables() {
    vm_.struct_size = sizeof(toy_vm_t);
    vm_.owner = this;
    vm_.call = [](const ach_host_t*, const toy_vm_t* self, ach_str name, ach_str arguments,
                  ach_op done) noexcept {
        ToyVm& vm = *static_cast<const VmTable*>(self)->owner;
        return ach::guarded(nullptr, [&] {
            ach::ErrorRecord why;
            const ach::Op end(vm.context(), done);
            const ach_status status =
                vm.call(ach::view(name), ach::view(arguments), end, why.out());
            if (status < ACH_OK) end.fail(why.error(status).message);
            return ach_status{ACH_OK};
        });
    };
    command_.struct_size = sizeof(ach_command_t);
    command_.owner = this;
    command_.run = [](const ach_command_t* self, const ach_host_t* h, ach_str name,
                      const ach_str* args, std::uint32_t argc, ach_op done,
                      ach_error* err) noexcept {
        ToyVm& vm = *static_cast<const CommandTable*>(self)->owner;
        return ach::guarded(err, [&] { return vm.run_command(h, name, args, argc, done, err); });
    };
}

}  // namespace

ACH_PLUGIN(ToyVm)
