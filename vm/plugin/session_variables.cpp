#include "vm/plugin/session_variables.hpp"

#include "vm/plugin/native_defs.hpp"
#include "vm/plugin/program.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/vector.hpp"

#include <array>
#include <string>

namespace ach::vm {

namespace {

// __session_values(): a Record from each name to [value, whether it can be assigned to].
ach_status session_values(ach_call& call, Arguments, ach_value* result) {
    Root<Record> all(call.mutator, make_record(call.mutator));
    if (!all) return ACH_E_RAISED;
    bool fits = true;
    Program& program = Program::of(call.machine);
    program.each_variable([&](const std::string& name, Slot& slot, bool is_mutable) {
        const Value value = slot.load();
        if (!fits || value.is_uninitialised() || program.is_removed(slot)) return;
        const std::array<Value, 2> pair{value, Value::boolean(is_mutable)};
        const Root<Vector> entry(call.mutator, make_vector(call.mutator, pair));
        const Root<String> symbol(call.mutator, entry ? make_symbol(call.mutator, name) : nullptr);
        fits = symbol && set_field(call.mutator, *all, *symbol, Value::object(entry.get()));
    });
    return fits ? give(&call, all.get(), result) : ACH_E_RAISED;
}

// __session_set(name, value, is_mutable): whether there is a variable of that name.
ach_status session_set(ach_call& call, Arguments args, ach_value* result) {
    Slot* slot = Program::of(call.machine).variable(text_of(args[0]), args[2].is_true());
    if (slot != nullptr) slot->publish(args[1]);
    return give(&call, Value::boolean(slot != nullptr), result);
}

// __session_clear(): a session has no variables any more; those of a file are null.
ach_status session_clear(ach_call& call, Arguments, ach_value*) {
    Program::of(call.machine).clear_variables();
    return ACH_OK;
}

// __session_builtin(name): the built-in function, or null when no plugin has one of that name. What
// the program's text does not name is brought in now, which only the main strand can do.
ach_status session_builtin(ach_call& call, Arguments args, ach_value* result) {
    const std::string name(text_of(args[0]));
    Program& program = Program::of(call.machine);
    if (!program.has_public_function(name)) return give(&call, Value::null(), result);
    const bool is_main = &*call.task->strand == &call.machine.main_strand();
    if (is_main && !program.provide_function(call.mutator, name)) return ACH_E_RAISED;
    const Value found = call.machine.builtins().find(name);
    if (found.is_absent() && !is_main) {
        return call.raise("RuntimeError", "the built-in function " + name +
                                              " cannot be brought in here: restore the session "
                                              "outside of the worker, or name it in the program");
    }
    return give(&call, found.is_absent() ? Value::null() : found, result);
}

constexpr std::array kDefinitions = {
    define_native<session_values>("__session_values", 0, 0),
    define_native<session_set>("__session_set", 3, 3),
    define_native<session_clear>("__session_clear", 0, 0),
    define_native<session_builtin>("__session_builtin", 1, 1),
};

}  // namespace

std::span<const ach_native_def> session_natives() { return kDefinitions; }

}  // namespace ach::vm
