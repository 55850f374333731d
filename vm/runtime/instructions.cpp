// What single instructions do out of line.

#include "vm/runtime/error.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

namespace ach::vm {

bool Interpreter::make_closure(Value* base, std::uint8_t target, std::uint32_t function) {
    const Frame& frame = top();
    const Code& maker = *frame.code;
    const Code& code = maker.unit->code(maker.function->children[function]);
    Closure* made = Closure::make(mutator_, code);
    if (made == nullptr) return false;
    Slot* captures = made->captures();
    for (const CaptureSource& source : code.function->captures) {
        switch (source.from) {
            case CaptureSource::From::Register: captures++->init(base[source.index]); break;
            case CaptureSource::From::Capture:
                captures++->init(frame.closure->captures()[source.index].load());
                break;
            case CaptureSource::From::Self: captures++->init(frame.self); break;
            case CaptureSource::From::Spilled:
                captures++->init(
                    as<Spill>(base[argument_registers(*maker.function)])->get(source.index));
                break;
        }
    }
    base[target] = Value::object(made);
    return true;
}

bool Interpreter::new_generator(Value* base, std::uint8_t target, std::uint32_t function) {
    if (!make_closure(base, target, function)) return false;
    Generator* made = Generator::make(mutator_, *as<Closure>(base[target]), top().self);
    if (made == nullptr) return false;
    base[target] = Value::object(made);
    return true;
}

// Frames of functions that collect their arguments keep them where methods keep their receiver.
bool Interpreter::collected_arguments(Value* base, Word word) {
    Vector* made = copy(mutator_, *as<Vector>(top().self));
    if (made == nullptr) return false;
    base[a_of(word)] = Value::object(made);
    return true;
}

bool Interpreter::spread_record(Value* base, Word word) {
    const Value source = base[b_of(word)];
    auto record = try_as<Record>(source);
    if (record == nullptr) {
        mutator_.raise(error_kind::kType, "Cannot spread non-Record value in record context: got " +
                                              std::string(type_name(source)));
        return false;
    }
    return spread_fields(mutator_, *as<Record>(base[a_of(word)]), *record);
}

void Interpreter::raise_uninitialised(Value name) {
    mutator_.raise(error_kind::kReference, "Variable '" + std::string(as<String>(name)->view()) +
                                               "' used before initialization");
}

void Interpreter::raise_constant(RaisedKind kind, Value text) {
    std::string_view name = error_kind::kRuntime;
    switch (kind) {
        case RaisedKind::RuntimeError: break;
        case RaisedKind::TypeError: name = error_kind::kType; break;
        case RaisedKind::ReferenceError: name = error_kind::kReference; break;
        case RaisedKind::ImportError: name = error_kind::kImport; break;
    }
    mutator_.raise(name, as<String>(text)->view());
}

}  // namespace ach::vm
