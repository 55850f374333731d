// How long a strand may run before others have a turn.
#pragma once

#include <cstdint>

namespace ach::vm {

struct Slice {
    // Loaded relaxed at every poll; non-zero: the slice is used up. Null: nobody else waits.
    const std::uint32_t* preempt = nullptr;
    // Not zero: the slice ends after so many polls instead, and `preempt` is not looked at. The
    // order of a seeded run depends on nothing that a clock says.
    std::uint32_t polls = 0;

    bool is_over() const {
        return preempt != nullptr && __atomic_load_n(preempt, __ATOMIC_RELAXED) != 0;
    }
};

}  // namespace ach::vm
