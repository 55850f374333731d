#include "vm/runtime/array_arith.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/tensor.hpp"
#include "vm/runtime/types.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>
#include <string>

namespace ach::vm {

std::complex<double> to_complex(Value v) {
    return v.is_number() ? std::complex<double>(v.as_number()) : as<Complex>(v)->value();
}

namespace {

// Calls `body` with a function of two elements for the operation, so that each loop is compiled
// for each operation.
template <class Body>
void with_real(Arith op, Body body) {
    switch (op) {
        case Arith::Add: return body([](double a, double b) { return a + b; });
        case Arith::Sub: return body([](double a, double b) { return a - b; });
        case Arith::Mul: return body([](double a, double b) { return a * b; });
        case Arith::Div: return body([](double a, double b) { return a / b; });
        case Arith::Mod: return body([](double a, double b) { return number_modulo(a, b); });
        case Arith::Pow: return body([](double a, double b) { return number_power(a, b); });
    }
}

// --- flat vectors

// One side of a flat operation: the items of a backing, or one scalar again and again.
struct Side {
    const Backing* backing;  // null for a scalar
    Value scalar;

    bool is_real() const {
        return backing != nullptr ? backing->holds_numbers() : scalar.is_number();
    }
    Value at(std::size_t i) const { return backing != nullptr ? backing->at(i) : scalar; }
    double number_at(std::size_t i) const {
        return backing != nullptr ? backing->numbers()[i] : scalar.as_number();
    }
};

Value real_vector(Mutator& mutator, Arith op, const Side& a, const Side& b, std::size_t count) {
    Vector* result = make_number_vector(mutator, count);
    if (result == nullptr) return Value::failed();
    if (count == 0) return Value::object(result);
    double* out = result->backing().numbers();
    with_real(op, [&](auto combine) {
        if (a.backing != nullptr && b.backing != nullptr) {
            const double *x = a.backing->numbers(), *y = b.backing->numbers();
            for (std::size_t i = 0; i < count; ++i) out[i] = combine(x[i], y[i]);
        } else if (a.backing != nullptr) {
            const double* x = a.backing->numbers();
            const double y = b.scalar.as_number();
            for (std::size_t i = 0; i < count; ++i) out[i] = combine(x[i], y);
        } else {
            const double x = a.scalar.as_number();
            const double* y = b.backing->numbers();
            for (std::size_t i = 0; i < count; ++i) out[i] = combine(x, y[i]);
        }
    });
    return Value::object(result);
}

// Items keep their own type: Number with Number stays Number beside Complex neighbours.
Value mixed_vector(Mutator& mutator, Arith op, const Side& a, const Side& b, std::size_t count) {
    Root<Vector> result(mutator, make_vector(mutator, count));
    if (!result) return Value::failed();
    for (std::size_t i = 0; i < count; ++i) {
        Root<Value> x(mutator, a.at(i)), y(mutator, b.at(i));
        if (!is_scalar_number(x) || !is_scalar_number(y)) return raise_operands(mutator, op, x, y);
        Root<Value> item(mutator, arithmetic(mutator, op, x, y));
        if (item.get().is_failed() || !push(mutator, *result, item)) return Value::failed();
    }
    return Value::object(result.get());
}

Value flat(Mutator& mutator, Arith op, Value left, Value right) {
    const auto side = [&](Value v) {
        auto* vector = try_as<Vector>(v);
        return vector != nullptr ? Side{&steady(mutator, *vector), v} : Side{nullptr, v};
    };
    const Side a = side(left), b = side(right);
    const auto root = [](const Side& s) {
        return s.backing != nullptr ? Value::object(s.backing) : s.scalar;
    };
    Root<Value> kept_a(mutator, root(a)), kept_b(mutator, root(b));
    const std::size_t length = (a.backing != nullptr ? a : b).backing->length();
    if (a.backing != nullptr && b.backing != nullptr && b.backing->length() != length) {
        return raise_type_error(mutator, name_of(op), "vectors of same length", left, right);
    }
    return a.is_real() && b.is_real() ? real_vector(mutator, op, a, b, length)
                                      : mixed_vector(mutator, op, a, b, length);
}

// --- tensors

using Extents = std::vector<std::size_t>;

std::string text_of(std::span<const std::size_t> shape) {
    std::string text = "[";
    for (const std::size_t length : shape) {
        if (text.size() > 1) text += ", ";
        text += std::to_string(length);
    }
    return text += ']';
}

// The shape that both stretch to by the trailing-dimension rule, if there is one.
std::optional<Extents> broadcast(std::span<const std::size_t> a, std::span<const std::size_t> b) {
    Extents result(std::max(a.size(), b.size()));
    for (std::size_t back = 1; back <= result.size(); ++back) {
        const std::size_t x = back <= a.size() ? a[a.size() - back] : 1;
        const std::size_t y = back <= b.size() ? b[b.size() - back] : 1;
        if (x != y && x != 1 && y != 1) return std::nullopt;
        result[result.size() - back] = x == 1 ? y : x;
    }
    return result;
}

// How far apart an operand's elements lie along each axis of the result: 0 where it is stretched.
Extents strides(std::span<const std::size_t> shape, std::size_t rank) {
    Extents result(rank, 0);
    std::size_t step = 1;
    for (std::size_t back = 1; back <= shape.size(); ++back) {
        const std::size_t length = shape[shape.size() - back];
        if (length != 1) result[rank - back] = step;
        step *= length;
    }
    return result;
}

// Calls row(place in a, place in b, place in the result, length) for each run along the last axis.
template <class Row>
void each_row(std::span<const std::size_t> shape, const Extents& a, const Extents& b, Row row) {
    const std::size_t rank = shape.size();
    const std::size_t length = shape[rank - 1];
    std::size_t rows = 1;
    for (std::size_t axis = 0; axis + 1 < rank; ++axis) rows *= shape[axis];
    if (length == 0) return;
    Extents at(rank, 0);
    std::size_t in_a = 0, in_b = 0;
    for (std::size_t r = 0; r < rows; ++r) {
        row(in_a, in_b, r * length, length);
        for (std::size_t axis = rank - 1; axis-- > 0;) {
            in_a += a[axis];
            in_b += b[axis];
            if (++at[axis] < shape[axis]) break;
            in_a -= a[axis] * shape[axis];
            in_b -= b[axis] * shape[axis];
            at[axis] = 0;
        }
    }
}

// An operand of a tensor operation. A scalar is a tensor of rank 0 whose element lies here.
struct Operand {
    const double* doubles;
    std::span<const std::size_t> shape;
    bool is_complex;
    double scalar[2];

    explicit Operand(Value v) {
        if (const auto* tensor = try_as<Tensor>(v)) {
            doubles = tensor->doubles();
            shape = tensor->shape();
            is_complex = tensor->is_complex();
            return;
        }
        const std::complex<double> z = to_complex(v);
        scalar[0] = z.real();
        scalar[1] = z.imag();
        doubles = scalar;
        is_complex = !v.is_number();
    }
    Operand(const Operand&) = delete;
    Operand& operator=(const Operand&) = delete;

    std::complex<double> at(std::size_t place) const {
        if (is_complex) return {doubles[2 * place], doubles[2 * place + 1]};
        return doubles[place];
    }
};

void fill_real(Arith op, const Operand& a, const Operand& b, Tensor& result) {
    double* out = result.mutable_doubles();
    with_real(op, [&](auto combine) {
        if (result.rank() == 0) {
            *out = combine(*a.doubles, *b.doubles);
            return;
        }
        const Extents step_a = strides(a.shape, result.rank());
        const Extents step_b = strides(b.shape, result.rank());
        const std::size_t da = step_a.back(), db = step_b.back();
        each_row(result.shape(), step_a, step_b,
                 [&](std::size_t in_a, std::size_t in_b, std::size_t at, std::size_t length) {
                     const double *x = a.doubles + in_a, *y = b.doubles + in_b;
                     double* o = out + at;
                     if (da == 1 && db == 1) {
                         for (std::size_t i = 0; i < length; ++i) o[i] = combine(x[i], y[i]);
                     } else if (db == 0 && da == 1) {
                         for (std::size_t i = 0; i < length; ++i) o[i] = combine(x[i], *y);
                     } else {
                         for (std::size_t i = 0; i < length; ++i)
                             o[i] = combine(x[i * da], y[i * db]);
                     }
                 });
    });
}

void fill_complex(Arith op, const Operand& a, const Operand& b, Tensor& result) {
    double* out = result.mutable_doubles();
    const auto put = [&](std::size_t at, std::complex<double> z) {
        out[2 * at] = z.real();
        out[2 * at + 1] = z.imag();
    };
    if (result.rank() == 0) return put(0, arithmetic(op, a.at(0), b.at(0)));
    const Extents step_a = strides(a.shape, result.rank());
    const Extents step_b = strides(b.shape, result.rank());
    each_row(result.shape(), step_a, step_b,
             [&](std::size_t in_a, std::size_t in_b, std::size_t at, std::size_t length) {
                 for (std::size_t i = 0; i < length; ++i) {
                     put(at + i, arithmetic(op, a.at(in_a + i * step_a.back()),
                                            b.at(in_b + i * step_b.back())));
                 }
             });
}

Value tensors(Mutator& mutator, Arith op, Value left, Value right) {
    const Operand a(left), b(right);
    if (op == Arith::Mod && (a.is_complex || b.is_complex)) {
        return raise_operands(mutator, op, left, right);
    }
    const std::optional<Extents> shape = broadcast(a.shape, b.shape);
    if (!shape) {
        return mutator.raise(error_kind::kType, "Cannot broadcast shapes " + text_of(a.shape) +
                                                    " and " + text_of(b.shape));
    }
    const bool is_complex = a.is_complex || b.is_complex;
    Tensor* result = make_tensor(mutator, *shape, is_complex);
    if (result == nullptr) return Value::failed();
    if (is_complex) {
        fill_complex(op, a, b, *result);
    } else {
        fill_real(op, a, b, *result);
    }
    return Value::object(result);
}

bool is_flat_or_scalar(Value v) {
    const auto* vector = try_as<Vector>(v);
    return vector != nullptr ? is_numeric(*vector) : is_scalar_number(v);
}

}  // namespace

Value array_arithmetic(Mutator& mutator, Arith op, Value a, Value b) {
    if (is_flat_or_scalar(a) && is_flat_or_scalar(b)) return flat(mutator, op, a, b);
    const auto promoted = [&](Value v) { return is_scalar_number(v) ? v : promote(mutator, v); };
    Root<Value> left(mutator, promoted(a));
    if (left.get().is_failed()) return left;
    Root<Value> right(mutator, left.get().is_absent() ? b : promoted(b));
    if (right.get().is_failed()) return right;
    if (left.get().is_absent() || right.get().is_absent()) return raise_operands(mutator, op, a, b);
    return tensors(mutator, op, left, right);
}

namespace {

Value negate_items(Mutator& mutator, Vector& vector) {
    Root<Backing> items(mutator, &steady(mutator, vector));
    Root<Vector> result(mutator, make_vector(mutator, items->length()));
    if (!result) return Value::failed();
    for (std::size_t i = 0; i < items->length(); ++i) {
        Root<Value> item(mutator, negate(mutator, items->at(i)));
        if (item.get().is_failed() || !push(mutator, *result, item)) return Value::failed();
    }
    return Value::object(result.get());
}

}  // namespace

Value array_negate(Mutator& mutator, Value v) {
    Root<Value> array(mutator, v);
    if (auto* vector = try_as<Vector>(v)) {
        if (is_numeric(*vector)) return negate_items(mutator, *vector);
        array = promote(mutator, v);
        if (array.get().is_failed()) return array;
        if (array.get().is_absent()) {
            return raise_type_error(mutator, "negation", "a number or an array of numbers", v);
        }
    }
    const Tensor& from = *as<Tensor>(array);
    Tensor* result = make_tensor(mutator, from.shape(), from.is_complex());
    if (result == nullptr) return Value::failed();
    const std::size_t doubles = from.size() * (from.is_complex() ? 2 : 1);
    std::transform(from.doubles(), from.doubles() + doubles, result->mutable_doubles(),
                   [](double d) { return -d; });
    return Value::object(result);
}

}  // namespace ach::vm
