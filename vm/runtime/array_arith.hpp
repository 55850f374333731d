// Element-wise arithmetic on vectors and tensors (§4.3). For arith.cpp, which has sorted out all
// other operands.
#pragma once

#include "vm/runtime/arith.hpp"

namespace ach::vm {

double arithmetic(Arith op, double a, double b);
std::complex<double> arithmetic(Arith op, std::complex<double> a, std::complex<double> b);

// A Number's or Complex's.
std::complex<double> to_complex(Value v);

// "Type error in addition: expected …, got T1 + T2"
Value raise_operands(Mutator& mutator, Arith op, Value a, Value b);

// At least one operand is a Vector or Tensor, the other one, too, or a Number or Complex.
[[nodiscard]] Value array_arithmetic(Mutator& mutator, Arith op, Value a, Value b);
[[nodiscard]] Value array_negate(Mutator& mutator, Value v);

}  // namespace ach::vm
