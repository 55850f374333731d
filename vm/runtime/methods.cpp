// Names behind a dot (§6.6): fields of records, intrinsic methods of types, fields of Errors.

#include "vm/runtime/builtin_registry.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/commons.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/machine.hpp"
#include "vm/runtime/reading.hpp"
#include "vm/runtime/types.hpp"

namespace ach::vm {

// Null when the receiver's type has no such method.
const MethodEntry* Interpreter::find_method(SiteState& site, Value receiver) {
    const MethodEntry* cached = site.method.load(std::memory_order_acquire);
    if (cached != nullptr && BuiltinRegistry::serves(*cached, receiver)) return cached;
    const MethodEntry* found = machine_.builtins().find_method(receiver, *site.name);
    if (found != nullptr) site.method.store(found, std::memory_order_release);
    return found;
}

// --- sources of the reactive graph: `value` is a property

bool Interpreter::is_source_value(Value object, const SiteState& site) const {
    return object.is_object() && Source::is(object.as_object()->kind()) &&
           site.name == mutator_.commons().value;
}

namespace {

const NativeBinding& reading_binding() {
    static const NativeBinding binding{.name = "value"};
    return binding;
}

}  // namespace

// `source.value` for a register. What a computed comes to may have to be found out first.
Step Interpreter::read_source(Value source, std::uint8_t target) {
    Value result;
    const ach_status status = Reading::read(call_, *as<Source>(source), true, result);
    if (status == ACH_OK) {
        top().base[target] = result;
        return Step::Next;
    }
    call_.native = &reading_binding();
    return settle(status, result, {target});
}

// The same for code that needs it at once.
Value Interpreter::read_source_here(Value source) {
    const Value reader = machine_.builtins().find("__read_source");
    return machine_.call_sync(mutator_, task_->strand, reader, {&source, 1}, task_->context,
                              task_->native_nesting, task_->scope);
}

// A field that the object itself has; absent when there is none.
Value Interpreter::own_field(Value object, SiteState& site) {
    if (auto record = try_as<Record>(object)) return site.field.get_slow(*record, *site.name);
    if (auto error = try_as<Error>(object)) {
        return error_field(*error, *site.name, mutator_.commons());
    }
    return Value::absent();
}

Value Interpreter::get_field(Value object, SiteState& site) {
    if (const Value field = own_field(object, site); !field.is_absent()) return field;
    if (const MethodEntry* method = find_method(site, object)) {
        BoundMethod* bound = make_bound_method(mutator_, object, method->function, *site.name);
        return bound == nullptr ? Value::failed() : Value::object(bound);
    }
    return raise_no_field(mutator_, object, *site.name);
}

bool Interpreter::set_field(Value object, Value value, SiteState& site) {
    if (is_source_value(object, site)) {
        mutator_.raise(error_kind::kType, is_kind(object, Kind::Signal)
                                              ? "Cannot assign field 'value' on Signal: use set()"
                                              : "Computed is read-only");
        return false;
    }
    if (auto record = try_as<Record>(object)) {
        return site.field.set_slow(mutator_, *record, *site.name, value);
    }
    mutator_.raise(error_kind::kType, "Cannot assign field '" + std::string(site.name->view()) +
                                          "' on " + std::string(type_name(object)));
    return false;
}

// receiver.name(arguments): own fields hide intrinsic methods.
Step Interpreter::call_method(Value* base, Word word, SiteState& site) {
    Value* receiver = base + a_of(word);
    return call_method_at(receiver, b_of(word), {c_of(word)}, site);
}

Step Interpreter::call_method_at(Value* receiver, std::uint32_t count, CallSite site,
                                 SiteState& where) {
    const Value object = *receiver;
    if (is_source_value(object, where)) {
        const Value held = read_source_here(object);
        return held.is_failed() ? Step::Raise : call(held, receiver + 1, count, site);
    }
    if (const Value field = own_field(object, where); !field.is_absent()) {
        if (auto closure = try_as<Closure>(field)) {
            return enter(*closure, object, receiver + 1, count, site);
        }
        return call(field, receiver + 1, count, site);
    }
    if (const MethodEntry* method = find_method(where, object)) {
        return call_found_method(*method, receiver, count, site);
    }
    raise_no_field(mutator_, object, *where.name);
    return Step::Raise;
}

Step Interpreter::call_found_method(const MethodEntry& method, Value* receiver, std::uint32_t count,
                                    CallSite site) {
    site.receiver_is_argument = true;
    if (method.receiver_last) {
        receiver[count + 1] = *receiver;
        ++receiver;
    }
    if (auto native = try_as<NativeFunction>(method.function)) {
        return invoke(*native, receiver, count + 1, site);
    }
    return call(method.function, receiver, count + 1, site);
}

Step Interpreter::tail_call_method(Value* base, Word word, SiteState& where) {
    Value* receiver = base + a_of(word);
    const std::uint32_t count = b_of(word);
    const CallSite site{a_of(word)};
    const Value field = own_field(*receiver, where);
    if (auto closure = try_as<Closure>(field)) {
        return replace_frame(*closure, *receiver, receiver + 1, count, site);
    }
    if (field.is_absent()) {
        const MethodEntry* method = find_method(where, *receiver);
        auto prelude = method == nullptr ? nullptr : try_as<Closure>(method->function);
        if (prelude != nullptr) {
            const CallSite counted{a_of(word), ReturnTo::Register, false, true};
            if (!method->receiver_last) {
                return replace_frame(*prelude, Value(), receiver, count + 1, counted);
            }
            receiver[count + 1] = *receiver;
            return replace_frame(*prelude, Value(), receiver + 1, count + 1, counted);
        }
    }
    return call_method_at(receiver, count, site, where);
}

}  // namespace ach::vm
