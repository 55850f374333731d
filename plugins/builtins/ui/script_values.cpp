#include "plugins/builtins/ui/script_values.hpp"

#include "plugins/ui_common/palette.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ach::ui {

namespace {

constexpr int kDeepest = 8;

Value plain_at(const Call& call, ScriptValue v, int depth) {
    switch (call.type(v)) {
        case ACH_T_NULL: return nullptr;
        case ACH_T_BOOLEAN: return call.boolean(v);
        case ACH_T_NUMBER: return call.number(v);
        case ACH_T_VECTOR: {
            if (depth == kDeepest) return nullptr;
            List items(call.vector_len(v));
            for (std::size_t i = 0; i < items.size(); ++i) {
                items[i] = plain_at(call, call.vector_get(v, i), depth + 1);
            }
            return items;
        }
        case ACH_T_RECORD: {
            if (depth == kDeepest) return nullptr;
            Map fields;
            for (std::size_t i = 0; i < call.record_len(v); ++i) {
                const auto [name, field] = call.record_at(v, i);
                fields[std::string(name)] = plain_at(call, field, depth + 1);
            }
            return fields;
        }
        case ACH_T_TENSOR: {
            const TensorView look = call.tensor(v);
            auto array = std::make_shared<Array>();
            array->shape.assign(look.shape.begin(), look.shape.end());
            array->items.assign(look.data.begin(), look.data.end());
            return std::shared_ptr<const Array>(std::move(array));
        }
        default: return std::string(call.text(v));
    }
}

}  // namespace

void raise(const Call& call, std::string_view kind, const std::string& message) {
    call.check(call.table().raise(call.raw(), str(kind), str(message), call.null()));
    throw Raised{};
}

void raise_ui_error(const Call& call, const std::string& message) {
    raise(call, "UIError", message);
}

void raise_type(const Call& call, std::string_view component, std::string_view expected,
                ScriptValue got) {
    raise(call, "TypeError",
          std::string("Type error in ")
              .append(component)
              .append(": expected ")
              .append(expected)
              .append(", got ")
              .append(call.type_name(got)));
}

void raise_value(const Call& call, std::string_view component, std::string_view message) {
    raise(call, "ValueError", std::string(component).append("(): ").append(message));
}

Value plain(const Call& call, ScriptValue v) { return plain_at(call, v, 0); }

ScriptValue script(const Call& call, const Value& value) {
    if (const bool* truth = value.boolean()) return call.make(*truth);
    if (const double* number = value.number()) return call.make(*number);
    if (const std::string* text = value.text()) return call.make(std::string_view(*text));
    if (const Map* fields = value.map()) {
        const ScriptValue record = call.record();
        for (const auto& [name, field] : *fields)
            call.record_set(record, name, script(call, field));
        return record;
    }
    return call.null();
}

bool is_function(const Call& call, ScriptValue v) {
    std::uint32_t least = 0, most = 0;
    return call.values().arity(call.raw(), v, &least, &most) == ACH_OK;
}

std::uint32_t callback_count(const Call& call, std::string_view component, ScriptValue function,
                             std::uint32_t listed, std::uint32_t most) {
    std::uint32_t least = 0, limit = 0;
    if (call.values().arity(call.raw(), function, &least, &limit) != ACH_OK) {
        raise_type(call, component, "Function", function);
    }
    const std::uint32_t count = std::max(least, std::min(listed, limit));
    if (count <= most) return count;
    raise(call, "RuntimeError",
          std::string(component) + "(): a callback requires " + std::to_string(least) +
              " arguments, and gets at most " + std::to_string(most));
}

bool is_same(const Call& call, ScriptValue a, ScriptValue b) {
    if (a.bits == b.bits) return true;
    const std::int32_t type = call.type(a);
    if (type != call.type(b) || type == ACH_T_VECTOR || type == ACH_T_RECORD) return false;
    return call.is_equal(a, b);
}

std::string number_text(double number) {
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

std::string key_of(const Call& call, std::string_view component, ScriptValue v) {
    switch (call.type(v)) {
        case ACH_T_NULL: return {};
        case ACH_T_STRING: return std::string("s").append(call.string(v));
        case ACH_T_BOOLEAN: return call.boolean(v) ? "btrue" : "bfalse";
        case ACH_T_NUMBER: return 'n' + number_text(call.number(v));
        default: raise_type(call, component, "String, Number or Boolean for 'key'", v);
    }
}

std::optional<Color> color_argument(const Call& call, ScriptValue v) {
    if (const auto number = call.maybe_number(v)) {
        if (!(*number >= 0) || *number > 0xFFFFFFFF || *number != std::floor(*number))
            return std::nullopt;
        const auto color = static_cast<Color>(*number);
        return color <= 0xFFFFFF ? color | 0xFF000000 : color;
    }
    auto text = call.maybe_string(v);
    if (!text) return std::nullopt;
    if (text->size() > 2 && text->front() == '[' && text->back() == ']')
        text = text->substr(1, text->size() - 2);
    return text->starts_with('#') ? hex_color(*text) : named_color(*text);
}

}  // namespace ach::ui
