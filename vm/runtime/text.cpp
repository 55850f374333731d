#include "vm/runtime/text.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/compare.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/job.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_set>
#include <vector>

namespace ach::vm {

// --- scalars

namespace {

constexpr double kExactIntegers = 1e15;  // below, an integral double prints as the integer it is

// From here up to there to_chars writes the shortest digits without an exponent, and few of them.
constexpr double kPlain = 1e-6;

using Digits = std::array<char, 24>;

std::string_view digits_of(std::int64_t integer, Digits& digits) {
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), integer);
    return {digits.data(), static_cast<std::size_t>(end.ptr - digits.data())};
}

// The integer that prints for this number; none for most that are none.
std::optional<std::int64_t> as_integer(double d) {
    if (!(std::abs(d) < kExactIntegers)) return std::nullopt;
    const auto integer = static_cast<std::int64_t>(d);
    if (static_cast<double>(integer) != d) return std::nullopt;
    return integer;
}

// Takes to_chars' shortest digits apart (d.ddde±xx) and lays them out without an exponent.
void append_positional(std::string& out, double d) {
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), d,
                                   std::chars_format::scientific);
    std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
    const std::size_t e = text.find('e');
    int exponent = 0;
    const std::size_t exponent_at = e + (text[e + 1] == '+' ? 2 : 1);
    std::from_chars(text.data() + exponent_at, text.data() + text.size(), exponent);
    if (e > 1) buffer[1] = buffer[0];  // over the point
    const std::string_view digits = e > 1 ? text.substr(1, e - 1) : text.substr(0, 1);

    const int point = exponent + 1;  // where it stands, counted from the first digit
    const int count = static_cast<int>(digits.size());
    if (point <= 0) {
        out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
    } else if (point >= count) {
        out.append(digits).append(static_cast<std::size_t>(point - count), '0');
    } else {
        out.append(digits.substr(0, static_cast<std::size_t>(point))).append(1, '.');
        out.append(digits.substr(static_cast<std::size_t>(point)));
    }
}

}  // namespace

void append_number(std::string& out, double d) {
    if (std::isnan(d)) {
        out += "NaN";
        return;
    }
    if (const auto integer = as_integer(d)) {
        Digits digits;
        out += digits_of(*integer, digits);
        return;
    }
    const double size = std::abs(d);
    if (size >= kPlain && size < kExactIntegers) {
        std::array<char, 40> text;
        const auto end =
            std::to_chars(text.data(), text.data() + text.size(), d, std::chars_format::fixed);
        out.append(text.data(), end.ptr);
        return;
    }
    if (d < 0) out += '-';
    if (std::isinf(d)) {
        out += "Infinity";
    } else {
        append_positional(out, size);
    }
}

void append_complex(std::string& out, std::complex<double> z) {
    if (z.real() != 0) {
        append_number(out, z.real());
        out += z.imag() < 0 ? '-' : '+';
        append_number(out, std::abs(z.imag()));
    } else {
        append_number(out, z.imag());
    }
    out += 'i';
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\t': out += "\\t"; break;
            case '\r': out += "\\r"; break;
            default: out += c;
        }
    }
    out += '"';
}

bool is_identifier(std::string_view text) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    const auto is_part = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
    return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), is_part);
}

// --- any value

namespace {

// Writes one value, keeping the containers it is inside of in a list instead of on the C stack.
// Reads the heap and allocates nothing there.
class Writer {
public:
    Writer(Mutator& mutator, std::string& out, TextForm form)
        : mutator_(mutator), no_gc_(mutator), out_(out), form_(form) {}

    // False: an error is due (see problem()).
    bool write(Value v) {
        if (!item(v)) return false;
        while (!open_.empty()) {
            if (!step()) return false;
            if (out_.size() > kMaxStringBytes) {
                is_too_long_ = true;
                return false;
            }
        }
        return true;
    }

    bool is_too_long() const { return is_too_long_; }

private:
    // A container whose items are being written.
    struct Open {
        const Object* object;
        const Backing* items;  // of a Vector, as they are when it is opened
        std::size_t index;
        FieldCursor cursor;
    };

    bool step() {
        Open& top = open_.back();
        return top.object->kind() == Kind::Vector ? step_vector(top) : step_record(top);
    }

    bool step_vector(Open& top) {
        if (top.index == top.items->length()) return close(']');
        const Value next = top.items->at(top.index);
        if (top.index++ != 0) out_ += ", ";
        return item(next);
    }

    bool step_record(Open& top) {
        String* key = nullptr;
        Value next;
        if (!top.cursor.next(*static_cast<const Record*>(top.object), key, next)) return close('}');
        if (top.index++ != 0) out_ += ", ";
        if (is_identifier(key->view())) {
            out_ += key->view();
        } else {
            append_quoted(out_, key->view());
        }
        out_ += ": ";
        return item(next);
    }

    bool item(Value v) {
        if (v.is_number()) {
            append_number(out_, v.as_number());
        } else if (v.is_boolean()) {
            out_ += v.is_true() ? "true" : "false";
        } else if (!v.is_object()) {
            out_ += "null";
        } else {
            return object(*v.as_object());
        }
        return true;
    }

    bool object(const Object& o) {
        switch (o.kind()) {
            case Kind::String: string(static_cast<const String&>(o)); break;
            case Kind::Complex: append_complex(out_, static_cast<const Complex&>(o).value()); break;
            case Kind::Vector: return open(o, '[', "[...]");
            case Kind::Record: return open(o, '{', "{...}");
            case Kind::Tensor:
            case Kind::ComplexTensor: tensor(static_cast<const Tensor&>(o)); break;
            case Kind::BoundMethod:
                out_ += "<method ";
                out_ += static_cast<const BoundMethod&>(o).name().view();
                out_ += '>';
                break;
            case Kind::Error: error(static_cast<const Error&>(o)); break;
            case Kind::Job: job(static_cast<const Job&>(o)); break;
            case Kind::Resource: resource(static_cast<const Resource&>(o)); break;
            default: type(type_name(Value::object(&o)));
        }
        return true;
    }

    bool open(const Object& o, char bracket, std::string_view again) {
        if (is_open(o)) {
            out_ += again;
            return true;
        }
        if (open_.size() == kMaxNesting) return false;
        if (open_.size() >= kScanned) opened_.insert(&o);
        const Backing* items = nullptr;
        if (o.kind() == Kind::Vector) {
            items = &steady(mutator_, *as<Vector>(Value::object(&o)));
        }
        open_.push_back({&o, items, 0, {}});
        out_ += bracket;
        return true;
    }

    bool close(char bracket) {
        if (open_.size() > kScanned) opened_.erase(open_.back().object);
        open_.pop_back();
        out_ += bracket;
        return true;
    }

    // The outermost containers are looked through one by one, deeper ones by hash.
    bool is_open(const Object& o) const {
        const std::size_t scanned = std::min(open_.size(), kScanned);
        for (std::size_t i = 0; i < scanned; ++i) {
            if (open_[i].object == &o) return true;
        }
        return opened_.contains(&o);
    }

    void string(const String& s) {
        if (form_ == TextForm::Quoted) {
            append_quoted(out_, s.view());
        } else {
            out_ += s.view();
        }
    }

    void error(const Error& e) {
        out_ += "Error";
        if (const auto* kind = try_as<String>(e.kind_name())) {
            out_.append(1, '(').append(kind->view()).append(1, ')');
        }
        out_.append(": ").append(e.message().view());
    }

    void job(const Job& j) {
        out_ += "<job ";
        append_number(out_, static_cast<double>(j.id()));
        out_ += '>';
    }

    void resource(const Resource& r) {
        if (r.type().text_of != nullptr && r.payload() != nullptr) {
            out_ += r.type().text_of(r.payload(), r.type());
        } else if (r.type().text.empty()) {
            type(r.type().name);
        } else {
            out_ += r.type().text;
        }
    }

    void type(std::string_view name) {
        out_ += '<';
        for (const char c : name)
            out_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        out_ += '>';
    }

    void tensor(const Tensor& t) {
        std::size_t place = 0;
        axis(t, 0, place);
    }

    // Recurses at most kMaxTensorRank deep.
    void axis(const Tensor& t, std::size_t depth, std::size_t& place) {
        if (depth == t.rank()) {
            const double* d = t.doubles();
            if (t.is_complex()) {
                append_complex(out_, {d[2 * place], d[2 * place + 1]});
            } else {
                append_number(out_, d[place]);
            }
            ++place;
            return;
        }
        out_ += '[';
        for (std::size_t i = 0; i < t.shape()[depth]; ++i) {
            if (i != 0) out_ += ", ";
            axis(t, depth + 1, place);
        }
        out_ += ']';
    }

    static constexpr std::size_t kScanned = 16;

    Mutator& mutator_;
    NoGc no_gc_;
    std::string& out_;
    TextForm form_;
    bool is_too_long_ = false;
    std::vector<Open> open_;
    std::unordered_set<const Object*> opened_;  // those below the first kScanned
};

}  // namespace

bool append_text(Mutator& mutator, std::string& out, Value v, TextForm form) {
    if (v.is_number()) {
        append_number(out, v.as_number());
        return true;
    }
    bool is_too_long = false;
    {
        Writer writer(mutator, out, form);
        if (writer.write(v)) return true;
        is_too_long = writer.is_too_long();
    }
    if (is_too_long) {
        mutator.raise(error_kind::kValue, "String would be longer than 2147483647 bytes");
    } else {
        mutator.raise_stack_overflow();
    }
    return false;
}

String* display(Mutator& mutator, Value v) {
    if (auto* string = try_as<String>(v)) return string;
    if (v.is_number()) {
        if (const auto integer = as_integer(v.as_number())) {
            Digits digits;
            return make_string(mutator, digits_of(*integer, digits));
        }
    }
    std::string text;
    return append_text(mutator, text, v, TextForm::Display) ? make_string(mutator, text) : nullptr;
}

String* quoted(Mutator& mutator, Value v) {
    std::string text;
    return append_text(mutator, text, v, TextForm::Quoted) ? make_string(mutator, text) : nullptr;
}

Value concat_display(Mutator& mutator, const Value* values, std::size_t count) {
    // What starts with a String may be an append in a loop, which concat() does in place.
    auto* first = count == 0 ? nullptr : try_as<String>(values[0]);
    std::string text;
    for (std::size_t i = first == nullptr ? 0 : 1; i < count; ++i) {
        if (!append_text(mutator, text, values[i], TextForm::Display)) return Value::failed();
    }
    const String* result =
        first == nullptr ? make_string(mutator, text) : append(mutator, *first, text);
    return result == nullptr ? Value::failed() : Value::object(result);
}

}  // namespace ach::vm
