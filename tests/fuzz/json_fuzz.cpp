// JSON text into values and back, in a machine of its own: what was read is written as JSON that
// reads as the same text.
#include "plugins/json_common/reading.hpp"
#include "plugins/json_common/writing.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "vm/language/compile.hpp"
#include "vm/plugin/continuation.hpp"
#include "vm/plugin/tables.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/native_call.hpp"

#include <achronyme/cpp/native_context.hpp>

#include <string>
#include <string_view>

using ach::fuzz::require;

// Nothing here waits, and what waits would need a program around it.
namespace ach::vm {

ach_status suspend_with(ach_call&, const ach_suspend_desc&, ach_op&) { std::abort(); }
ach_status future_with(ach_call&, const ach_suspend_desc&, ach_op&, Value&) { std::abort(); }
std::unique_ptr<NativeContinuation> continuation_of(ach_call&, const ach_call_desc&) {
    std::abort();
}

}  // namespace ach::vm

namespace {

struct World {
    World() {
        ach::vm::fill_value_scalars(value);
        ach::vm::fill_value_containers(value);
        ach::vm::fill_value_tensors(value);
        ach::vm::fill_calls(call);
        context.value = &value;
        context.call = &call;
    }
    ach_value_table_t value{};
    ach_call_table_t call{};
    ach::NativeContext context;
    std::string_view text;
};

ach_status there_and_back(ach_call_t* raw, void* user, const ach_value*, std::uint32_t,
                          ach_value* result) noexcept {
    const World& world = *static_cast<World*>(user);
    const ach::Call call(raw, world.context);
    try {
        const ach::Value value = ach::json::value_of(call, world.text);
        const std::string written = ach::json::text_of(call, value, nullptr);
        const std::string again =
            ach::json::text_of(call, ach::json::value_of(call, written), nullptr);
        require(written == again);
        *result = call.null();
        return ACH_OK;
    } catch (const ach::Raised&) {
        return ACH_E_RAISED;
    }
}

class OneName final : public ach::vm::language::NameSource {
public:
    ach::vm::language::NameMeaning lookup(std::string_view name) const override {
        ach::vm::language::NameMeaning meaning;
        if (name == "there_and_back") meaning.kind = ach::vm::language::NameKind::Builtin;
        return meaning;
    }
    std::string nearest(std::string_view) const override { return ""; }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ach::vm;
    World world;
    world.text = ach::fuzz::text_of(data, size);
    MachineOptions options;
    options.heap.max_bytes = 64u << 20;
    Machine machine(options);
    Mutator mutator(machine.heap());
    NativeBinding binding;
    binding.name = "there_and_back";
    binding.fn = there_and_back;
    binding.user = &world;
    require(machine.builtins().define_native(mutator, binding));
    const OneName names;
    language::CompileOptions compiling;
    compiling.names = &names;
    const auto file = std::make_shared<SourceFile>("fuzz.soc", "there_and_back()");
    UnitInstance* instance =
        machine.load(mutator, language::compile(file, compiling).unit, nullptr);
    require(instance != nullptr);
    Root<Task> task(mutator, machine.start(mutator, *instance, ExecutionContext::main_script()));
    require(task.get() != nullptr && machine.run_to_end(mutator, *task));
    return 0;
}
