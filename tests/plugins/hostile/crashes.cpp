// Takes the process down at the moment its name says: HOSTILE_MOMENT is constructor, create, start
// or run.
#include "tests/plugins/hostile/module.hpp"

#include <csignal>
#include <cstdlib>
#include <string_view>

namespace {

constexpr std::string_view kMoment = HOSTILE_MOMENT;

void crash_at(std::string_view moment) {
    if (moment == kMoment) ::raise(moment == "create" ? SIGABRT : SIGSEGV);
}

[[gnu::constructor]] void constructor() { crash_at("constructor"); }

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile." HOSTILE_KIND,
    .create =
        [](const ach_host_t*) {
            crash_at("create");
            return ach_status{ACH_OK};
        },
    .start =
        [](hostile::Instance&) {
            crash_at("start");
            return ach_status{ACH_OK};
        },
    .run =
        [](hostile::Instance&, const std::vector<std::string>&, ach_op) {
            if (kMoment == "run") std::abort();
            return 0;
        },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
