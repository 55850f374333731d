// Containers that are being described stand in a list instead of on the C stack, so nesting may be
// as deep as for the text form. Nothing is allocated on the heap meanwhile.
#include "vm/plugin/describe.hpp"

#include "vm/plugin/native_defs.hpp"
#include "vm/runtime/cells.hpp"
#include "vm/runtime/closure.hpp"
#include "vm/runtime/compare.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/signal.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>
#include <vector>

namespace ach::vm {

namespace {

constexpr std::size_t kShown = 10;  // items or fields of a container

class Describer {
public:
    explicit Describer(Mutator& mutator) : mutator_(mutator), no_gc_(mutator) {}

    // False: nested beyond the limit, or so deep that the text would be mostly indentation.
    bool describe(Value v) {
        if (!item(v)) return false;
        while (!open_.empty()) {
            if (!step() || out_.size() > kMostText) return false;
        }
        return true;
    }

    const std::string& text() const { return out_; }

private:
    struct Open {
        const Object* object;
        const Backing* items;  // of a Vector
        std::size_t size;
        std::size_t index;
        FieldCursor cursor;
    };

    bool item(Value v) {
        if (v.is_number()) {
            out_ += "Number(";
            append_number(out_, v.as_number());
            out_ += ')';
        } else if (v.is_boolean()) {
            out_ += v.is_true() ? "Boolean(true)" : "Boolean(false)";
        } else if (!v.is_object()) {
            out_ += "null";
        } else {
            return object(*v.as_object());
        }
        return true;
    }

    bool object(const Object& o) {
        switch (o.kind()) {
            case Kind::String:
                out_ += "String(";
                append_quoted(out_, static_cast<const String&>(o).view());
                out_ += ')';
                return true;
            case Kind::Complex: complex(static_cast<const Complex&>(o).value()); return true;
            case Kind::Tensor:
            case Kind::ComplexTensor: tensor(static_cast<const Tensor&>(o)); return true;
            case Kind::Vector: return vector(o);
            case Kind::Record: return record(o);
            case Kind::Error: return error(o);
            case Kind::Signal: return open(o, nullptr, 1, "Signal(value: ");
            case Kind::Closure: closure(*static_cast<const Closure&>(o).code().function); break;
            case Kind::NativeFunction:
                builtin(static_cast<const NativeFunction&>(o).name().view());
                break;
            case Kind::BoundMethod:
                out_ += "Function(Method: ";
                out_.append(static_cast<const BoundMethod&>(o).name().view()).append(1, ')');
                break;
            default: out_ += type_name(Value::object(&o));
        }
        return true;
    }

    void complex(std::complex<double> z) {
        out_ += "Complex(re: ";
        append_number(out_, z.real());
        out_ += ", im: ";
        append_number(out_, z.imag());
        out_ += ')';
    }

    void tensor(const Tensor& t) {
        out_ += t.is_complex() ? "ComplexTensor(shape: [" : "Tensor(shape: [";
        for (std::size_t i = 0; i < t.rank(); ++i) {
            out_ += (i == 0 ? "" : ", ") + std::to_string(t.shape()[i]);
        }
        out_ += "], elements: " + std::to_string(t.size()) + ')';
    }

    void closure(const Function& function) {
        if ((function.flags & kIsBuiltin) != 0) return builtin(function.name);
        out_ += "Function(params: (";
        for (std::size_t i = 0; i < function.parameters.size(); ++i) {
            out_.append(i == 0 ? "" : ", ").append(function.parameters[i]);
        }
        out_ += "))";
    }

    void builtin(std::string_view name) {
        out_.append("Function(Builtin: ").append(name).append(1, ')');
    }

    bool vector(const Object& o) {
        const Backing& items = steady(mutator_, *as<Vector>(Value::object(&o)));
        const std::size_t size = items.length();
        if (size == 0) {
            out_ += "Vector(empty)";
            return true;
        }
        return open(o, &items, size, "Vector(length: " + std::to_string(size) + ", items: [");
    }

    bool record(const Object& o) {
        const std::size_t size = field_count(static_cast<const Record&>(o));
        if (size == 0) {
            out_ += "Record(empty)";
            return true;
        }
        return open(o, nullptr, size, "Record(fields: " + std::to_string(size));
    }

    bool error(const Object& o) {
        const Error& e = static_cast<const Error&>(o);
        const auto* kind = try_as<String>(e.kind_name());
        std::string text = "Error(";
        text.append(kind == nullptr ? "Unknown" : kind->view()).append(": ");
        text.append(e.message().view()).append(1, ')');
        if (e.source().is_null()) {
            out_ += text;
            return true;
        }
        return open(o, nullptr, 1, text + " (source: ");
    }

    bool open(const Object& o, const Backing* items, std::size_t size, const std::string& begin) {
        if (!opened_.insert(&o).second) {
            out_ += "<cycle>";
            return true;
        }
        if (open_.size() == kMaxNesting) return false;
        open_.push_back({&o, items, size, 0, {}});
        out_ += begin;
        return true;
    }

    bool close(std::string_view end) {
        opened_.erase(open_.back().object);
        open_.pop_back();
        out_ += end;
        return true;
    }

    bool step() {
        Open& top = open_.back();
        switch (top.object->kind()) {
            case Kind::Vector: return step_vector(top);
            case Kind::Record: return step_record(top);
            case Kind::Error:
                if (top.index++ == 1) return close(")");
                return item(static_cast<const Error*>(top.object)->source());
            default:
                if (top.index++ == 1) return close(")");
                return item(static_cast<const Signal*>(top.object)->value());
        }
    }

    bool step_vector(Open& top) {
        if (top.index == std::min(top.size, kShown)) {
            if (top.size > kShown)
                out_ += " ... and " + std::to_string(top.size - kShown) + " more";
            return close("])");
        }
        const Value next = top.items->at(top.index);
        if (top.index++ != 0) out_ += ", ";
        return item(next);
    }

    bool step_record(Open& top) {
        String* key = nullptr;
        Value next;
        const bool shows = top.index < kShown;
        if (!shows || !top.cursor.next(*static_cast<const Record*>(top.object), key, next)) {
            if (!shows && top.size > kShown) {
                new_line();
                out_ += "... and " + std::to_string(top.size - kShown) + " more fields";
            }
            return close(")");
        }
        ++top.index;
        new_line();
        out_.append(key->view()).append(": ");
        return item(next);
    }

    static constexpr std::size_t kMostText = std::size_t{256} << 20;

    void new_line() { out_.append(1, '\n').append(2 * open_.size(), ' '); }

    Mutator& mutator_;
    NoGc no_gc_;
    std::string out_;
    std::vector<Open> open_;
    std::unordered_set<const Object*> opened_;
};

ach_status describe(ach_call& call, Arguments args, ach_value* result) {
    std::string text;
    bool fits;
    {
        Describer describer(call.mutator);
        fits = describer.describe(args[0]);
        text = describer.text();
    }
    if (!fits) {
        call.mutator.raise_stack_overflow();
        return ACH_E_RAISED;
    }
    return give(&call, make_string(call.mutator, text), result);
}

constexpr std::array kDefinitions = {
    define_native<describe>("describe", 1, 1,
                            "describe(x) -> String\nWhat a value is, in words: its type, its size "
                            "and what it holds."),
};

}  // namespace

std::span<const ach_native_def> describe_natives() { return kDefinitions; }

}  // namespace ach::vm
