// The lifting classes: what a function of numbers means for arrays of them.
//
//   E    elementwise, real and complex      P    a predicate, elementwise
//   ER   elementwise, real only             E2   of two arguments, elementwise
//
// A function for reals gets and gives double. A function for complexes gets Complex and gives
// Complex or, like `abs`, double. kRealOnly stands where there is no complex form.
#pragma once

#include "plugins/builtins/support/broadcast.hpp"
#include "plugins/builtins/support/numeric.hpp"

#include <type_traits>

namespace ach::builtins {

struct RealOnly {};
inline constexpr RealOnly kRealOnly{};

inline Scalar scalar_of(double n) { return {{n, 0.0}, false}; }
inline Scalar scalar_of(Complex z) { return {z, true}; }

namespace detail {

template <class OnComplex>
inline constexpr bool has_complex_form = !std::is_same_v<OnComplex, RealOnly>;

template <class OnReal>
Value map_reals(const Call& call, const Numeric& x, const OnReal& on_real) {
    if (x.form == Numeric::Form::Tensor) {
        const NewTensor made = call.new_tensor(x.shape);
        for (std::size_t i = 0; i < x.count; ++i) made.data[i] = on_real(x.reals[i]);
        return made.value;
    }
    std::vector<double> results(x.count);
    for (std::size_t i = 0; i < x.count; ++i) results[i] = on_real(x.reals[i]);
    return like(call, x.form, x.shape, results);
}

// A ComplexTensor, every element of which is complex: the result's kind is the function's.
template <class OnComplex>
Value map_complexes(const Call& call, const Numeric& x, const OnComplex& on_complex) {
    if constexpr (std::is_same_v<std::invoke_result_t<OnComplex, Complex>, double>) {
        const NewTensor made = call.new_tensor(x.shape);
        for (std::size_t i = 0; i < x.count; ++i) {
            made.data[i] = on_complex(to_complex(x.complexes[i]));
        }
        return made.value;
    } else {
        const NewComplexTensor made = call.new_complex_tensor(x.shape);
        for (std::size_t i = 0; i < x.count; ++i) {
            made.data[i] = to_abi(on_complex(to_complex(x.complexes[i])));
        }
        return made.value;
    }
}

}  // namespace detail

// Classes E and ER.
template <class OnReal, class OnComplex = RealOnly>
Value elementwise(const Call& call, Value value, const OnReal& on_real,
                  const OnComplex& on_complex = kRealOnly) {
    constexpr bool kComplex = detail::has_complex_form<OnComplex>;
    double n = 0;
    if (call.values().get_number(call.raw(), value, &n) == ACH_OK) {
        return call.number_value(on_real(n));
    }
    Numeric x;
    load(call, value, kComplex ? kElementwise : kElementwiseReal, x);
    if (x.is_complex_tensor) {
        if constexpr (kComplex) return detail::map_complexes(call, x, on_complex);
    }
    if (x.is_real()) return detail::map_reals(call, x, on_real);
    std::vector<Scalar> results(x.count);
    for (std::size_t i = 0; i < x.count; ++i) {
        const Scalar item = x.at(i);
        if constexpr (kComplex) {
            results[i] = item.is_complex ? scalar_of(on_complex(item.value))
                                         : scalar_of(on_real(item.value.real()));
        }
    }
    return like(call, x.form, x.shape, results);
}

// Class E2. `on_complex` gets both operands as Complex when either is.
template <class OnReal, class OnComplex = RealOnly>
Value elementwise2(const Call& call, Value a, Value b, const OnReal& on_real,
                   const OnComplex& on_complex = kRealOnly) {
    constexpr bool kComplex = detail::has_complex_form<OnComplex>;
    double p = 0;
    double q = 0;
    if (call.values().get_number(call.raw(), a, &p) == ACH_OK &&
        call.values().get_number(call.raw(), b, &q) == ACH_OK) {
        return call.number_value(on_real(p, q));
    }
    const Accepts accepts = kComplex ? kElementwise : kElementwiseReal;
    Numeric x;
    Numeric y;
    load(call, a, accepts, x);
    load(call, b, accepts, y);
    const Pairing pairs = pair_up(call, x, y);
    const bool is_empty = pairs.form == Numeric::Form::Tensor && pairs.count == 0;
    if (is_empty && (x.has_complex() || y.has_complex())) {
        return call.new_complex_tensor(pairs.shape).value;
    }
    if (x.is_real() && y.is_real()) {
        std::vector<double> results(pairs.count);
        for_each_pair(pairs, [&](std::size_t i, std::size_t j, std::size_t k) {
            results[i] = on_real(x.reals[j], y.reals[k]);
        });
        return like(call, pairs.form, pairs.shape, results);
    }
    std::vector<Scalar> results(pairs.count);
    if constexpr (kComplex) {
        for_each_pair(pairs, [&](std::size_t i, std::size_t j, std::size_t k) {
            const Scalar left = x.at(j);
            const Scalar right = y.at(k);
            results[i] = left.is_complex || right.is_complex
                             ? scalar_of(on_complex(left.value, right.value))
                             : scalar_of(on_real(left.value.real(), right.value.real()));
        });
    }
    return like(call, pairs.form, pairs.shape, results);
}

// Booleans in the nesting that `shape` describes, from position `next` of `truths` on.
Value nested_booleans(const Call& call, std::span<const std::uint64_t> shape,
                      const std::vector<bool>& truths, std::size_t& next);

// Class P.
template <class OnReal, class OnComplex>
Value predicate(const Call& call, Value value, const OnReal& on_real, const OnComplex& on_complex) {
    Numeric x;
    load(call, value, kElementwise, x);
    std::vector<bool> truths(x.count);
    for (std::size_t i = 0; i < x.count; ++i) {
        const Scalar item = x.at(i);
        truths[i] = item.is_complex ? on_complex(item.value) : on_real(item.value.real());
    }
    if (x.form == Numeric::Form::Number) return call.make(bool{truths[0]});
    std::size_t next = 0;
    const std::uint64_t flat[] = {x.count};
    return x.form == Numeric::Form::Vector ? nested_booleans(call, flat, truths, next)
                                           : nested_booleans(call, x.shape, truths, next);
}

}  // namespace ach::builtins
