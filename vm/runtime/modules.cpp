// Import and export (§12). An Import instruction that has to run a module first pushes the module's
// top level and runs again when that has ended, so a module may wait like everybody else.

#include "vm/runtime/error.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/machine.hpp"

namespace ach::vm {

namespace {

void raise_import(Mutator& mutator, const std::string& message) {
    mutator.raise(error_kind::kImport, message);
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
        raise_import(mutator_, "Circular import of module '" + import.path + "'");
        return Step::Raise;
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
    top().pc = pc;
    const Step step = enter(*body, Value(), arguments, 0, {0, ReturnTo::Module, true});
    stack().pending = 0;
    if (step == Step::Raise) machine_.forget_module(*instance);
    return step;
}

Step Interpreter::module_ends() {
    machine_.module_loaded(*top().code->unit);
    pop_frame();
    return Step::Reload;
}

bool Interpreter::import_builtins(UnitInstance& importer, const Import& import) {
    for (const Import::Name& name : import.names) {
        const Value value = machine_.modules().exports(import.path, name.exported)
                                ? machine_.builtins().find(name.exported)
                                : Value::absent();
        if (value.is_absent()) {
            raise_import(mutator_, "Function '" + name.exported + "' not found in module '" +
                                       import.path + "'");
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
            raise_import(mutator_, "'" + name.exported + "' is not exported from module '" +
                                       import.path + "'");
            return false;
        }
        if (name.global) importer.globals().slots()[*name.global].publish(value);
    }
    return true;
}

}  // namespace ach::vm
