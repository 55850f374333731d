#include "plugins/async_io/http/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

namespace ach::http {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDeepest = 512;

// --- values to text -----------------------------------------------------------------------------

class Writer {
public:
    explicit Writer(const Call& call) : call_(call) {}

    void write(Value v) {
        switch (call_.type(v)) {
            case ACH_T_NULL: text_ += "null"; break;
            case ACH_T_BOOLEAN: text_ += call_.boolean(v) ? "true" : "false"; break;
            case ACH_T_NUMBER: write(call_.number(v)); break;
            case ACH_T_STRING: text_ += Json(call_.string(v)).dump(); break;
            case ACH_T_COMPLEX: write(call_.complex(v)); break;
            case ACH_T_VECTOR: nested(v, &Writer::write_vector); break;
            case ACH_T_RECORD: nested(v, &Writer::write_record); break;
            case ACH_T_TENSOR:
            case ACH_T_COMPLEX_TENSOR: write_tensor(call_.tensor(v)); break;
            default:
                call_.fail("TypeError",
                           "cannot convert " + std::string(call_.type_name(v)) + " to JSON");
        }
    }

    std::string take() { return std::move(text_); }

private:
    void write(double number) {
        if (!std::isfinite(number)) {
            text_ += "null";
            return;
        }
        char digits[32];
        const bool is_plain = std::trunc(number) == number && std::fabs(number) < 1e21;
        const auto end = is_plain ? std::to_chars(std::begin(digits), std::end(digits), number,
                                                  std::chars_format::fixed)
                                  : std::to_chars(std::begin(digits), std::end(digits), number);
        text_.append(digits, end.ptr);
    }

    void write(ach_complex z) {
        text_ += "{\"re\":";
        write(z.re);
        text_ += ",\"im\":";
        write(z.im);
        text_ += '}';
    }

    void nested(Value v, void (Writer::*write_items)(Value)) {
        if (std::find(around_.begin(), around_.end(), v.bits) != around_.end()) {
            call_.fail("ValueError", "cyclic value");
        }
        if (around_.size() == kDeepest) call_.fail("ValueError", "nested too deeply for JSON");
        around_.push_back(v.bits);
        (this->*write_items)(v);
        around_.pop_back();
    }

    void write_vector(Value v) {
        text_ += '[';
        for (std::size_t i = 0; i < call_.vector_len(v); ++i) {
            if (i > 0) text_ += ',';
            const Scope scope(call_);
            write(call_.vector_get(v, i));
        }
        text_ += ']';
    }

    // Fields that hold functions are left out.
    void write_record(Value v) {
        text_ += '{';
        bool is_first = true;
        for (std::size_t i = 0; i < call_.record_len(v); ++i) {
            const Scope scope(call_);
            const auto [name, item] = call_.record_at(v, i);
            if (call_.type(item) == ACH_T_FUNCTION) continue;
            if (!std::exchange(is_first, false)) text_ += ',';
            text_.append(Json(name).dump()).append(":");
            write(item);
        }
        text_ += '}';
    }

    void write_tensor(const TensorView& tensor) {
        std::size_t at = 0;
        write_rows(tensor, 0, at);
    }

    void write_rows(const TensorView& tensor, std::size_t dimension, std::size_t& at) {
        if (dimension == tensor.shape.size()) {
            if (tensor.is_complex) {
                write(tensor.complexes[at]);
            } else {
                write(tensor.data[at]);
            }
            ++at;
            return;
        }
        text_ += '[';
        for (std::uint64_t i = 0; i < tensor.shape[dimension]; ++i) {
            if (i > 0) text_ += ',';
            write_rows(tensor, dimension + 1, at);
        }
        text_ += ']';
    }

    const Call& call_;
    std::string text_;
    std::vector<std::uint64_t> around_;  // the containers in which the present value lies
};

// --- text to values -----------------------------------------------------------------------------

Value make(const Call& call, const Json& json, std::size_t depth) {
    if (depth > kDeepest) call.fail("ValueError", "the JSON is nested deeper than 512");
    switch (json.type()) {
        case Json::value_t::null: return call.null();
        case Json::value_t::boolean: return call.make(json.get<bool>());
        case Json::value_t::string: {
            const auto& text = json.get_ref<const std::string&>();
            return call.make(std::string_view(text));
        }
        case Json::value_t::array: {
            const Value vector = call.vector();
            for (const Json& item : json) {
                const Scope scope(call);
                call.vector_push(vector, make(call, item, depth + 1));
            }
            return vector;
        }
        case Json::value_t::object: {
            const Value record = call.record();
            for (const auto& [name, item] : json.items()) {
                const Scope scope(call);
                call.record_set(record, name, make(call, item, depth + 1));
            }
            return record;
        }
        default: return call.make(json.get<double>());
    }
}

std::string place_in(std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, byte == 0 ? 0 : byte - 1);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto column = before.size() - (before.rfind('\n') + 1) + 1;
    return " at line " + std::to_string(line) + " column " + std::to_string(column);
}

}  // namespace

std::string json_text(const Call& call, Value value) {
    Writer writer(call);
    writer.write(value);
    return writer.take();
}

Value json_value(const Call& call, std::string_view text) {
    std::string why;
    try {
        return make(call, Json::parse(text), 0);
    } catch (const Json::parse_error& error) {
        why = "JSON parse error: unexpected text" + place_in(text, error.byte);
    } catch (const Json::out_of_range&) {
        why = "JSON parse error: a number is too large";
    }
    call.table().raise(call.raw(), ACH_STR("ValueError"), str(why), call.null());
    throw Raised{};
}

}  // namespace ach::http
