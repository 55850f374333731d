// Copies nested containers, keeping sharing and cycles.
//
// Outer containers are copied first and then have what they hold replaced, so depth costs no stack.
// One object has the same bits throughout a call, which is how it is recognised.
#pragma once

#include "plugins/builtins/support/call.hpp"

#include <unordered_map>
#include <vector>

namespace ach::builtins {

class DeepCopy {
public:
    enum class What {
        Containers,  // Vectors and Records
        Arrays,      // Vectors, and tensors as Vectors
    };
    DeepCopy(const Call& call, What what) : call_(call), what_(what) {}

    Value of(Value root);

private:
    bool is_copied(std::int32_t type) const;
    Value copy_of(Value value);
    void replace_items(Value vector);
    void replace_fields(Value record);

    const Call& call_;
    What what_;
    std::unordered_map<std::uint64_t, Value> copies_;  // by the bits of the original
    std::vector<Value> pending_;                       // copies that still hold originals
};

// A new outer Vector or Record with the same elements; anything else as it is.
Value shallow_copy(const Call& call, Value value);

// A tensor as nested Vectors.
Value nested_vectors(const Call& call, Value tensor);

}  // namespace ach::builtins
