// Which elements of two operands belong together.
//
// A scalar goes with every element of an array. Flat Vectors go element by element and must be
// equally long. As soon as a tensor is involved, trailing axes are aligned and axes of length 1, or
// missing ones, stretch.
#pragma once

#include "plugins/builtins/support/numeric.hpp"

#include <cstdint>
#include <vector>

namespace ach::builtins {

struct Pairing {
    Numeric::Form form = Numeric::Form::Number;  // of the result
    std::size_t count = 0;
    std::vector<std::uint64_t> shape;        // of the result, when it is a tensor
    std::vector<std::uint64_t> left, right;  // per axis, how far one step goes; 0 stretches
};

// ShapeError when the operands do not fit.
Pairing pair_up(const Call& call, const Numeric& a, const Numeric& b);

// Calls visit(i, j, k) for result element i made of a's element j and b's element k, in order.
template <class Visit>
void for_each_pair(const Pairing& pairs, const Visit& visit) {
    const std::size_t rank = pairs.shape.size();
    std::vector<std::uint64_t> at(rank, 0);
    std::size_t j = 0;
    std::size_t k = 0;
    for (std::size_t i = 0; i < pairs.count; ++i) {
        visit(i, j, k);
        for (std::size_t axis = rank; axis-- > 0;) {
            j += pairs.left[axis];
            k += pairs.right[axis];
            if (++at[axis] < pairs.shape[axis]) break;
            j -= pairs.left[axis] * pairs.shape[axis];
            k -= pairs.right[axis] * pairs.shape[axis];
            at[axis] = 0;
        }
    }
}

}  // namespace ach::builtins
