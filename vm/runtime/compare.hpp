// Equality and order (§3.5, §4.2).
#pragma once

#include "vm/runtime/mutator.hpp"

#include <cstdint>

namespace ach::vm {

enum class Outcome : std::uint8_t { False, True, Failed };

// Numbers and immediates are decided here. Everything else walks, without recursion, and fails
// with StackOverflow only beyond the nesting limit.
[[nodiscard]] Outcome equal_slow(Mutator& mutator, Value a, Value b);
[[nodiscard]] inline Outcome equal(Mutator& mutator, Value a, Value b) {
    if (a.is_object() && b.is_object()) {
        const Object& x = *a.as_object();
        const Object& y = *b.as_object();
        const bool are_strings = x.kind() == Kind::String && y.kind() == Kind::String;
        if (are_strings && &x == &y) return Outcome::True;
        if (are_strings && x.has(kIsInterned) && y.has(kIsInterned)) return Outcome::False;
        return equal_slow(mutator, a, b);
    }
    const bool result =
        a.is_number() && b.is_number() ? a.as_number() == b.as_number() : a.is_same(b);
    return result ? Outcome::True : Outcome::False;
}

enum class Order : std::uint8_t { Less, LessEqual, Greater, GreaterEqual };

// Failed: the operands are not two Numbers or two Strings, and a TypeError is pending.
[[nodiscard]] Outcome order(Mutator& mutator, Order op, Value a, Value b);

// How deep containers may be nested for equality, text form and copies.
inline constexpr std::size_t kMaxNesting = 200'000;

}  // namespace ach::vm
