// Never comes to rest, and has a thread that never ends.
#include "tests/plugins/hostile/module.hpp"

#include <achronyme/abi/thread.h>

#include <unistd.h>

#include <thread>

namespace {

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile.restless",
    .start =
        [](hostile::Instance& me) {
            std::thread([host = me.host, &threads = me.table<ach_thread_t>(ACH_IF_THREAD)] {
                threads.adopt(host, ACH_STR("restless"));
                for (;;) ::pause();
            }).detach();
            return ach_status{ACH_OK};
        },
    .quiesce = [](hostile::Instance&, ach_op) { return ach_status{ACH_OK}; },
    .run = [](hostile::Instance&, const std::vector<std::string>&, ach_op) { return 5; },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
