// Throws in everything that the host calls on its own threads; ends when all of it has been called.
#include "tests/plugins/hostile/module.hpp"

#include <achronyme/abi/bus.h>
#include <achronyme/abi/executor.h>
#include <achronyme/abi/fiber.h>
#include <achronyme/abi/main_thread.h>
#include <achronyme/abi/strand.h>
#include <achronyme/abi/timer.h>

#include <atomic>
#include <stdexcept>

namespace {

struct State {
    hostile::Instance& me;
    ach_op done;
    std::atomic<int> left{8};
    ach_runnable runnable{};
    ach_timer_entry timer{};
    ach_main_item main_item{};
    ach_strand_item strand_item{};

    // The last one to be called ends the command, and all of them throw.
    [[noreturn]] void called() {
        if (left.fetch_sub(1) == 1) me.end_command(done, 0);
        throw std::runtime_error("boom");
    }
};

[[noreturn]] void called(void* user) { static_cast<State*>(user)->called(); }

std::int32_t run(ach_runnable* self, const ach_slice*) { called(self->user); }
std::int32_t run_item(ach_strand_item* self, ach_strand_id, const ach_slice*) {
    called(self->user);
}
void fire(ach_timer_entry* self) { called(self->user); }
void serve_item(ach_main_item* self) { called(self->user); }
void on_ready(void* user, ach_port) { called(user); }
void ended(void* user, ach_op, ach_status, ach_buf) { called(user); }

void start_work(State& state) {
    const hostile::Instance& me = state.me;
    state.runnable.user = &state;
    state.runnable.priority_class = ACH_CLASS_SPAWNED;
    hostile::install(run, state.runnable.run);
    me.table<ach_executor_t>(ACH_IF_EXECUTOR).post(me.host, &state.runnable);
    me.table<ach_executor_t>(ACH_IF_EXECUTOR).post_blocking(me.host, false, called, &state);
    me.table<ach_fiber_t>(ACH_IF_FIBER).spawn(me.host, called, &state);
    state.timer.user = &state;
    hostile::install(fire, state.timer.fire);
    me.table<ach_timer_t>(ACH_IF_TIMER).start(me.host, &state.timer, 0);
    state.main_item.user = &state;
    hostile::install(serve_item, state.main_item.run);
    me.table<ach_main_thread_t>(ACH_IF_MAIN_THREAD).post(me.host, &state.main_item);
}

void send_messages(State& state) {
    const hostile::Instance& me = state.me;
    const auto& bus = me.table<ach_bus_t>(ACH_IF_BUS);
    ach_port_desc desc{};
    desc.struct_size = sizeof desc;
    desc.capacity = 4;
    desc.priority_class = ACH_CLASS_SPAWNED;
    desc.user = &state;
    hostile::install(on_ready, desc.on_ready);
    ach_port port{0};
    bus.open(me.host, &desc, &port, nullptr);
    ach_msg message{};
    message.topic = bus.intern(me.host, ACH_STR("hostile.throws/1"));
    bus.send_to(me.host, port, port, &message);

    const auto& strands = me.table<ach_strand_t>(ACH_IF_STRAND);
    ach_strand_id strand{0};
    strands.create(me.host, ACH_CLASS_SPAWNED, &strand);
    state.strand_item.user = &state;
    hostile::install(run_item, state.strand_item.run);
    strands.post(me.host, strand, &state.strand_item);

    const auto& ops = me.table<ach_op_t>(ACH_IF_OP);
    ach_op_desc op_desc{};
    op_desc.struct_size = sizeof op_desc;
    op_desc.user = &state;
    hostile::install(ended, op_desc.ended);
    ach_op op{0};
    ops.create(me.host, &op_desc, &op);
    ops.complete(me.host, op, ACH_OK, ach_buf{0});
}

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile.throws_later",
    .destroy = [](hostile::Instance& me) { delete static_cast<State*>(me.state); },
    .run =
        [](hostile::Instance& me, const std::vector<std::string>&, ach_op done) {
            auto* state = new State{me, done};
            me.state = state;
            start_work(*state);
            send_messages(*state);
            return -1;
        },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
