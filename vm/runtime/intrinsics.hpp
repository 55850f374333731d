// What preludes are built from: functions of the machine itself that no script can be expected to
// write fast, or at all. Their names start with two underscores; scripts may call them, and nothing
// promises that they stay.
//
//   __arity(f)                    [fewest, most] arguments that a callable takes; most is Infinity
//                                 for any number
//   __expect_function(name, f, n) null; TypeError unless `f` is callable, RuntimeError unless it
//                                 takes n arguments. For callbacks: once, before the first call
//   __is_function(v)              whether `v` can be called
//   __items(name, c)              what a `for` goes through to visit every element of the
//   collection
//                                 c as it is now: a snapshot of a Vector, the elements of a Tensor
//                                 of any rank in row-major order, a String, a Generator or an
//                                 iterating Record itself; TypeError "Type error in NAME: expected
//                                 …" otherwise
//   __spawn(class, f, arguments)  calls f with the items of the Vector on a strand of its own, of
//   the
//                                 class "spawned", "parallel" or "background"; a Future
//   __snapshot(v)                 a Vector with the items of the Vector v, in constant time: both
//                                 share them until one is written. Anything else comes back as it
//                                 is
//   __like(name, c, results)      what map gives for results computed from c: the Vector itself;
//                                 for a String the results joined (TypeError unless all are
//                                 Strings); for a Tensor a tensor of the same shape if all are
//                                 Numbers or Complex
//   __replace(v, w)               puts the items of the Vector w in place of those of v; gives v
//   __raise(kind, message)        raises an Error
//   __raise_type(name, expected, value)   raises TypeError "Type error in NAME: expected …, got T"
//   __record(keys, values)        a Record of parallel Vectors; later keys win
//
// `__args()` (all arguments of the running prelude function as a Vector), `__apply(f, vector)`,
// `__push(vector, item)`, `__await(v)` (the outcome of a Future; anything else as it is) and
// `__wait(f)` (until a Future has ended in any way) are instructions of the compiler, not
// functions.
#pragma once

namespace ach::vm {

class BuiltinRegistry;
class Mutator;

// Also defines the methods of Generator. False: an error is pending.
[[nodiscard]] bool define_intrinsics(Mutator& mutator, BuiltinRegistry& builtins);

}  // namespace ach::vm
