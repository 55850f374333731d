// Making tensors, looking at their shape, and going back to Vectors.
#include "plugins/builtins/array/array.hpp"
#include "plugins/builtins/support/deep_copy.hpp"
#include "plugins/builtins/support/numeric.hpp"

#include <algorithm>

namespace ach::builtins::arrays {
namespace {

using Shape = std::vector<std::uint64_t>;

constexpr std::size_t kMostAxes = 32;
constexpr std::uint64_t kMostElements = std::uint64_t{1} << 31u;

void require_array(const Call& call, Value value) {
    if (!is_array(call.type(value))) call.fail_type("Vector or Tensor", value);
}

void check_size(const Call& call, const Shape& shape) {
    if (shape.size() > kMostAxes) call.fail(kind::kValue, "at most 32 dimensions are possible");
    const bool is_empty = std::ranges::find(shape, 0u) != shape.end();
    std::uint64_t count = is_empty ? 0 : 1;
    for (std::uint64_t n : shape) {
        if (is_empty && n > kMostElements) {
            call.fail(kind::kValue, "a dimension of more than 2^31");
        }
        if (n > kMostElements || (count *= n) > kMostElements) {
            call.fail(kind::kValue, "a tensor of more than 2^31 elements");
        }
    }
}

// `at`: its position in a list.
std::uint64_t axis_length(const Call& call, Value value, std::int64_t at = -1) {
    if (call.type(value) != ACH_T_NUMBER) call.fail_type("Number", value, at);
    const std::int64_t n = call.to_integer(value);
    if (n < 0)
        call.fail(kind::kValue, "a dimension must not be negative, got " + std::to_string(n));
    return static_cast<std::uint64_t>(n);
}

Shape axis_lengths(const Call& call, std::span<const Value> values, bool is_list = true) {
    Shape shape;
    for (const Value value : values) {
        const auto at = static_cast<std::int64_t>(shape.size());
        shape.push_back(axis_length(call, value, is_list ? at : -1));
    }
    check_size(call, shape);
    return shape;
}

// The elements of a Vector or rank-1 Tensor that lists something.
std::vector<Value> listed(const Call& call, Value list) {
    if (call.type(list) == ACH_T_VECTOR) return call.items_of(list);
    std::vector<Value> items;
    if (call.type(list) != ACH_T_TENSOR) call.fail_type("Vector of Numbers", list);
    for (double x : call.tensor(list).data) items.push_back(call.make(x));
    return items;
}

// Dimensions as arguments, or one list of them.
Shape shape_argument(const Call& call) {
    const std::int32_t type = call.type(call[0]);
    if (call.count() == 1 && type != ACH_T_NUMBER) return axis_lengths(call, listed(call, call[0]));
    return axis_lengths(call, call.args(), false);
}

Value filled(const Call& call, const Shape& shape, double with) {
    const NewTensor made = call.new_tensor(shape);
    std::ranges::fill(made.data, with);
    return made.value;
}

Value zeros(Call& call) { return filled(call, shape_argument(call), 0); }
Value ones(Call& call) { return filled(call, shape_argument(call), 1); }

Value full(Call& call) {
    const Shape shape = axis_lengths(call, listed(call, call[0]));
    if (const auto number = call.maybe_number(call[1])) return filled(call, shape, *number);
    if (call.type(call[1]) != ACH_T_COMPLEX) call.fail_type("Number or Complex", call[1]);
    const NewComplexTensor made = call.new_complex_tensor(shape);
    std::ranges::fill(made.data, call.complex(call[1]));
    return made.value;
}

Value identity(Call& call) {
    const std::uint64_t n = axis_length(call, call[0]);
    const Shape shape = {n, n};
    check_size(call, shape);
    const NewTensor made = call.new_tensor(shape);
    std::ranges::fill(made.data, 0.0);
    for (std::uint64_t i = 0; i < n; ++i) made.data[i * n + i] = 1;
    return made.value;
}

template <class Item>
void put_on_diagonal(std::span<const Item> items, std::span<Item> matrix) {
    std::ranges::fill(matrix, Item{});
    for (std::size_t i = 0; i < items.size(); ++i) matrix[i * items.size() + i] = items[i];
}

template <class Item>
void take_from_diagonal(std::span<const Item> matrix, std::size_t columns, std::span<Item> items) {
    for (std::size_t i = 0; i < items.size(); ++i) items[i] = matrix[i * columns + i];
}

Value diag(Call& call) {
    const TensorView look = call.tensor(promoted(call, call[0]));
    if (look.shape.size() == 1) {
        const Shape square = {look.shape[0], look.shape[0]};
        check_size(call, square);
        if (look.is_complex) {
            const NewComplexTensor made = call.new_complex_tensor(square);
            put_on_diagonal(look.complexes, made.data);
            return made.value;
        }
        const NewTensor made = call.new_tensor(square);
        put_on_diagonal(look.data, made.data);
        return made.value;
    }
    if (look.shape.size() != 2) {
        call.fail(kind::kShape,
                  "expected one or two dimensions, got " + std::to_string(look.shape.size()));
    }
    const std::size_t length = std::min(look.shape[0], look.shape[1]);
    if (look.is_complex) {
        const NewComplexTensor made = new_complex_tensor(call, length);
        take_from_diagonal(look.complexes, look.shape[1], made.data);
        return made.value;
    }
    const NewTensor made = new_tensor(call, length);
    take_from_diagonal(look.data, look.shape[1], made.data);
    return made.value;
}

Value tensor(Call& call) { return promoted(call, call[0]); }

Value to_vector(Call& call) {
    require_array(call, call[0]);
    return DeepCopy(call, DeepCopy::What::Arrays).of(call[0]);
}

Value shape(Call& call) {
    require_array(call, call[0]);
    std::vector<double> lengths;
    if (const auto tensor = tensor_of(call, call[0])) {
        for (std::uint64_t n : call.tensor(*tensor).shape) {
            lengths.push_back(static_cast<double>(n));
        }
    } else {
        require_depth(call, call[0]);
        lengths.push_back(static_cast<double>(call.vector_len(call[0])));
    }
    return call.make(std::span<const double>(lengths));
}

// One entry may be -1: whatever is left of `count` elements.
Shape new_shape(const Call& call, std::uint64_t count) {
    Shape shape;
    std::size_t open = kMostAxes;
    std::uint64_t known = 1;
    for (Value value : listed(call, call[1])) {
        if (call.to_integer(value) == -1 && open == kMostAxes) {
            open = shape.size();
            shape.push_back(1);
        } else {
            shape.push_back(axis_length(call, value));
        }
        check_size(call, shape);
        known *= shape.back();
    }
    if (open < shape.size() && known != 0 && count % known == 0) {
        shape[open] = count / known;
        known = count;
    }
    if (known != count || (open < shape.size() && count == 0 && shape[open] != 0)) {
        call.fail(kind::kShape, std::to_string(count) + " elements do not fit the new shape");
    }
    return shape;
}

Value reshape(Call& call) {
    const TensorView look = call.tensor(promoted(call, call[0]));
    const std::size_t count = look.is_complex ? look.complexes.size() : look.data.size();
    const Shape shape = new_shape(call, count);
    if (look.is_complex) {
        const NewComplexTensor made = call.new_complex_tensor(shape);
        std::ranges::copy(look.complexes, made.data.begin());
        return made.value;
    }
    const NewTensor made = call.new_tensor(shape);
    std::ranges::copy(look.data, made.data.begin());
    return made.value;
}

// The matrix an argument stands for.
TensorView matrix(const Call& call) {
    const TensorView look = call.tensor(promoted(call, call[0]));
    if (look.shape.size() != 2) {
        call.fail(kind::kShape,
                  "expected two dimensions, got " + std::to_string(look.shape.size()));
    }
    return look;
}

template <class Item, class Change>
void swap_axes(std::span<const Item> from, const TensorView& look, std::span<Item> to,
               Change change) {
    const std::size_t rows = look.shape[0];
    const std::size_t columns = look.shape[1];
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t k = 0; k < columns; ++k) to[k * rows + i] = change(from[i * columns + k]);
    }
}

template <class Change>
Value transposed(const Call& call, Change change) {
    const TensorView look = matrix(call);
    const Shape swapped = {look.shape[1], look.shape[0]};
    if (look.is_complex) {
        const NewComplexTensor made = call.new_complex_tensor(swapped);
        swap_axes(look.complexes, look, made.data, change);
        return made.value;
    }
    const NewTensor made = call.new_tensor(swapped);
    swap_axes(look.data, look, made.data, [](double x) { return x; });
    return made.value;
}

Value transpose(Call& call) {
    return transposed(call, [](ach_complex z) { return z; });
}

Value conjugate_transpose(Call& call) {
    return transposed(call, [](ach_complex z) { return ach_complex{z.re, -z.im}; });
}

constexpr ach_native_def kNatives[] = {
    native<tensor>("tensor", 1, 1, "tensor(x): the Tensor that a nested Vector stands for"),
    native<to_vector>("to_vector", 1, 1, "to_vector(t): nested Vectors, all of them new"),
    native<shape>("shape", 1, 1, "shape(x): the length of each axis"),
    native<reshape>("reshape", 2, 2, "reshape(x, dims): the same elements in another shape"),
    native<zeros>("zeros", 1, kAnyCount, "zeros(n, ...): a Tensor of zeros"),
    native<ones>("ones", 1, kAnyCount, "ones(n, ...): a Tensor of ones"),
    native<full>("full", 2, 2, "full(dims, x): a Tensor of x"),
    native<identity>("identity", 1, 1, "identity(n): the identity matrix"),
    native<identity>("eye", 1, 1, "eye(n): the same as identity(n)"),
    native<diag>("diag", 1, 1, "diag(x): the matrix with diagonal x, or the diagonal of x"),
    native<transpose>("transpose", 1, 1, "transpose(A): the matrix A with its axes swapped"),
    native<conjugate_transpose>("ctranspose", 1, 1, "ctranspose(A): the conjugate transpose of A"),
    native<conjugate_transpose>("hermitian", 1, 1, "hermitian(A): the same as ctranspose(A)"),
};

}  // namespace

std::span<const ach_native_def> tensors() { return kNatives; }

}  // namespace ach::builtins::arrays
