#include "vm/plugin/cbor.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/text.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <unordered_set>

namespace ach::vm {

namespace {

using Bytes = std::vector<std::uint8_t>;

enum Major : std::uint8_t {
    kUnsigned = 0,
    kNegative = 1,
    kByteString = 2,
    kText = 3,
    kArray = 4,
    kMap = 5,
    kTag = 6,
    kSimple = 7
};

void put_big_endian(Bytes& out, std::uint64_t bits, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(bits >> shift));
    }
}

// The head of an item, in its shortest form.
void put_head(Bytes& out, Major major, std::uint64_t argument) {
    const auto top = static_cast<std::uint8_t>(major << 5);
    if (argument < 24) {
        out.push_back(static_cast<std::uint8_t>(top | argument));
    } else if (argument <= 0xFF) {
        out.push_back(top | 24);
        put_big_endian(out, argument, 1);
    } else if (argument <= 0xFFFF) {
        out.push_back(top | 25);
        put_big_endian(out, argument, 2);
    } else if (argument <= 0xFFFF'FFFF) {
        out.push_back(top | 26);
        put_big_endian(out, argument, 4);
    } else {
        out.push_back(top | 27);
        put_big_endian(out, argument, 8);
    }
}

void put_text(Bytes& out, std::string_view text) {
    put_head(out, kText, text.size());
    out.insert(out.end(), text.begin(), text.end());
}

// The half-precision bits of a float, if it has them exactly.
bool fits_half(float f, std::uint16_t& half) {
    const auto bits = std::bit_cast<std::uint32_t>(f);
    const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000);
    const int exponent = static_cast<int>(bits >> 23 & 0xFF) - 127;
    const std::uint32_t fraction = bits & 0x7F'FFFF;
    if (exponent == 128 && fraction == 0) {
        half = static_cast<std::uint16_t>(sign | 0x7C00);
        return true;
    }
    if (exponent >= -14 && exponent <= 15 && (fraction & 0x1FFF) == 0) {
        half = static_cast<std::uint16_t>(sign | (exponent + 15) << 10 | fraction >> 13);
        return true;
    }
    if (exponent >= -24 && exponent < -14) {
        const std::uint32_t whole = fraction | 0x80'0000;
        const int dropped = -exponent - 1;  // bits below the smallest half
        if ((whole & ((1u << dropped) - 1)) != 0) return false;
        half = static_cast<std::uint16_t>(sign | whole >> dropped);
        return true;
    }
    if (bits << 1 == 0) {
        half = sign;
        return true;
    }
    return false;
}

void put_float(Bytes& out, double d) {
    if (d != d) {
        out.insert(out.end(), {0xF9, 0x7E, 0x00});
        return;
    }
    const auto f = static_cast<float>(d);
    std::uint16_t half = 0;
    if (static_cast<double>(f) != d) {
        out.push_back(0xFB);
        put_big_endian(out, std::bit_cast<std::uint64_t>(d), 8);
    } else if (fits_half(f, half)) {
        out.push_back(0xF9);
        put_big_endian(out, half, 2);
    } else {
        out.push_back(0xFA);
        put_big_endian(out, std::bit_cast<std::uint32_t>(f), 4);
    }
}

void put_number(Bytes& out, double d) {
    constexpr double kExact = 9007199254740992.0;  // 2^53
    if (std::trunc(d) != d || std::abs(d) > kExact || (d == 0 && std::signbit(d))) {
        put_float(out, d);
    } else if (d >= 0) {
        put_head(out, kUnsigned, static_cast<std::uint64_t>(d));
    } else {
        put_head(out, kNegative, static_cast<std::uint64_t>(-1 - d));
    }
}

void put_doubles(Bytes& out, const double* doubles, std::size_t count) {
    static_assert(std::endian::native == std::endian::little, "tag 86 is copied as it lies");
    put_head(out, kTag, 86);
    put_head(out, kByteString, count * sizeof(double));
    const std::size_t start = out.size();
    out.resize(start + count * sizeof(double));
    if (count != 0) std::memcpy(out.data() + start, doubles, count * sizeof(double));
}

void put_tensor(Bytes& out, const Tensor& tensor) {
    put_head(out, kTag, 40);
    put_head(out, kArray, 2);
    put_head(out, kArray, tensor.rank());
    for (const std::size_t size : tensor.shape()) put_head(out, kUnsigned, size);
    if (tensor.is_complex()) put_head(out, kTag, 43001);
    put_doubles(out, tensor.doubles(), tensor.is_complex() ? 2 * tensor.size() : tensor.size());
}

// Containers that are being written, outermost first: the walk is a loop, not a recursion.
class Encoder {
public:
    Encoder(Mutator& mutator, Bytes& out) : mutator_(mutator), out_(out) {}
    // A picture, which goes no deeper than that.
    Encoder(Mutator& mutator, Bytes& out, std::size_t depth)
        : mutator_(mutator), out_(out), depth_(depth) {}

    bool is_whole() const { return is_whole_; }

    bool write(Value v) {
        if (!put(v)) return false;
        while (!open_.empty()) {
            if (!step()) return false;
        }
        return true;
    }

private:
    struct Open {
        Object* container;
        const Backing* items;  // of a Vector, as they are when it is opened
        std::size_t next = 0;
        std::size_t count = 0;
        FieldCursor cursor{};
    };

    // Writes a scalar whole, or the head of a container, which is then open.
    bool put(Value v) {
        if (v.is_number()) return put_number(out_, v.as_number()), true;
        if (v.is_null()) return out_.push_back(0xF6), true;
        if (v.is_boolean()) return out_.push_back(v.is_true() ? 0xF5 : 0xF4), true;
        Object* object = v.as_object();
        if (depth_ && !is_kept_whole(*object)) return put_picture(v);
        switch (object->kind()) {
            case Kind::String: put_text(out_, as<String>(v)->view()); return true;
            case Kind::Complex: put_complex(as<Complex>(v)->value()); return true;
            case Kind::Tensor:
            case Kind::ComplexTensor: put_tensor(out_, *as<Tensor>(v)); return true;
            case Kind::Vector: {
                const Backing& items = steady(mutator_, *as<Vector>(v));
                return open(*object, kArray, items.length(), &items);
            }
            case Kind::Record: return open(*object, kMap, field_count(*as<Record>(v)));
            case Kind::Error: return open_error(*as<Error>(v));
            default: break;
        }
        mutator_.raise(error_kind::kType, "a " + std::string(type_name(v)) +
                                              " cannot leave the program: only data can");
        return false;
    }

    bool is_kept_whole(const Object& object) const {
        switch (object.kind()) {
            case Kind::String:
            case Kind::Complex:
            case Kind::Tensor:
            case Kind::ComplexTensor: return true;
            case Kind::Vector:
            case Kind::Record: return open_.size() < *depth_;
            default: return false;
        }
    }

    bool put_picture(Value v) {
        if (is_kind(v, Kind::Vector) || is_kind(v, Kind::Record)) {
            is_whole_ = false;
            out_.push_back(0xF6);
            return true;
        }
        std::string text;
        if (!append_text(mutator_, text, v, TextForm::Display)) mutator_.take_error();
        put_text(out_, text);
        return true;
    }

    void put_complex(std::complex<double> z) {
        put_head(out_, kTag, 43000);
        put_head(out_, kArray, 2);
        put_float(out_, z.real());
        put_float(out_, z.imag());
    }

    bool open(Object& container, Major major, std::size_t count, const Backing* items = nullptr) {
        if (!depth_ && !path_.insert(&container).second) {
            mutator_.raise(error_kind::kValue,
                           "a container inside itself cannot leave the program");
            return false;
        }
        put_head(out_, major, count);
        open_.push_back({&container, items, 0, count});
        return true;
    }

    bool open_error(Error& error) {
        put_head(out_, kTag, 27);
        if (!open(error, kArray, 4)) return false;
        put_text(out_, "achronyme/error");
        put_text(out_, error.message().view());
        open_.back().next = 2;
        return true;
    }

    // Writes the next item of the innermost container. A record that shrank meanwhile is padded
    // with nulls: its head has promised a count.
    bool step() {
        Open& top = open_.back();
        if (top.next == top.count) {
            path_.erase(top.container);
            open_.pop_back();
            return true;
        }
        const std::size_t index = top.next++;
        switch (top.container->kind()) {
            case Kind::Vector: return put(top.items->at(index));
            case Kind::Record: {
                String* key = nullptr;
                Value value;
                if (!top.cursor.next(*static_cast<Record*>(top.container), key, value)) {
                    put_text(out_, "");
                    return put(Value::null());
                }
                put_text(out_, key->view());
                return put(value);
            }
            default: {
                const auto& error = *static_cast<Error*>(top.container);
                return put(index == 2 ? error.kind_name() : error.source());
            }
        }
    }

    Mutator& mutator_;
    Bytes& out_;
    std::optional<std::size_t> depth_;
    bool is_whole_ = true;
    std::vector<Open> open_;
    std::unordered_set<const Object*> path_;
};

}  // namespace

bool encode_cbor(Mutator& mutator, Value v, Bytes& out) { return Encoder(mutator, out).write(v); }

void snapshot_cbor(Mutator& mutator, Value v, std::size_t depth, Bytes& out, bool& whole) {
    Encoder encoder(mutator, out, depth);
    [[maybe_unused]] const bool written = encoder.write(v);
    assert(written && "a picture knows an answer for everything");
    whole = encoder.is_whole();
}

}  // namespace ach::vm
