// The natives of the core pack, by file, and what they share.
#pragma once

#include "plugins/builtins/core/display.hpp"
#include "plugins/builtins/core/line_reader.hpp"
#include "plugins/builtins/core/output.hpp"
#include "plugins/builtins/support/pack.hpp"

#include <span>

namespace ach::builtins::core {

struct CoreState : PackState {
    explicit CoreState(const ach_host_t* host) : output(host), input(host) {}

    DisplaySettings display;
    Output output;
    LineReader input;
};

std::span<const ach_native_def> console();
std::span<const ach_native_def> types();
std::span<const ach_native_def> sizes();
std::span<const ach_native_def> copies();

}  // namespace ach::builtins::core
