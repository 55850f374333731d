// Vectors and matrices in the sense of algebra: products, norms, traces, determinants. A matrix is
// a rank-2 tensor or a Vector of equally long Vectors. Results that are matrices are tensors; those
// that are vectors have the kind of the first argument.
#include "plugins/builtins/support/numeric.hpp"
#include "plugins/builtins/support/packs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/SVD>

namespace ach::builtins {
namespace {

constexpr std::string_view kMath = "MathError";

using Items = std::vector<Complex>;

// An argument of one or two dimensions, its elements as Complexes whatever they are.
struct Operand {
    Items items;
    std::size_t rows = 0;  // of a vector: how long it is
    std::size_t columns = 0;
    bool is_matrix = false;
    bool is_complex = false;

    Complex at(std::size_t i, std::size_t k) const { return items[i * columns + k]; }
};

Operand operand(const Call& call, std::size_t argument) {
    const TensorView look = call.tensor(promoted(call, call[argument]));
    if (look.shape.size() != 1 && look.shape.size() != 2) {
        call.fail(kind::kShape,
                  "expected one or two dimensions, got " + std::to_string(look.shape.size()));
    }
    Operand read;
    read.is_complex = look.is_complex;
    read.is_matrix = look.shape.size() == 2;
    read.rows = look.shape[0];
    read.columns = read.is_matrix ? look.shape[1] : 1;
    for (double x : look.data) read.items.emplace_back(x);
    for (ach_complex z : look.complexes) read.items.push_back(to_complex(z));
    return read;
}

Operand matrix(const Call& call, std::size_t argument) {
    Operand read = operand(call, argument);
    if (!read.is_matrix) call.fail(kind::kShape, "expected two dimensions, got 1");
    return read;
}

Operand full_matrix(const Call& call, std::size_t argument) {
    Operand read = matrix(call, argument);
    if (read.items.empty()) call.fail(kind::kValue, "the matrix is empty");
    return read;
}

Operand vector_operand(const Call& call, std::size_t argument) {
    Operand read = operand(call, argument);
    if (read.is_matrix) call.fail(kind::kShape, "expected one dimension, got 2");
    return read;
}

void require_square(const Call& call, const Operand& a) {
    if (a.rows == a.columns) return;
    call.fail(kind::kShape, "needs a square matrix, got " + std::to_string(a.rows) + " rows and " +
                                std::to_string(a.columns) + " columns");
}

void require_fit(const Call& call, std::size_t a, std::size_t b) {
    if (a == b) return;
    call.fail(kind::kShape,
              "the inner sizes differ: " + std::to_string(a) + " and " + std::to_string(b));
}

Value scalar(const Call& call, Complex z, bool is_complex) {
    return scalar_value(call, {z, is_complex});
}

Value tensor_of(const Call& call, std::span<const std::uint64_t> shape, const Items& items,
                bool is_complex) {
    if (is_complex) {
        const NewComplexTensor made = call.new_complex_tensor(shape);
        std::ranges::transform(items, made.data.begin(), [](Complex z) { return to_abi(z); });
        return made.value;
    }
    const NewTensor made = call.new_tensor(shape);
    std::ranges::transform(items, made.data.begin(), [](Complex z) { return z.real(); });
    return made.value;
}

// A vector of the kind of the first argument.
Value vector_of(const Call& call, const Items& items, bool is_complex) {
    if (call.type(call[0]) != ACH_T_VECTOR) {
        const std::uint64_t shape[] = {items.size()};
        return tensor_of(call, shape, items, is_complex);
    }
    std::vector<Scalar> scalars;
    for (Complex z : items) scalars.push_back({z, is_complex});
    return like(call, Numeric::Form::Vector, {}, scalars);
}

// --- products

// Real parts alone are multiplied as Numbers are: infinities times zero stay out of it.
Complex times(Complex a, Complex b, bool is_complex) {
    return is_complex ? a * b : Complex(a.real() * b.real());
}

Value product(const Call& call, const Operand& a, const Operand& b) {
    // A vector is a row on the left and a column on the right.
    const std::size_t rows = a.is_matrix ? a.rows : 1;
    const std::size_t inner = a.is_matrix ? a.columns : a.rows;
    require_fit(call, inner, b.rows);
    const bool is_complex = a.is_complex || b.is_complex;
    Items items(rows * b.columns);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < inner; ++j) {
            const Complex left = a.items[i * inner + j];
            for (std::size_t k = 0; k < b.columns; ++k) {
                items[i * b.columns + k] += times(left, b.at(j, k), is_complex);
            }
        }
    }
    if (!a.is_matrix && !b.is_matrix) return scalar(call, items[0], is_complex);
    if (!a.is_matrix || !b.is_matrix) return vector_of(call, items, is_complex);
    const std::uint64_t shape[] = {rows, b.columns};
    return tensor_of(call, shape, items, is_complex);
}

Value dot(Call& call) {
    const Operand a = operand(call, 0);
    const Operand b = operand(call, 1);
    if ((a.is_matrix && a.items.empty()) || (b.is_matrix && b.items.empty())) {
        call.fail(kind::kValue, "the matrix is empty");
    }
    return product(call, a, b);
}

Value matmul(Call& call) { return product(call, full_matrix(call, 0), full_matrix(call, 1)); }

Value vdot(Call& call) {
    Operand a = vector_operand(call, 0);
    const Operand b = vector_operand(call, 1);
    for (Complex& z : a.items) z = std::conj(z);
    return product(call, a, b);
}

Value outer(Call& call) {
    const Operand a = vector_operand(call, 0);
    const Operand b = vector_operand(call, 1);
    const bool is_complex = a.is_complex || b.is_complex;
    Items items;
    for (Complex x : a.items) {
        for (Complex y : b.items) items.push_back(times(x, y, is_complex));
    }
    const std::uint64_t shape[] = {a.rows, b.rows};
    return tensor_of(call, shape, items, is_complex);
}

Value cross(Call& call) {
    const Operand a = vector_operand(call, 0);
    const Operand b = vector_operand(call, 1);
    if (a.rows != 3 || b.rows != 3) call.fail(kind::kShape, "needs 3D vectors");
    const bool is_complex = a.is_complex || b.is_complex;
    Items items;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::size_t j = (i + 1) % 3;
        const std::size_t k = (i + 2) % 3;
        items.push_back(times(a.items[j], b.items[k], is_complex) -
                        times(a.items[k], b.items[j], is_complex));
    }
    return vector_of(call, items, is_complex);
}

// --- norms

double magnitude(Complex z) { return std::hypot(z.real(), z.imag()); }

double largest(const Items& items) {
    double most = 0;
    for (Complex z : items) {
        if (const double m = magnitude(z); !(m <= most)) most = m;
        if (std::isnan(most)) break;
    }
    return most;
}

// Scaled by a power of two, which rounds nothing, so that nothing overflows on the way.
double power_norm(const Items& items, double p) {
    const double most = largest(items);
    if (most == 0 || !std::isfinite(most) || std::isinf(p)) return most;
    const double scale = std::ldexp(1.0, std::ilogb(most));
    double sum = 0;
    for (Complex z : items) {
        const double part = magnitude(z) / scale;
        sum += p == 2 ? part * part : p == 1 ? part : std::pow(part, p);
    }
    return scale * (p == 2 ? std::sqrt(sum) : p == 1 ? sum : std::pow(sum, 1 / p));
}

double largest_sum(const Operand& a, bool of_columns) {
    double most = 0;
    for (std::size_t i = 0; i < (of_columns ? a.columns : a.rows); ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < (of_columns ? a.rows : a.columns); ++k) {
            sum += magnitude(of_columns ? a.at(k, i) : a.at(i, k));
        }
        if (!(sum <= most)) most = sum;
        if (std::isnan(most)) break;
    }
    return most;
}

double largest_singular_value(const Call& call, const Operand& a) {
    if (!std::isfinite(largest(a.items))) {
        call.fail(kind::kValue, "the matrix has an element that is not finite");
    }
    Eigen::MatrixXcd m(static_cast<Eigen::Index>(a.rows), static_cast<Eigen::Index>(a.columns));
    for (std::size_t i = 0; i < a.rows; ++i) {
        for (std::size_t k = 0; k < a.columns; ++k) {
            m(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = a.at(i, k);
        }
    }
    return Eigen::JacobiSVD<Eigen::MatrixXcd>(m).singularValues()(0);
}

double matrix_norm(const Call& call, const Operand& a) {
    if (!call.has(1)) return power_norm(a.items, 2);
    if (const auto text = call.maybe_string(call[1])) {
        if (*text == "fro") return power_norm(a.items, 2);
        call.fail(kind::kValue, "the norm of a matrix is \"fro\", 1, 2 or Infinity");
    }
    const double p = call.number(1);
    if (p == 1) return largest_sum(a, true);
    if (p == 2) return largest_singular_value(call, a);
    if (p == std::numeric_limits<double>::infinity()) return largest_sum(a, false);
    call.fail(kind::kValue, "the norm of a matrix is \"fro\", 1, 2 or Infinity");
}

Value norm(Call& call) {
    const Operand x = operand(call, 0);
    if (x.is_matrix) {
        if (x.items.empty()) call.fail(kind::kValue, "the matrix is empty");
        return call.number_value(matrix_norm(call, x));
    }
    const double p = call.number(1, 2);
    if (!(p >= 1)) call.fail(kind::kValue, "p must be a Number from 1 on, or Infinity");
    return call.number_value(power_norm(x.items, p));
}

Value normalize(Call& call) {
    Operand v = vector_operand(call, 0);
    const double length = power_norm(v.items, 2);
    if (length == 0) call.fail(kMath, "a zero vector has no direction");
    for (Complex& z : v.items) z /= length;
    return vector_of(call, v.items, v.is_complex);
}

// --- square matrices

Value trace(Call& call) {
    const Operand a = matrix(call, 0);
    require_square(call, a);
    Complex sum = 0;
    for (std::size_t i = 0; i < a.rows; ++i) sum += a.at(i, i);
    return scalar(call, sum, a.is_complex);
}

// Small ones by the formula, which keeps whole numbers whole.
template <class T>
T small_determinant(const std::vector<T>& m, std::size_t n) {
    if (n == 1) return m[0];
    if (n == 2) return m[0] * m[3] - m[1] * m[2];
    return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) +
           m[2] * (m[3] * m[7] - m[4] * m[6]);
}

// By elimination with partial pivoting.
template <class T>
T determinant(std::vector<T> m, std::size_t n) {
    if (n <= 3) return small_determinant(m, n);
    T result = 1;
    for (std::size_t c = 0; c < n; ++c) {
        std::size_t pivot = c;
        for (std::size_t r = c + 1; r < n; ++r) {
            if (std::abs(m[r * n + c]) > std::abs(m[pivot * n + c])) pivot = r;
        }
        if (m[pivot * n + c] == T(0)) return 0;
        if (pivot != c) {
            for (std::size_t k = 0; k < n; ++k) std::swap(m[pivot * n + k], m[c * n + k]);
            result = -result;
        }
        result *= m[c * n + c];
        for (std::size_t r = c + 1; r < n; ++r) {
            const T factor = m[r * n + c] / m[c * n + c];
            for (std::size_t k = c + 1; k < n; ++k) m[r * n + k] -= factor * m[c * n + k];
        }
    }
    return result;
}

Value det(Call& call) {
    const Operand a = matrix(call, 0);
    require_square(call, a);
    if (a.items.empty()) call.fail(kind::kValue, "the matrix is empty");
    if (a.is_complex) return scalar(call, determinant(a.items, a.rows), true);
    std::vector<double> reals;
    for (Complex z : a.items) reals.push_back(z.real());
    return call.number_value(determinant(reals, a.rows));
}

constexpr ach_native_def kNatives[] = {
    native<dot>("dot", 2, 2, "dot(a, b): the sum of products, or the product of matrices"),
    native<vdot>("vdot", 2, 2, "vdot(a, b): the sum of products with a conjugated"),
    native<cross>("cross", 2, 2, "cross(a, b): the cross product of 3D vectors"),
    native<norm>("norm", 1, 2, "norm(x, p?): the length of a vector, or a norm of a matrix"),
    native<normalize>("normalize", 1, 1, "normalize(v): v divided by its length"),
    native<outer>("outer", 2, 2, "outer(a, b): the matrix of all products"),
    native<trace>("trace", 1, 1, "trace(A): the sum of the diagonal"),
    native<det>("det", 1, 1, "det(A): the determinant"),
    native<matmul>("matmul", 2, 2, "matmul(A, B): the product of two matrices"),
};

}  // namespace

Pack linalg_pack() { return {.natives = {kNatives}}; }

}  // namespace ach::builtins
