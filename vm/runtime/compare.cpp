#include "vm/runtime/compare.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/record.hpp"
#include "vm/runtime/string.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ach::vm {

namespace {

bool tensors_equal(const Tensor& a, const Tensor& b) {
    const std::size_t doubles = a.size() * (a.is_complex() ? 2 : 1);
    return std::equal(a.shape().begin(), a.shape().end(), b.shape().begin(), b.shape().end()) &&
           std::equal(a.doubles(), a.doubles() + doubles, b.doubles());
}

// Compares two values, keeping the pairs it is inside of in a list instead of on the C stack.
//
// A pair that was met before counts as equal: either it still is being compared, or it was found
// equal (the first difference ends everything). Small comparisons are over before remembering pairs
// would pay, so that starts late; a cycle is then found on a later round.
class Comparison {
public:
    explicit Comparison(Mutator& mutator) : mutator_(mutator), no_gc_(mutator) {}

    Outcome run(Value a, Value b) {
        Outcome outcome = start(a, b);
        while (outcome == Outcome::True && !open_.empty()) outcome = step();
        return outcome;
    }

private:
    struct Pair {
        const Object* a;
        const Object* b;
        // Of Vectors, as they are when the pair is opened.
        const Backing* items_a;
        const Backing* items_b;
        std::size_t index;
        FieldCursor cursor;
    };
    struct PairHash {
        std::size_t operator()(const std::pair<const Object*, const Object*>& p) const {
            const std::hash<const void*> hash;
            return hash(p.first) * 0x9E37'79B9'7F4A'7C15 ^ hash(p.second);
        }
    };

    static Outcome outcome(bool b) { return b ? Outcome::True : Outcome::False; }

    // True: equal so far; a pair of containers is open then.
    Outcome start(Value a, Value b) {
        if (a.is_number() && b.is_number()) return outcome(a.as_number() == b.as_number());
        if (!a.is_object() || !b.is_object()) return outcome(a.is_same(b));
        const Object& x = *a.as_object();
        const Object& y = *b.as_object();
        if (x.kind() != y.kind()) return Outcome::False;
        switch (x.kind()) {
            case Kind::String:
                return outcome(equal(static_cast<const String&>(x), static_cast<const String&>(y)));
            case Kind::Complex:
                return outcome(static_cast<const Complex&>(x).value() ==
                               static_cast<const Complex&>(y).value());
            case Kind::Tensor:
            case Kind::ComplexTensor:
                return outcome(
                    tensors_equal(static_cast<const Tensor&>(x), static_cast<const Tensor&>(y)));
            case Kind::Vector:
                return start_pair(x, y,
                                  static_cast<const Vector&>(x).length() ==
                                      static_cast<const Vector&>(y).length());
            case Kind::Record:
                return start_pair(x, y,
                                  field_count(static_cast<const Record&>(x)) ==
                                      field_count(static_cast<const Record&>(y)));
            case Kind::Error: return open(x, y);
            case Kind::BoundMethod:
                return start_methods(static_cast<const BoundMethod&>(x),
                                     static_cast<const BoundMethod&>(y));
            default: return outcome(&x == &y);
        }
    }

    Outcome start_pair(const Object& a, const Object& b, bool same_size) {
        if (&a == &b) return Outcome::True;
        return same_size ? open(a, b) : Outcome::False;
    }

    // Receivers that have an identity must be the same object, others equal.
    Outcome start_methods(const BoundMethod& a, const BoundMethod& b) {
        if (!a.function().is_same(b.function()) || &a.name() != &b.name()) return Outcome::False;
        const Value receiver = a.receiver();
        if (is_kind(receiver, Kind::Vector) || is_kind(receiver, Kind::Record)) {
            return outcome(receiver.is_same(b.receiver()));
        }
        return start(receiver, b.receiver());
    }

    Outcome open(const Object& a, const Object& b) {
        if (++pairs_ > kUnremembered && !met_.emplace(&a, &b).second) return Outcome::True;
        if (open_.size() == kMaxNesting) return Outcome::Failed;
        const bool are_vectors = a.kind() == Kind::Vector;
        open_.push_back({&a,
                         &b,
                         are_vectors ? items_of(a) : nullptr,
                         are_vectors ? items_of(b) : nullptr,
                         0,
                         {}});
        return Outcome::True;
    }

    const Backing* items_of(const Object& vector) {
        return &steady(mutator_, *as<Vector>(Value::object(&vector)));
    }

    Outcome step() {
        Pair& top = open_.back();
        switch (top.a->kind()) {
            case Kind::Vector: return step_vectors(top);
            case Kind::Record: return step_records(top);
            default: return step_errors(top);
        }
    }

    Outcome step_vectors(Pair& top) {
        const std::size_t length = top.items_a->length();
        if (length != top.items_b->length()) return Outcome::False;
        if (top.index == length) return close(true);
        const std::size_t index = top.index++;
        return start(top.items_a->at(index), top.items_b->at(index));
    }

    Outcome step_records(Pair& top) {
        String* key = nullptr;
        Value x;
        if (!top.cursor.next(*static_cast<const Record*>(top.a), key, x)) return close(true);
        const Value y = get_field(*static_cast<const Record*>(top.b), *key);
        return y.is_absent() ? Outcome::False : start(x, y);
    }

    Outcome step_errors(Pair& top) {
        const auto& x = *static_cast<const Error*>(top.a);
        const auto& y = *static_cast<const Error*>(top.b);
        switch (top.index++) {
            case 0: return start(Value::object(&x.message()), Value::object(&y.message()));
            case 1: return start(x.kind_name(), y.kind_name());
            case 2: return start(x.source(), y.source());
            default: return close(true);
        }
    }

    Outcome close(bool is_equal) {
        open_.pop_back();
        return outcome(is_equal);
    }

    static constexpr std::size_t kUnremembered = 256;

    Mutator& mutator_;
    NoGc no_gc_;
    std::size_t pairs_ = 0;
    std::vector<Pair> open_;
    std::unordered_set<std::pair<const Object*, const Object*>, PairHash> met_;
};

Outcome compare_all(Mutator& mutator, Value a, Value b) { return Comparison(mutator).run(a, b); }

bool holds(Order op, int sign) {
    switch (op) {
        case Order::Less: return sign < 0;
        case Order::LessEqual: return sign <= 0;
        case Order::Greater: return sign > 0;
        case Order::GreaterEqual: break;
    }
    return sign >= 0;
}

bool holds(Order op, double a, double b) {
    switch (op) {
        case Order::Less: return a < b;
        case Order::LessEqual: return a <= b;
        case Order::Greater: return a > b;
        case Order::GreaterEqual: break;
    }
    return a >= b;
}

}  // namespace

Outcome equal_slow(Mutator& mutator, Value a, Value b) {
    if (const auto* x = try_as<String>(a)) {
        const auto* y = try_as<String>(b);
        return y != nullptr && equal(*x, *y) ? Outcome::True : Outcome::False;
    }
    const Outcome result = compare_all(mutator, a, b);
    if (result == Outcome::Failed) mutator.raise_stack_overflow();
    return result;
}

Outcome order(Mutator& mutator, Order op, Value a, Value b) {
    if (a.is_number() && b.is_number()) {
        return holds(op, a.as_number(), b.as_number()) ? Outcome::True : Outcome::False;
    }
    const auto* x = try_as<String>(a);
    const auto* y = try_as<String>(b);
    if (x != nullptr && y != nullptr) {
        return holds(op, compare(*x, *y)) ? Outcome::True : Outcome::False;
    }
    raise_type_error(mutator, "comparison", "two Numbers or two Strings", a, b);
    return Outcome::Failed;
}

}  // namespace ach::vm
