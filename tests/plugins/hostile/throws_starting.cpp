// Throws in start().
#include "tests/plugins/hostile/module.hpp"

#include <stdexcept>

namespace {

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile.throws_starting",
    .start = [](hostile::Instance&) -> ach_status { throw std::runtime_error("boom in start"); },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
