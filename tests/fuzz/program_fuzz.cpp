// Whole programs, as far as a bounded number of steps and a small heap take them.
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/script_runner.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ach::vm::ScriptOptions options;
    options.machine.heap.max_bytes = 32u << 20;
    options.polls = 500;
    options.slices = 40;
    options.has_only_tame_natives = true;
    ach::vm::run_script(ach::fuzz::text_of(data, size), options);
    return 0;
}
