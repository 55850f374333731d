// Values as CBOR (RFC 8949), the form in which they leave the machine: bus payloads, results of
// natives on other threads, arguments from outside.
//
//   Null, Boolean, String   as they are
//   Number                  an integer when it is one exactly (and not -0), otherwise the shortest
//                           float that holds it; NaN is the half-precision one
//   Vector, Record          array; map with text keys, in insertion order
//   Complex                 tag 43000, [re, im]
//   Tensor                  tag 40, [shape, tag 86 little-endian doubles]
//   ComplexTensor           tag 40, [shape, tag 43001 [re, im, …] as tag 86]
//   Error                   tag 27, ["achronyme/error", message, kind, source]
//
// Equal values give equal bytes. Functions, generators and host types have no such form. Nesting is
// limited by memory only; a container inside itself is refused.
#pragma once

#include "vm/runtime/mutator.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ach::vm {

// Appends the encoding of `v`. False: TypeError (something without such a form) or ValueError (a
// cycle) is pending.
[[nodiscard]] bool encode_cbor(Mutator& mutator, Value v, std::vector<std::uint8_t>& out);

// A picture of any value, for those who show it. Other than encode_cbor() it knows an answer for
// everything: containers below `depth` levels of others are null, whatever is no data is its text,
// and so are Errors. False in `whole` when something was left out.
void snapshot_cbor(Mutator& mutator, Value v, std::size_t depth, std::vector<std::uint8_t>& out,
                   bool& whole);

// The value of one whole item. Beside what encode_cbor() writes it takes indefinite lengths, byte
// strings (as a Tensor of 0…255), the other numeric typed arrays as Tensors, undefined as null, and
// skips tags it does not know. Failed: ValueError that says where, or OutOfMemory.
[[nodiscard]] Value decode_cbor(Mutator& mutator, std::span<const std::uint8_t> bytes);

}  // namespace ach::vm
