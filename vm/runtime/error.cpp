#include "vm/runtime/error.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/commons.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/types.hpp"
#include "vm/support/diagnostics.hpp"

#include <charconv>
#include <string>
#include <system_error>

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
    tracer.visit(error.clue_);
}

Value to_thrown(Mutator& mutator, Value operand) {
    if (is_kind(operand, Kind::Error)) return operand;
    if (auto* text = try_as<String>(operand)) {
        const Error* error = make_error(mutator, *text, Value(), Value());
        return error == nullptr ? Value::failed() : Value::object(error);
    }
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

Value error_field(const Error& error, const String& symbol, const Commons& commons) {
    if (&symbol == commons.message) return Value::object(&error.message());
    if (&symbol == commons.kind) return error.kind_name();
    if (&symbol == commons.source) return error.source();
    return Value::absent();
}

Value error_field(const Error& error, std::string_view name) {
    if (name == "message") return Value::object(&error.message());
    if (name == "kind") return error.kind_name();
    if (name == "source") return error.source();
    return Value::absent();
}

// --- raising

namespace {

std::string type_error_start(std::string_view op, std::string_view expected, Value got) {
    std::string text = "Type error in ";
    return text.append(op)
        .append(": expected ")
        .append(expected)
        .append(", got ")
        .append(type_name(got));
}

bool is_number_text(Value v) {
    const auto* text = try_as<String>(v);
    if (text == nullptr) return false;
    const std::string_view digits = text->view();
    double number = 0;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return problem == std::errc() && end == digits.data() + digits.size();
}

}  // namespace

Value raise_type_error(Mutator& mutator, std::string_view op, std::string_view expected,
                       Value got) {
    return raise_with_hint(mutator, error_kind::kType, type_error_start(op, expected, got),
                           hint_about(got));
}

Value raise_type_error(Mutator& mutator, std::string_view op, std::string_view expected, Value left,
                       Value right) {
    const std::string text =
        type_error_start(op, expected, left).append(" + ").append(type_name(right));
    std::string_view hint = hint_about(left);
    if (hint.empty()) hint = hint_about(right);
    if (hint.empty() && (is_number_text(left) || is_number_text(right))) {
        hint = "num(…) makes a Number of a text";
    }
    return raise_with_hint(mutator, error_kind::kType, text, hint);
}

std::string_view hint_about(Value got) {
    return is_kind(got, Kind::Future) ? "a Future has yet to come: did you forget `await`?" : "";
}

Value raise_index_error(Mutator& mutator, double index, std::size_t length) {
    std::string text = "Index out of bounds: ";
    append_number(text, index);
    return mutator.raise(error_kind::kIndex,
                         text.append(" (length: ").append(std::to_string(length)).append(")"));
}

namespace {

// `clue` is null when there was no memory for it, which then is the error.
Value raise_with_clue(Mutator& mutator, std::string_view kind, std::string_view message,
                      Object* clue) {
    if (clue == nullptr) return Value::failed();
    const Root<Value> kept(mutator, Value::object(clue));
    mutator.raise(kind, message);
    Root<Value> error(mutator, mutator.take_error());
    const bool is_shared = error.get().as_object() == mutator.commons().out_of_memory;
    if (!is_shared) as<Error>(error)->set_clue(mutator, kept);
    return mutator.raise(error);
}

}  // namespace

Value raise_no_field(Mutator& mutator, Value object, String& name) {
    const bool is_record = is_kind(object, Kind::Record);
    const std::string quoted = "'" + visible(name.view()) + "'";
    BoundMethod* clue = make_bound_method(mutator, object, Value(), name);
    if (is_record || is_kind(object, Kind::Error)) {
        return raise_with_clue(
            mutator, error_kind::kField,
            "Field " + quoted + " not found in " + (is_record ? "record" : "Error"), clue);
    }
    return raise_with_clue(
        mutator, error_kind::kType,
        "Cannot access field " + quoted + " on " + std::string(type_name(object)), clue);
}

Value raise_with_hint(Mutator& mutator, std::string_view kind, std::string_view message,
                      std::string_view hint) {
    if (hint.empty()) return mutator.raise(kind, message);
    return raise_with_clue(mutator, kind, message, make_string(mutator, hint));
}

}  // namespace ach::vm
