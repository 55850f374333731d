// Its manifest says ABI 1, its module says 7.
#include "tests/plugins/hostile/module.hpp"

namespace {

constexpr hostile::Behaviour kBehaviour = {.id = "hostile.other_abi", .abi_major = 7};

}  // namespace

HOSTILE_MODULE(kBehaviour)
