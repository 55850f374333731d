// Starts, and throws in everything that is called afterwards.
#include "tests/plugins/hostile/module.hpp"

#include <stdexcept>

namespace {

[[noreturn]] void boom(const char* where) {
    throw std::runtime_error(std::string("boom in ") + where);
}

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile.throws",
    .quiesce = [](hostile::Instance&, ach_op) -> ach_status { boom("quiesce"); },
    .stop = [](hostile::Instance&) -> ach_status { boom("stop"); },
    .destroy = [](hostile::Instance&) { boom("destroy"); },
    .run = [](hostile::Instance&, const std::vector<std::string>&, ach_op) -> int { boom("run"); },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
