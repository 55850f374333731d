// Import and export (§12). An Import instruction that has to run a module first pushes the module's
// top level and runs again when that has ended, so a module may wait like everybody else. A task
// that imports it meanwhile waits for that end; one that the module itself waits for cannot.

#include "vm/runtime/error.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/support/nearest_name.hpp"

namespace ach::vm {

namespace {

void raise_import(Mutator& mutator, const std::string& message, const std::string& hint = {}) {
    raise_with_hint(mutator, error_kind::kImport, message, hint);
}

std::string hint_for(const UnitInstance& module, const std::string& name) {
    NearestName near(name);
    for (const ExportedValue& known : module.exports()) near.offer(known.name);
    for (const ExportedType& known : module.unit().exported_types) near.offer(known.name);
    return near.suggestion();
}

}  // namespace

// `pc` is the Import instruction.
Step Interpreter::import(Word word, const Word* pc) {
    UnitInstance& importer = *top().code->unit;
    const Import& import = importer.unit().imports[bx_of(word)];
    const FoundModule found = machine_.modules().find(mutator_, importer.unit(), import.path);
    switch (found.form) {
        case FoundModule::Form::Broken: raise_import(mutator_, found.failure); return Step::Raise;
        case FoundModule::Form::Builtin:
            return import_builtins(importer, import) ? Step::Next : Step::Raise;
        case FoundModule::Form::Script: break;
    }
    LoadedModule& module = machine_.module(found.key);
    if (module.state == LoadedModule::State::Loading) {
        return wait_for_module(module, import.path, pc);
    }
    if (module.state == LoadedModule::State::Loaded) {
        return bind_imports(importer, import, *module.instance) ? Step::Next : Step::Raise;
    }
    UnitInstance* instance = machine_.load(mutator_, found.unit, nullptr);
    if (instance == nullptr) return Step::Raise;
    Root<Closure> body(mutator_, Closure::make(mutator_, instance->top_level()));
    Value* arguments = body ? place_arguments(0) : nullptr;
    if (arguments == nullptr) return Step::Raise;
    module.state = LoadedModule::State::Loading;
    module.instance = instance;
    module.loader = task_;
    top().pc = pc;
    const Step step = enter(*body, Value(), arguments, 0, {0, ReturnTo::Module, true});
    stack().pending = 0;
    if (step == Step::Raise) machine_.forget_module(mutator_, *instance);
    return step;
}

// Another task runs the module's top level. The Import instruction runs again when that has ended.
Step Interpreter::wait_for_module(LoadedModule& module, const std::string& path, const Word* pc) {
    if (machine_.is_circular(module, *task_)) {
        raise_import(mutator_, "Circular import of module '" + path + "'");
        return Step::Raise;
    }
    if (!task_->may_suspend()) {
        mutator_.raise("AsyncError", "cannot suspend inside a call that must not wait");
        return Step::Raise;
    }
    if (task_->take_cancellation() || machine_.is_ending()) return cancelled();
    if (module.end == nullptr) module.end = Future::make(mutator_);
    if (module.end == nullptr) return Step::Raise;
    top().pc = pc;
    if (!module.end->add_waiter(mutator_, *task_)) return Step::Reload;
    task_->state = Task::State::Waiting;
    return park();
}

Step Interpreter::module_ends() {
    machine_.module_loaded(mutator_, *top().code->unit);
    pop_frame();
    return Step::Reload;
}

bool Interpreter::import_builtins(UnitInstance& importer, const Import& import) {
    for (const Import::Name& name : import.names) {
        const Value value = machine_.modules().exports(import.path, name.exported)
                                ? machine_.builtins().find(name.exported)
                                : Value::absent();
        if (value.is_absent()) {
            raise_import(
                mutator_,
                "Function '" + name.exported + "' not found in module '" + import.path + "'",
                machine_.modules().hint_for(import.path, name.exported));
            return false;
        }
        if (name.global) importer.globals().slots()[*name.global].publish(value);
    }
    return true;
}

bool Interpreter::bind_imports(UnitInstance& importer, const Import& import, UnitInstance& module) {
    for (const Import::Name& name : import.names) {
        const Value value = module.exported(name.exported);
        if (value.is_absent()) {
            if (module.exports_type(name.exported)) continue;
            raise_import(
                mutator_,
                "'" + name.exported + "' is not exported from module '" + import.path + "'",
                hint_for(module, name.exported));
            return false;
        }
        if (name.global) importer.globals().slots()[*name.global].publish(value);
    }
    return true;
}

}  // namespace ach::vm
