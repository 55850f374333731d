// Throws on an executor thread, where nobody of its own could catch it.
#include "tests/plugins/hostile/module.hpp"

#include <achronyme/abi/executor.h>

#include <stdexcept>

namespace {

std::int32_t work(ach_runnable*, const ach_slice*) { throw std::runtime_error("boom in work"); }

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile.throws_later",
    .run =
        [](hostile::Instance& me, const std::vector<std::string>&, ach_op) {
            auto* runnable = new ach_runnable{};
            runnable->priority_class = ACH_CLASS_SPAWNED;
            hostile::install(work, runnable->run);
            me.table<ach_executor_t>(ACH_IF_EXECUTOR).post(me.host, runnable);
            return -1;
        },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
