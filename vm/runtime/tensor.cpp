#include "vm/runtime/tensor.hpp"

#include "vm/runtime/cells.hpp"
#include "vm/runtime/error.hpp"
#include "vm/runtime/vector.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace ach::vm {

namespace {

constexpr std::size_t kInlineDoubles = 64;  // as many lie in the object itself
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kMostElements = std::size_t{1} << 44;

// The number of elements, or nothing when no memory could hold them.
std::optional<std::size_t> size_of(std::span<const std::size_t> shape) {
    std::size_t size = 1;
    for (const std::size_t length : shape) {
        if (length != 0 && size > kMostElements / length) return std::nullopt;
        size *= length;
    }
    return size;
}

}  // namespace

// --- data

TensorData* make_tensor_data(Mutator& mutator, std::size_t count) {
    if (count <= kInlineDoubles) {
        const std::size_t bytes = count * sizeof(double);
        auto* data = mutator.create<TensorData>(sizeof(TensorData) + bytes, nullptr, count, nullptr,
                                                nullptr, std::size_t{0});
        if (data == nullptr) return nullptr;
        data->doubles_ = reinterpret_cast<double*>(data + 1);
        std::memset(data->doubles_, 0, bytes);
        return data;
    }
    const std::size_t bytes = (count * sizeof(double) + kAlignment - 1) / kAlignment * kAlignment;
    if (!mutator.heap().account_external(mutator, bytes)) return nullptr;
    auto* doubles = static_cast<double*>(std::aligned_alloc(kAlignment, bytes));
    TensorData* data = nullptr;
    if (doubles == nullptr) {
        mutator.raise_out_of_memory();
    } else {
        data = mutator.create<TensorData>(sizeof(TensorData), doubles, count, std::free, doubles,
                                          bytes);
    }
    if (data == nullptr) {
        std::free(doubles);
        mutator.heap().release_external(bytes);
        return nullptr;
    }
    std::memset(doubles, 0, bytes);
    mutator.heap().watch(*data);
    return data;
}

TensorData* borrow_tensor_data(Mutator& mutator, const double* doubles, std::size_t count,
                               TensorData::Release release, void* context) {
    const std::size_t bytes = count * sizeof(double);
    if (!mutator.heap().account_external(mutator, bytes)) return nullptr;
    // Nobody writes through a tensor once it is a value.
    auto* data = mutator.create<TensorData>(sizeof(TensorData), const_cast<double*>(doubles), count,
                                            release, context, bytes);
    if (data == nullptr) {
        mutator.heap().release_external(bytes);
        return nullptr;
    }
    mutator.heap().watch(*data);
    return data;
}

void TensorData::finalize(Object& object, Heap& heap) {
    auto& data = static_cast<TensorData&>(object);
    heap.release_external(data.accounted_);
    if (data.release_ == nullptr) return;
    if (data.release_ == std::free) {
        std::free(data.context_);
    } else {
        heap.run_later(data.release_, data.context_);
    }
}

// --- tensors

Tensor::Tensor(Kind kind, TensorData& data, double* doubles, std::size_t size,
               std::span<const std::size_t> shape)
    : Object(kind),
      data_(&data),
      doubles_(doubles),
      size_(size),
      rank_(static_cast<std::uint32_t>(shape.size())) {
    std::copy(shape.begin(), shape.end(), reinterpret_cast<std::size_t*>(this + 1));
}

void Tensor::trace(Object& object, Tracer& tracer) {
    tracer.visit(static_cast<Tensor&>(object).data_);
}

Tensor* make_tensor_over(Mutator& mutator, TensorData& data, std::size_t offset,
                         std::span<const std::size_t> shape, bool is_complex) {
    assert(shape.size() <= kMaxTensorRank && "a tensor of too many axes");
    const std::optional<std::size_t> size = size_of(shape);
    assert(size && offset + *size * (is_complex ? 2 : 1) <= data.count() && "a window too large");
    Root<TensorData> root(mutator, &data);
    const Kind kind = is_complex ? Kind::ComplexTensor : Kind::Tensor;
    return mutator.create<Tensor>(sizeof(Tensor) + shape.size_bytes(), kind, data,
                                  data.doubles() + offset, *size, shape);
}

Tensor* make_tensor(Mutator& mutator, std::span<const std::size_t> shape, bool is_complex) {
    const std::optional<std::size_t> size = size_of(shape);
    if (!size) {
        mutator.raise_out_of_memory();
        return nullptr;
    }
    TensorData* data = make_tensor_data(mutator, *size * (is_complex ? 2 : 1));
    return data == nullptr ? nullptr : make_tensor_over(mutator, *data, 0, shape, is_complex);
}

Value element(Mutator& mutator, const Tensor& tensor, std::size_t place) {
    const double* doubles = tensor.doubles();
    if (!tensor.is_complex()) return Value::from_outside(doubles[place]);
    return make_complex(mutator, {doubles[2 * place], doubles[2 * place + 1]});
}

Value part(Mutator& mutator, Tensor& tensor, std::size_t index) {
    if (tensor.rank() == 1) return element(mutator, tensor, index);
    const std::vector<std::size_t> rest(tensor.shape().begin() + 1, tensor.shape().end());
    const std::size_t doubles_each =
        tensor.size() / tensor.length() * (tensor.is_complex() ? 2 : 1);
    const auto start = static_cast<std::size_t>(tensor.doubles() - tensor.data().doubles());
    const Tensor* result = make_tensor_over(mutator, tensor.data(), start + index * doubles_each,
                                            rest, tensor.is_complex());
    return result == nullptr ? Value::failed() : Value::object(result);
}

// --- promotion

bool is_numeric(const Vector& vector) {
    const Backing& backing = vector.backing();
    if (backing.holds_numbers()) return true;
    const std::size_t length = backing.length();
    for (std::size_t i = 0; i < length; ++i) {
        const Value item = backing.at(i);
        if (!item.is_number() && !is_kind(item, Kind::Complex)) return false;
    }
    return true;
}

namespace {

// Compares a vector at `depth` with the shape found on the way down its first items, or extends
// that shape. Vectors nest no deeper than the largest rank here, so this may recurse.
bool measure(const Vector& vector, std::size_t depth, Rectangle& found, bool is_first) {
    const Backing& backing = vector.backing();
    const std::size_t length = backing.length();
    if (is_first) {
        if (depth == kMaxTensorRank) return false;
        found.shape.push_back(length);
    } else if (depth >= found.shape.size() || found.shape[depth] != length) {
        return false;
    }
    const bool is_leaf = length == 0 || !is_kind(backing.at(0), Kind::Vector);
    if (is_leaf && depth + 1 != found.shape.size()) return false;
    if (backing.holds_numbers()) return true;
    for (std::size_t i = 0; i < length; ++i) {
        const Value item = backing.at(i);
        if (is_leaf) {
            const bool is_complex = is_kind(item, Kind::Complex);
            if (!item.is_number() && !is_complex) return false;
            found.is_complex |= is_complex;
            continue;
        }
        const auto* inner = try_as<Vector>(item);
        if (inner == nullptr || !measure(*inner, depth + 1, found, is_first && i == 0))
            return false;
    }
    return true;
}

// Writes the leaves in order. The vectors may have changed since they were measured: what is
// missing stays zero, what is not a number counts as zero.
void copy_leaves(const Vector& vector, std::span<const std::size_t> shape, bool to_complex,
                 double* out) {
    const std::size_t step = to_complex ? 2 : 1;
    std::size_t each = step;
    for (const std::size_t length : shape.subspan(1)) each *= length;
    const Backing& backing = vector.backing();
    const std::size_t count = std::min(backing.length(), shape[0]);
    for (std::size_t i = 0; i < count; ++i, out += each) {
        const Value item = backing.at(i);
        if (shape.size() > 1) {
            if (const auto* inner = try_as<Vector>(item)) {
                copy_leaves(*inner, shape.subspan(1), to_complex, out);
            }
        } else if (item.is_number()) {
            out[0] = item.as_number();
        } else if (const auto* complex = try_as<Complex>(item); complex != nullptr && to_complex) {
            out[0] = complex->value().real();
            out[1] = complex->value().imag();
        }
    }
}

}  // namespace

std::optional<Rectangle> rectangle_of(Value v) {
    if (const auto* tensor = try_as<Tensor>(v)) {
        return Rectangle{{tensor->shape().begin(), tensor->shape().end()}, tensor->is_complex()};
    }
    const auto* vector = try_as<Vector>(v);
    Rectangle found{{}, false};
    if (vector == nullptr || !measure(*vector, 0, found, true)) return std::nullopt;
    return found;
}

Value promote(Mutator& mutator, Value v, bool to_complex) {
    const auto* tensor = try_as<Tensor>(v);
    if (tensor != nullptr && (tensor->is_complex() || !to_complex)) return v;
    const std::optional<Rectangle> rectangle = rectangle_of(v);
    if (!rectangle) return Value::absent();
    const bool is_complex = to_complex || rectangle->is_complex;
    Tensor* result = make_tensor(mutator, rectangle->shape, is_complex);
    if (result == nullptr) return Value::failed();
    double* out = result->mutable_doubles();
    if (tensor != nullptr) {
        for (std::size_t i = 0; i < tensor->size(); ++i) out[2 * i] = tensor->doubles()[i];
    } else {
        copy_leaves(*as<Vector>(v), rectangle->shape, is_complex, out);
    }
    return Value::object(result);
}

Value to_vector(Mutator& mutator, Tensor& tensor) {
    if (tensor.rank() == 0) return element(mutator, tensor, 0);
    if (tensor.rank() == 1 && !tensor.is_complex()) {
        const Vector* flat = make_vector_of(mutator, tensor.reals());
        return flat == nullptr ? Value::failed() : Value::object(flat);
    }
    Root<Vector> result(mutator, make_vector(mutator, tensor.length()));
    if (!result) return Value::failed();
    for (std::size_t i = 0; i < tensor.length(); ++i) {
        Root<Value> item(mutator, part(mutator, tensor, i));
        if (item.get().is_failed()) return item;
        if (auto* inner = try_as<Tensor>(item)) {
            item = to_vector(mutator, *inner);
            if (item.get().is_failed()) return item;
        }
        if (!push(mutator, *result, item)) return Value::failed();
    }
    return Value::object(result.get());
}

}  // namespace ach::vm
