#include "plugins/builtins/support/broadcast.hpp"

#include <algorithm>
#include <string>

namespace ach::builtins {
namespace {

using Shape = std::vector<std::uint64_t>;

// The axes of an operand as broadcasting sees them: a scalar has none, a Vector has one.
Shape axes_of(const Numeric& x) {
    switch (x.form) {
        case Numeric::Form::Number: return {};
        case Numeric::Form::Vector: return {x.count};
        case Numeric::Form::Tensor: break;
    }
    return x.shape;
}

// The length of axis `i` of `rank`, counted so that the last axes are aligned; missing ones are 1.
std::uint64_t aligned(const Shape& shape, std::size_t i, std::size_t rank) {
    const std::size_t missing = rank - shape.size();
    return i < missing ? 1 : shape[i - missing];
}

Shape steps(const Shape& shape, const Shape& result) {
    Shape step(result.size(), 0);
    std::uint64_t distance = 1;
    for (std::size_t i = result.size(); i-- > 0;) {
        const std::uint64_t length = aligned(shape, i, result.size());
        if (length != 1) step[i] = distance;
        distance *= length;
    }
    return step;
}

std::string spelled(const Shape& shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (i > 0) text += ", ";
        text += std::to_string(shape[i]);
    }
    return text + "]";
}

}  // namespace

Pairing pair_up(const Call& call, const Numeric& a, const Numeric& b) {
    const Shape left = axes_of(a);
    const Shape right = axes_of(b);
    Pairing pairs;
    pairs.form = std::max(a.form, b.form);
    const bool flat = a.form == Numeric::Form::Vector && b.form == Numeric::Form::Vector;
    if (flat) call.require_same_length("the Vectors", a.count, b.count);
    const std::size_t rank = std::max(left.size(), right.size());
    pairs.count = 1;
    for (std::size_t i = 0; i < rank; ++i) {
        const std::uint64_t m = aligned(left, i, rank);
        const std::uint64_t n = aligned(right, i, rank);
        if (m != n && m != 1 && n != 1) {
            call.fail(kind::kShape,
                      "cannot broadcast shapes " + spelled(left) + " and " + spelled(right));
        }
        pairs.shape.push_back(m == 1 ? n : m);
        pairs.count *= pairs.shape.back();
    }
    pairs.left = steps(left, pairs.shape);
    pairs.right = steps(right, pairs.shape);
    return pairs;
}

}  // namespace ach::builtins
