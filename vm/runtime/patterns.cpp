// Patterns (§8) and checked types (§11.3).

#include "vm/runtime/error.hpp"
#include "vm/runtime/interpreter.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/type_check.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

namespace ach::vm {

Value Interpreter::pattern_length(Value v) {
    if (auto vector = try_as<Vector>(v)) {
        return Value::number(static_cast<double>(vector->length()));
    }
    auto tensor = try_as<Tensor>(v);
    if (tensor != nullptr && tensor->rank() == 1) {
        return Value::number(static_cast<double>(tensor->length()));
    }
    return Value::null();
}

bool Interpreter::pattern_rest(Value* base, Word word, std::uint32_t first) {
    const Value source = base[b_of(word)];
    if (auto vector = try_as<Vector>(source)) {
        Vector* rest = slice(mutator_, *vector, first, vector->length());
        if (rest == nullptr) return false;
        base[a_of(word)] = Value::object(rest);
        return true;
    }
    Tensor& tensor = *as<Tensor>(source);
    Root<Vector> rest(mutator_, make_vector(mutator_, 0));
    if (!rest) return false;
    for (std::size_t i = first; i < tensor.length(); ++i) {
        Root<Value> item(mutator_, element(mutator_, tensor, i));
        if (item.get().is_failed() || !push(mutator_, *rest, item)) return false;
    }
    base[a_of(word)] = Value::object(rest.get());
    return true;
}

// Fields of an Error that are null count as missing.
bool Interpreter::pattern_field(Value* base, Word word, SiteState& site) {
    const Value object = base[b_of(word)];
    Value field = own_field(object, site);
    if (field.is_failed()) return false;
    if (is_kind(object, Kind::Error) && field.is_null()) field = Value::absent();
    const bool is_there = !field.is_absent();
    Value* out = base + a_of(word);
    out[0] = is_there ? field : Value::null();
    out[1] = Value::boolean(is_there);
    return true;
}

void Interpreter::pattern_fail(Value value, PatternFailure failure, Value detail) {
    const std::string type(type_name(value));
    std::string wanted;
    if (!append_text(mutator_, wanted, detail, TextForm::Display)) return;
    switch (failure) {
        case PatternFailure::NotRecord:
            mutator_.raise(error_kind::kType, "Cannot destructure " + type + " as record");
            break;
        case PatternFailure::NotVector:
            mutator_.raise(error_kind::kType, "Cannot destructure " + type + " as vector");
            break;
        case PatternFailure::MissingField:
            if (is_kind(value, Kind::Record)) {
                raise_no_field(mutator_, value, *as<String>(detail));
            } else {
                mutator_.raise(error_kind::kField, "Field '" + wanted + "' not found in record");
            }
            break;
        case PatternFailure::TooFewItems: {
            std::string length;
            append_number(length, pattern_length(value).as_number());
            mutator_.raise(error_kind::kIndex,
                           "Not enough elements (expected " + wanted + ", got " + length + ")");
            break;
        }
        case PatternFailure::WrongType:
            mutator_.raise(error_kind::kType, "Type mismatch: expected " + wanted);
            break;
        case PatternFailure::WrongLiteral:
            mutator_.raise(error_kind::kMatch, "Value mismatch: expected " + wanted);
            break;
    }
}

namespace {

std::string context_of(const TypeCheck& check) {
    switch (check.where) {
        case TypeCheck::Where::Variable: return " (variable '" + check.name + "')";
        case TypeCheck::Where::Destructuring: return " (destructuring)";
        case TypeCheck::Where::Argument:
            return " (argument " + std::to_string(check.argument) + ", parameter '" + check.name +
                   "')";
        case TypeCheck::Where::Return: return " (return type)";
    }
    return "";
}

}  // namespace

bool Interpreter::check_type(Value& value, const TypeCheck& check) {
    const UnitInstance& unit = *top().code->unit;
    const Value accepted = accept_as(mutator_, value, unit, check.type);
    if (accepted.is_failed()) return false;
    if (!accepted.is_absent()) {
        value = accepted;
        return true;
    }
    const std::string message = "Type assertion failed: expected " +
                                unit.unit().types[check.type].text + ", got " +
                                std::string(type_name(value)) + context_of(check);
    std::string hint = misfit_of(value, unit, check.type);
    if (hint.empty()) hint = misfit_of_tensor(mutator_, value, unit, check.type);
    if (hint.empty()) hint = hint_about(value);
    raise_with_hint(mutator_, error_kind::kType, message, hint);
    return false;
}

}  // namespace ach::vm
