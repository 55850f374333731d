// Throws when it is asked for a table.
#include "tests/plugins/hostile/module.hpp"

#include <stdexcept>

namespace {

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile.throws_serving",
    .serve = [](hostile::Instance&) { throw std::runtime_error("boom in get_interface"); },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
