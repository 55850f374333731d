// What Vectors, Strings and rank-1 tensors have in common for functions such as `slice`, `take` or
// `reversed`: a length, elements by position, and parts of the same kind.
//
// A Vector may be changed by other strands at any time. Its length is the one it has when the
// Sequence is made; every function that gives elements reads them at one moment, and leaves out
// what is gone by then. items() reads them once: what is picked are elements of that moment.
#pragma once

#include "plugins/builtins/support/call.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ach::builtins {

// Characters of a String, items of a Vector, elements of a tensor of any rank; nothing for any
// other value.
std::optional<std::size_t> element_count(const Call& call, Value value);

class Sequence {
public:
    // TypeError for anything else, ShapeError for tensors of another rank.
    Sequence(const Call& call, Value value);

    std::size_t size() const { return size_; }
    bool is_text() const { return type_ == ACH_T_STRING; }
    // Empty when it is gone.
    std::optional<Value> at(std::size_t i) const;
    // Elements from … to-1, as a new value of the same kind.
    Value slice(std::size_t from, std::size_t to) const;
    // The elements at these positions, in this order, likewise.
    Value pick(std::span<const std::size_t> order) const;
    // All elements as values.
    const std::vector<Value>& items() const;

private:
    Value vector_slice(std::size_t from, std::size_t to) const;
    std::vector<Value> read_items() const;
    std::vector<std::string_view> characters() const;

    const Call& call_;
    Value value_;
    std::int32_t type_;
    std::size_t size_ = 0;
    std::string_view text_;
    TensorView tensor_;
    mutable std::optional<std::vector<Value>> items_;
};

}  // namespace ach::builtins
