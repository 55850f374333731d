// The parts of the pack: JSON and CSV, from and to text.
#pragma once

#include "plugins/builtins/support/call.hpp"
#include "plugins/builtins/support/pack.hpp"

#include <span>

namespace ach::builtins::encoding {

std::span<const ach_native_def> json();
std::span<const ach_native_def> csv();

struct EncodingState final : PackState {
    const ach_reactive_t* reactive = nullptr;  // null where there are no Signals
};

}  // namespace ach::builtins::encoding
