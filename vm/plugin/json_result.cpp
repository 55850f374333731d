#include "vm/plugin/json_result.hpp"

#include "vm/plugin/json_text.hpp"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

#include <unordered_set>
#include <vector>

namespace ach::vm {

namespace {

void append_pair(std::string& out, std::complex<double> z) {
    out += '[';
    append_json_number(out, z.real());
    out += ',';
    append_json_number(out, z.imag());
    out += ']';
}

void append_tensor(std::string& out, const Tensor& tensor) {
    out += tensor.is_complex() ? R"({"type":"ComplexTensor","shape":[)"
                               : R"({"type":"Tensor","shape":[)";
    std::string_view comma;
    for (const std::size_t size : tensor.shape()) {
        out.append(comma).append(std::to_string(size));
        comma = ",";
    }
    out += R"(],"data":[)";
    comma = "";
    if (tensor.is_complex()) {
        for (const std::complex<double> z : tensor.complexes()) {
            out += std::exchange(comma, ",");
            append_pair(out, z);
        }
    } else {
        for (const double d : tensor.reals()) {
            out += std::exchange(comma, ",");
            append_json_number(out, d);
        }
    }
    out += "]}";
}

void append_error(std::string& out, const Error& error) {
    out += R"({"type":"Error","message":)";
    append_json_string(out, error.message().view());
    out += R"(,"kind":)";
    if (const auto* kind = try_as<String>(error.kind_name())) {
        append_json_string(out, kind->view());
    } else {
        out += "null";
    }
    out += '}';
}

// Goes through nested containers with a stack of its own.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}

    void write(Value v) {
        put(v);
        while (!open_.empty()) step();
    }

private:
    struct Open {
        const Object* container;
        std::size_t next = 0;
        FieldCursor cursor{};
    };

    void put(Value v) {
        if (v.is_number()) {
            out_ += R"({"type":"Number","value":)";
            append_json_number(out_, v.as_number());
            out_ += '}';
        } else if (v.is_boolean()) {
            out_ += v.is_true() ? R"({"type":"Boolean","value":true})"
                                : R"({"type":"Boolean","value":false})";
        } else if (v.is_object()) {
            put_object(v);
        } else {
            out_ += R"({"type":"Null"})";
        }
    }

    void put_object(Value v) {
        switch (v.as_object()->kind()) {
            case Kind::String:
                out_ += R"({"type":"String","value":)";
                append_json_string(out_, as<String>(v)->view());
                out_ += '}';
                break;
            case Kind::Complex: {
                const std::complex<double> z = as<Complex>(v)->value();
                out_ += R"({"type":"Complex","re":)";
                append_json_number(out_, z.real());
                out_ += R"(,"im":)";
                append_json_number(out_, z.imag());
                out_ += '}';
                break;
            }
            case Kind::Tensor:
            case Kind::ComplexTensor: append_tensor(out_, *as<Tensor>(v)); break;
            case Kind::Error: append_error(out_, *as<Error>(v)); break;
            case Kind::Vector: open(*v.as_object(), R"({"type":"Vector","items":[)"); break;
            case Kind::Record: open(*v.as_object(), R"({"type":"Record","fields":{)"); break;
            default:
                out_ += R"({"type":)";
                append_json_string(out_, type_name(v));
                out_ += '}';
        }
    }

    void open(const Object& container, std::string_view head) {
        if (!path_.insert(&container).second) {
            out_ += R"({"type":"Cycle"})";
            return;
        }
        out_ += head;
        open_.push_back({&container});
    }

    // Writes the next part of the innermost container, or closes it.
    void step() {
        Open& top = open_.back();
        const bool is_record = top.container->kind() == Kind::Record;
        String* key = nullptr;
        Value item = Value::absent();
        if (is_record) {
            if (!top.cursor.next(*static_cast<const Record*>(top.container), key, item)) {
                item = Value::absent();
            }
        } else {
            item = static_cast<const Vector*>(top.container)->get(top.next);
        }
        if (item.is_absent()) {
            out_ += is_record ? "}}" : "]}";
            path_.erase(top.container);
            open_.pop_back();
            return;
        }
        if (top.next++ > 0) out_ += ',';
        if (is_record) {
            append_json_string(out_, key->view());
            out_ += ':';
        }
        put(item);
    }

    std::string& out_;
    std::vector<Open> open_;
    std::unordered_set<const Object*> path_;
};

}  // namespace

void append_json_result(std::string& out, Value v) { Writer(out).write(v); }

}  // namespace ach::vm
