#include "vm/runtime/error.hpp"

#include "vm/runtime/commons.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/types.hpp"

#include <string>

namespace ach::vm {

Error* make_error(Mutator& mutator, String& message, Value kind_name, Value source) {
    return mutator.create<Error>(sizeof(Error), message, kind_name, source);
}

void Error::trace(Object& object, Tracer& tracer) {
    auto& error = static_cast<Error&>(object);
    tracer.visit(error.message_);
    tracer.visit(error.kind_name_);
    tracer.visit(error.source_);
    tracer.visit(error.trace_data_);
}

Value to_thrown(Mutator& mutator, Value operand) {
    if (is_kind(operand, Kind::Error)) return operand;
    Root<Value> message(mutator, operand);
    Value kind_name, source;
    if (const auto* record = try_as<Record>(operand)) {
        const Commons& commons = mutator.commons();
        if (const Value v = get_field(*record, *commons.message); !v.is_absent()) {
            message = v;
            const Value k = get_field(*record, *commons.kind);
            if (is_kind(k, Kind::String)) kind_name = k;
            const Value s = get_field(*record, *commons.source);
            if (!s.is_absent()) source = s;
        }
    }
    Root<Value> kept_kind(mutator, kind_name);
    Root<Value> kept_source(mutator, source);
    Root<String> text(mutator, display(mutator, message));
    if (!text) return Value::failed();
    const Error* error = make_error(mutator, *text, kind_name, source);
    return error == nullptr ? Value::failed() : Value::object(error);
}

Value error_field(const Error& error, std::string_view name) {
    if (name == "message") return Value::object(&error.message());
    if (name == "kind") return error.kind_name();
    if (name == "source") return error.source();
    return Value::absent();
}

// --- raising ------------------------------------------------------------------------------------

namespace {

std::string type_error_start(std::string_view op, std::string_view expected, Value got) {
    std::string text = "Type error in ";
    return text.append(op)
        .append(": expected ")
        .append(expected)
        .append(", got ")
        .append(type_name(got));
}

}  // namespace

Value raise_type_error(Mutator& mutator, std::string_view op, std::string_view expected,
                       Value got) {
    return mutator.raise(error_kind::kType, type_error_start(op, expected, got));
}

Value raise_type_error(Mutator& mutator, std::string_view op, std::string_view expected, Value left,
                       Value right) {
    std::string text = type_error_start(op, expected, left);
    return mutator.raise(error_kind::kType, text.append(" + ").append(type_name(right)));
}

Value raise_index_error(Mutator& mutator, double index, std::size_t length) {
    std::string text = "Index out of bounds: ";
    append_number(text, index);
    return mutator.raise(error_kind::kIndex,
                         text.append(" (length: ").append(std::to_string(length)).append(")"));
}

Value raise_field_error(Mutator& mutator, std::string_view field) {
    std::string text = "Field '";
    return mutator.raise(error_kind::kField, text.append(field).append("' not found in record"));
}

}  // namespace ach::vm
