// A fuzz target: a function that takes any bytes and returns. What is wrong ends the process: a
// sanitizer's finding, an abort, a time or a memory limit.
//
// One source, two programs. Built with Clang and -DACH_FUZZ=ON, libFuzzer makes up the bytes
// (`./dev fuzz`). Everywhere else replay_main.cpp hands over files: the scripts of the tests, and
// what was found once, in corpus/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ach::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// What must hold whatever the bytes are.
inline void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace ach::fuzz
