// Not hostile, but close to it: fibers that wait inside `catch`, many on each thread. Ends with how
// many of them did not get their own exception back.
#include "tests/plugins/hostile/module.hpp"

#include <achronyme/abi/fiber.h>

#include <atomic>
#include <exception>
#include <stdexcept>

namespace {

constexpr int kFibers = 100;

struct State {
    hostile::Instance& me;
    ach_op done;
    std::atomic<int> next{0};
    std::atomic<int> left{kFibers};
    std::atomic<int> wrong{0};
};

void catch_and_wait(State& state) {
    const std::string text = std::to_string(state.next.fetch_add(1));
    const auto& fibers = state.me.table<ach_fiber_t>(ACH_IF_FIBER);
    try {
        try {
            throw std::runtime_error(text);
        } catch (...) {
            for (int i = 0; i < 5; ++i) fibers.yield(state.me.host);
            throw;
        }
    } catch (const std::exception& e) {
        if (text != e.what()) ++state.wrong;
    }
    if (std::current_exception() != nullptr) ++state.wrong;
    if (state.left.fetch_sub(1) == 1) state.me.end_command(state.done, state.wrong.load());
}

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile.catches",
    .destroy = [](hostile::Instance& me) { delete static_cast<State*>(me.state); },
    .run =
        [](hostile::Instance& me, const std::vector<std::string>&, ach_op done) {
            auto* state = new State{me, done};
            me.state = state;
            const auto run = [](void* user) noexcept {
                catch_and_wait(*static_cast<State*>(user));
            };
            for (int i = 0; i < kFibers; ++i) {
                me.table<ach_fiber_t>(ACH_IF_FIBER).spawn(me.host, run, state);
            }
            return -1;
        },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
