#include "vm/plugin/cbor.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/vector.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>

namespace ach::vm {

namespace {

constexpr std::size_t kIndefinite = std::numeric_limits<std::size_t>::max();

struct Head {
    std::uint8_t major = 0;
    std::uint8_t info = 0;
    std::uint64_t argument = 0;
    bool is_break() const { return major == 7 && info == 31; }
    std::size_t count() const {
        return info == 31 ? kIndefinite : static_cast<std::size_t>(argument);
    }
};

double half_to_double(std::uint16_t half) {
    const int exponent = half >> 10 & 0x1F;
    const int fraction = half & 0x3FF;
    double d;
    if (exponent == 0) {
        d = std::ldexp(fraction, -24);
    } else if (exponent != 31) {
        d = std::ldexp(fraction + 1024, exponent - 25);
    } else {
        d = fraction == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
    }
    return (half & 0x8000) != 0 ? -d : d;
}

// Meanings that a tag gives to what follows it.
enum class Meaning : std::uint8_t { None, Complex, Shaped, Object };

// An array or map whose items are still coming. Its value is at the same height in the handles.
struct Open {
    bool is_map;
    Meaning meaning;
    std::size_t left;       // items, or pairs; kIndefinite until a break comes
    String* key = nullptr;  // a symbol, kept alive through the handle above the map's
};

class Decoder {
public:
    Decoder(Mutator& mutator, std::span<const std::uint8_t> bytes)
        : mutator_(mutator), bytes_(bytes), handles_(mutator) {}

    Value read() {
        for (;;) {
            Value item = next();
            if (item.is_failed()) return item;
            // Close every container that this item completes.
            while (!item.is_absent()) {
                if (open_.empty()) return at_ == bytes_.size() ? item : fail("more than one item");
                if (!give(item)) return Value::failed();
                item = close_if_full();
                if (item.is_failed()) return item;
            }
        }
    }

private:
    Value fail(std::string_view what) {
        return mutator_.raise(error_kind::kValue,
                              "this is no well-formed CBOR: " + std::string(what) + " at byte " +
                                  std::to_string(at_));
    }

    bool read_head(Head& head) {
        if (at_ >= bytes_.size()) return fail("it ends too early"), false;
        const std::uint8_t first = bytes_[at_++];
        head.major = first >> 5;
        head.info = first & 0x1F;
        head.argument = head.info;
        if (head.info < 24) return true;
        if (head.info == 31 && head.major >= 2 && head.major != 6) return true;
        if (head.info > 27) return fail("a reserved head"), false;
        const std::size_t length = std::size_t{1} << (head.info - 24);
        if (bytes_.size() - at_ < length) return fail("it ends too early"), false;
        head.argument = 0;
        for (std::size_t i = 0; i < length; ++i) head.argument = head.argument << 8 | bytes_[at_++];
        return true;
    }

    // The bytes of a string whose head was read; pieces of an indefinite one are joined.
    bool read_string(const Head& head, std::string& text) {
        if (head.info != 31) {
            if (bytes_.size() - at_ < head.argument) return fail("it ends too early"), false;
            text.append(reinterpret_cast<const char*>(bytes_.data() + at_), head.argument);
            at_ += head.argument;
            return true;
        }
        for (;;) {
            Head piece;
            if (!read_head(piece)) return false;
            if (piece.is_break()) return true;
            if (piece.major != head.major || piece.info == 31) {
                return fail("a piece of another kind in a string"), false;
            }
            if (!read_string(piece, text)) return false;
        }
    }

    // Reads heads until a value is complete or a container has been opened (absent).
    Value next() {
        Meaning meaning = Meaning::None;
        for (;;) {
            Head head;
            if (!read_head(head)) return Value::failed();
            switch (head.major) {
                case 0: return Value::number(static_cast<double>(head.argument));
                case 1: return Value::number(-1.0 - static_cast<double>(head.argument));
                case 2: return typed_array(head, 64);
                case 3: return text(head);
                case 4: return open(false, meaning, head.count());
                case 5: return open(true, Meaning::None, head.count());
                case 6:
                    if (head.argument >= 64 && head.argument <= 87) {
                        const auto tag = static_cast<unsigned>(head.argument);
                        if (!read_head(head)) return Value::failed();
                        if (head.major != 2) return fail("a typed array that is no byte string");
                        return typed_array(head, tag);
                    }
                    if (head.argument == 43000) meaning = Meaning::Complex;
                    if (head.argument == 43001) is_complex_ = true;
                    if (head.argument == 40) meaning = Meaning::Shaped;
                    if (head.argument == 27) meaning = Meaning::Object;
                    continue;
                default: return simple(head);
            }
        }
    }

    Value simple(const Head& head) {
        switch (head.info) {
            case 20: return Value::boolean(false);
            case 21: return Value::boolean(true);
            case 22:
            case 23: return Value::null();
            case 25:
                return Value::from_outside(
                    half_to_double(static_cast<std::uint16_t>(head.argument)));
            case 26:
                return Value::from_outside(
                    std::bit_cast<float>(static_cast<std::uint32_t>(head.argument)));
            case 27: return Value::from_outside(std::bit_cast<double>(head.argument));
            case 31: return end_of_indefinite();
            default: return fail("an unknown simple value");
        }
    }

    Value text(const Head& head) {
        std::string text;
        if (!read_string(head, text)) return Value::failed();
        if (!is_valid_utf8(text)) return fail("a text that is not UTF-8 before");
        if (!open_.empty() && open_.back().is_map && open_.back().key == nullptr) {
            open_.back().key = make_symbol(mutator_, text);
            if (open_.back().key == nullptr) return Value::failed();
            handles_.push(Value::object(open_.back().key));
            return next();
        }
        String* string = make_string(mutator_, text);
        return string == nullptr ? Value::failed() : Value::object(string);
    }

    template <class T>
    bool fill(const std::string& raw, double* out) {
        for (std::size_t i = 0; i < raw.size() / sizeof(T); ++i) {
            T item;
            std::memcpy(&item, raw.data() + i * sizeof(T), sizeof(T));
            out[i] = static_cast<double>(item);
        }
        return true;
    }

    // Little-endian elements of RFC 8746 tags, as doubles.
    bool fill_typed(unsigned tag, const std::string& raw, double* out) {
        switch (tag) {
            case 64: return fill<std::uint8_t>(raw, out);
            case 69: return fill<std::uint16_t>(raw, out);
            case 70: return fill<std::uint32_t>(raw, out);
            case 71: return fill<std::uint64_t>(raw, out);
            case 72: return fill<std::int8_t>(raw, out);
            case 77: return fill<std::int16_t>(raw, out);
            case 78: return fill<std::int32_t>(raw, out);
            case 79: return fill<std::int64_t>(raw, out);
            case 85: return fill<float>(raw, out);
            case 86: return fill<double>(raw, out);
            default: return false;
        }
    }

    static std::size_t width_of(unsigned tag) {
        switch (tag) {
            case 64:
            case 72: return 1;
            case 69:
            case 77: return 2;
            case 70:
            case 78:
            case 85: return 4;
            default: return 8;
        }
    }

    Value typed_array(const Head& head, unsigned tag) {
        std::string raw;
        if (!read_string(head, raw)) return Value::failed();
        if (raw.size() % width_of(tag) != 0) return fail("a typed array of a broken length");
        const std::size_t count = raw.size() / width_of(tag);
        const bool complex = std::exchange(is_complex_, false);
        if (complex && count % 2 != 0) return fail("half a complex number");
        const std::size_t shape[] = {complex ? count / 2 : count};
        Tensor* tensor = make_tensor(mutator_, shape, complex);
        if (tensor == nullptr) return Value::failed();
        if (!fill_typed(tag, raw, tensor->mutable_doubles()))
            return fail("an unsupported typed array");
        return Value::object(tensor);
    }

    Value open(bool is_map, Meaning meaning, std::size_t count) {
        // Every item takes a byte at least: a count beyond that is a lie, and no reason to
        // allocate.
        if (count != kIndefinite && count > bytes_.size() - at_) return fail("it ends too early");
        Object* container = nullptr;
        if (is_map) {
            container = make_record(mutator_, 0);
        } else {
            container = make_vector(mutator_, count == kIndefinite ? 0 : count);
        }
        if (container == nullptr) return Value::failed();
        handles_.push(Value::object(container));
        open_.push_back({is_map, meaning, count});
        return count == 0 ? close_if_full() : Value::absent();
    }

    Value end_of_indefinite() {
        if (open_.empty() || open_.back().left != kIndefinite || open_.back().key != nullptr) {
            return fail("a break where none may be");
        }
        open_.back().left = 0;
        return close_if_full();
    }

    // Puts an item into the innermost container.
    bool give(Value item) {
        Open& top = open_.back();
        Root<Value> keep(mutator_, item);
        if (top.is_map) {
            if (top.key == nullptr) return fail("a map with a key that is no text before"), false;
            const auto& record = as<Record>(handles_[handles_.size() - 2]);
            if (!set_field(mutator_, *record, *top.key, item)) return false;
            handles_.pop();
            top.key = nullptr;
        } else if (!push(mutator_, *as<Vector>(handles_.back()), item)) {
            return false;
        }
        if (top.left != kIndefinite) --top.left;
        return true;
    }

    // The innermost container if it has all its items, made what its tag says; absent otherwise.
    Value close_if_full() {
        if (open_.back().left != 0) return Value::absent();
        const Meaning meaning = open_.back().meaning;
        open_.pop_back();
        Root<Value> whole(mutator_, handles_.pop());
        switch (meaning) {
            case Meaning::Complex: return to_complex(*as<Vector>(whole));
            case Meaning::Shaped: return to_shaped(*as<Vector>(whole));
            case Meaning::Object: return to_object(whole, *as<Vector>(whole));
            case Meaning::None: break;
        }
        return whole;
    }

    Value to_complex(const Vector& parts) {
        if (parts.length() != 2 || !parts.get(0).is_number() || !parts.get(1).is_number()) {
            return fail("a complex number that is no pair before");
        }
        return make_complex(mutator_, {parts.get(0).as_number(), parts.get(1).as_number()});
    }

    Value to_shaped(const Vector& parts) {
        const auto* sizes = parts.length() == 2 ? try_as<Vector>(parts.get(0)) : nullptr;
        auto* flat = sizes != nullptr ? try_as<Tensor>(parts.get(1)) : nullptr;
        if (flat == nullptr || sizes->length() > kMaxTensorRank)
            return fail("a broken tensor before");
        std::vector<std::size_t> shape;
        std::size_t count = 1;
        for (std::size_t i = 0; i < sizes->length(); ++i) {
            const Value size = sizes->get(i);
            if (!size.is_number() || size.as_number() < 0 || size.as_number() > 0x1p48) {
                return fail("a broken tensor before");
            }
            shape.push_back(static_cast<std::size_t>(size.as_number()));
            if (__builtin_mul_overflow(count, shape.back(), &count)) {
                return fail("a broken tensor before");
            }
        }
        if (count != flat->size())
            return fail("a tensor whose shape does not fit its elements before");
        Tensor* tensor = make_tensor_over(mutator_, flat->data(), 0, shape, flat->is_complex());
        return tensor == nullptr ? Value::failed() : Value::object(tensor);
    }

    // Objects of other makers stay what they are written as: an array.
    Value to_object(Value whole, const Vector& parts) {
        const auto* type = parts.length() == 4 ? try_as<String>(parts.get(0)) : nullptr;
        if (type == nullptr || type->view() != "achronyme/error") return whole;
        auto* message = try_as<String>(parts.get(1));
        if (message == nullptr) return fail("an error without a message before");
        Error* error = make_error(mutator_, *message, parts.get(2), parts.get(3));
        return error == nullptr ? Value::failed() : Value::object(error);
    }

    Mutator& mutator_;
    std::span<const std::uint8_t> bytes_;
    std::size_t at_ = 0;
    bool is_complex_ = false;
    std::vector<Open> open_;
    HandleScope handles_;  // one container per Open, and above a map's the key that waits
};

}  // namespace

Value decode_cbor(Mutator& mutator, std::span<const std::uint8_t> bytes) {
    return Decoder(mutator, bytes).read();
}

}  // namespace ach::vm
