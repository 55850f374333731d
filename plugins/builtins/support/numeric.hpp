// Numeric arguments of every kind, read once into one form.
//
// A script hands a numeric function a Number, a Complex, a Vector of them, a nested Vector, a
// Tensor or a ComplexTensor. A Numeric says which it was and gives the elements: `reals` when all
// are real (for Vectors of Numbers and Tensors a look into the value itself, without a copy),
// `complexes` for ComplexTensors, and `mixed` for Vectors in which Numbers and Complexes stand side
// by side.
#pragma once

#include "plugins/builtins/support/call.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ach::builtins {

// An element that knows whether it is a Complex: `2` and `2+0i` are different values.
struct Scalar {
    Complex value;
    bool is_complex = false;
};

struct Numeric {
    enum class Form { Number, Vector, Tensor };

    Form form = Form::Number;
    std::size_t count = 0;
    std::vector<std::uint64_t> shape;        // of a Tensor
    const double* reals = nullptr;           // when every element is real
    const ach_complex* complexes = nullptr;  // of a ComplexTensor
    std::vector<Scalar> mixed;               // otherwise

    bool is_real() const { return reals != nullptr || count == 0; }
    bool has_complex() const;
    std::span<const double> real_items() const { return {reals, count}; }
    Scalar at(std::size_t i) const {
        if (reals != nullptr) return {{reals[i], 0.0}, false};
        if (complexes != nullptr) return {to_complex(complexes[i]), true};
        return mixed[i];
    }

    bool is_complex_tensor = false;  // a ComplexTensor, even when it is empty
    double own_number = 0;           // what `reals` points to for a Number
    std::vector<double> own_reals;   // and for what had to be gathered
};

// What a function accepts, and how it says so.
struct Accepts {
    std::string_view expected;
    bool complex = true;
    bool scalar = true;
};

inline constexpr Accepts kElementwise{"Number, Complex, Vector or Tensor"};
inline constexpr Accepts kElementwiseReal{"Number, Vector or Tensor", false};
inline constexpr Accepts kReduced{"Vector or Tensor", true, false};
inline constexpr Accepts kReducedReal{"Vector or Tensor of Numbers", false, false};

// Any shape; a nested Vector is promoted to the Tensor it stands for. `out` is filled in place
// because `reals` may point into it.
void load(const Call& call, Value value, Accepts accepts, Numeric& out);

// Class R: all elements of an array of any rank in row-major order, however Vectors are nested.
void load_flat(const Call& call, Value value, Accepts accepts, Numeric& out);

// The Tensor that an array stands for. TypeError when it is none or an element is no number,
// ShapeError when rows differ.
Value promoted(const Call& call, Value array);
// The same; nothing when it stands for none.
std::optional<Value> tensor_of(const Call& call, Value array);
// ValueError when Vectors are nested deeper than a tensor can have axes.
void require_depth(const Call& call, Value array);

// Class V: a flat Vector or a rank-1 tensor; anything deeper is a ShapeError.
void load_vector(const Call& call, Value value, Accepts accepts, Numeric& out);

// --- results
// Rank-1 tensors, filled by whoever makes them before anybody else sees them.
NewTensor new_tensor(const Call& call, std::size_t length);
NewComplexTensor new_complex_tensor(const Call& call, std::size_t length);

Value scalar_value(const Call& call, Scalar scalar);

// Elements in the form that an argument had: a scalar, a Vector, or a tensor of `shape`. A Vector
// keeps each element's own kind; a tensor is complex as soon as one element is.
Value like(const Call& call, Numeric::Form form, std::span<const std::uint64_t> shape,
           std::span<const Scalar> items);
Value like(const Call& call, Numeric::Form form, std::span<const std::uint64_t> shape,
           std::span<const double> items);

}  // namespace ach::builtins
