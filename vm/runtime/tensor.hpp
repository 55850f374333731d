// Tensors: immutable, row-major arrays of doubles or complex numbers.
//
// A tensor is a window (offset, shape) on a TensorData, which owns or borrows the elements; parts
// along the first axis share the data of the whole. Elements may be NaNs of any payload: they
// become values through element() only, which canonicalises.
#pragma once

#include "vm/runtime/mutator.hpp"

#include <complex>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ach::vm {

inline constexpr std::uint32_t kMaxTensorRank = 32;

class Vector;

class TensorData final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::TensorData; }

    double* doubles() const { return doubles_; }
    std::size_t count() const { return count_; }

    using Release = void (*)(void* context);

    static void finalize(Object& object, Heap& heap);

private:
    friend class Mutator;
    friend TensorData* make_tensor_data(Mutator&, std::size_t);
    friend TensorData* borrow_tensor_data(Mutator&, const double*, std::size_t, Release, void*);
    TensorData(double* doubles, std::size_t count, Release release, void* context,
               std::size_t accounted)
        : Object(Kind::TensorData),
          doubles_(doubles),
          count_(count),
          accounted_(accounted),
          release_(release),
          context_(context) {}

    double* doubles_;
    std::size_t count_;
    std::size_t accounted_;
    Release release_;
    void* context_;
};

// `count` doubles, all zero, on a 64-byte boundary when there are many. Null: error pending.
[[nodiscard]] TensorData* make_tensor_data(Mutator& mutator, std::size_t count);
// Doubles that belong to somebody else until `release` is called with the context. On failure
// (null) it has not been called.
[[nodiscard]] TensorData* borrow_tensor_data(Mutator& mutator, const double* doubles,
                                             std::size_t count, TensorData::Release release,
                                             void* context);

class Tensor final : public Object {
public:
    static bool is(Kind kind) { return kind == Kind::Tensor || kind == Kind::ComplexTensor; }

    bool is_complex() const { return kind() == Kind::ComplexTensor; }
    std::uint32_t rank() const { return rank_; }
    std::span<const std::size_t> shape() const {
        return {reinterpret_cast<const std::size_t*>(this + 1), rank_};
    }
    // Elements, complex ones counted once.
    std::size_t size() const { return size_; }
    // Length of the first axis; rank > 0.
    std::size_t length() const { return shape()[0]; }

    // size() doubles, or twice as many for a complex tensor: re, im, re, im, …
    const double* doubles() const { return doubles_; }
    std::span<const double> reals() const {
        assert(!is_complex());
        return {doubles_, size_};
    }
    std::span<const std::complex<double>> complexes() const {
        assert(is_complex());
        return {reinterpret_cast<const std::complex<double>*>(doubles_), size_};
    }
    TensorData& data() const { return *data_; }

    // For its maker, before anyone else sees it.
    double* mutable_doubles() { return doubles_; }

    static void trace(Object& object, Tracer& tracer);

private:
    friend class Mutator;
    friend Tensor* make_tensor_over(Mutator&, TensorData&, std::size_t,
                                    std::span<const std::size_t>, bool);
    Tensor(Kind kind, TensorData& data, double* doubles, std::size_t size,
           std::span<const std::size_t> shape);

    TensorData* data_;
    double* doubles_;
    std::size_t size_;
    std::uint32_t rank_;
};

// Zeros. Null: error pending (also for a shape whose size overflows).
[[nodiscard]] Tensor* make_tensor(Mutator& mutator, std::span<const std::size_t> shape,
                                  bool is_complex = false);
// A window that starts at the given double of `data`.
[[nodiscard]] Tensor* make_tensor_over(Mutator& mutator, TensorData& data, std::size_t offset,
                                       std::span<const std::size_t> shape, bool is_complex);
// Part `index` of the first axis (rank ≥ 1): a Number or Complex at rank 1, else a tensor that
// shares the data.
[[nodiscard]] Value part(Mutator& mutator, Tensor& tensor, std::size_t index);
// Element by its place in row-major order, as a Number or a Complex.
[[nodiscard]] Value element(Mutator& mutator, const Tensor& tensor, std::size_t place);

// --- promotion (§3.2)

// Rank and shape of a rectangular vector, and whether a leaf is Complex.
struct Rectangle {
    std::vector<std::size_t> shape;
    bool is_complex;
};
// Nullopt when the value is neither a rectangular Vector nor a Tensor.
std::optional<Rectangle> rectangle_of(Value v);
// Is every item a Number or Complex? (True for the empty vector.)
bool is_numeric(const Vector& vector);
// The tensor of a promotable Vector, the tensor itself for a Tensor; absent when the value is not
// promotable, failed when an error is pending. `to_complex` makes a complex one in any case.
[[nodiscard]] Value promote(Mutator& mutator, Value v, bool to_complex = false);
// The nested Vectors of a tensor; a rank-0 tensor gives the number.
[[nodiscard]] Value to_vector(Mutator& mutator, Tensor& tensor);

}  // namespace ach::vm
