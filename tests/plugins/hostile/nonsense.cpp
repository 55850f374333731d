// Calls every function of every table of the host with arguments that mean nothing. Whatever can
// say so must answer with an error; nothing may crash.
#include "tests/plugins/hostile/module.hpp"

#include <achronyme/abi/bus.h>
#include <achronyme/abi/catalog.h>
#include <achronyme/abi/config.h>
#include <achronyme/abi/executor.h>
#include <achronyme/abi/fiber.h>
#include <achronyme/abi/log.h>
#include <achronyme/abi/main_thread.h>
#include <achronyme/abi/native.h>
#include <achronyme/abi/permission.h>
#include <achronyme/abi/resource.h>
#include <achronyme/abi/service.h>
#include <achronyme/abi/strand.h>
#include <achronyme/abi/thread.h>
#include <achronyme/abi/timer.h>

namespace {

constexpr ach_str kNoText = {nullptr, 0};
constexpr std::uint64_t kNoToken = 0xDEADBEEFDEADBEEFu;

int accepted = 0;

void refuse(const char* what, ach_status status) {
    if (status < 0) return;
    std::printf("%s accepted nonsense with %d\n", what, status);
    ++accepted;
}

void refuse(const char* what, bool refused) { refuse(what, refused ? ACH_E_ARG : ACH_OK); }

void bother_interfaces(const hostile::Instance& me) {
    const auto* h = me.host;
    for (const char* id :
         {"", " ", "ach.bus", "ach.bus/", "ach.bus/1 ", "ach.bus/2", "\xff\xfe", "%s%n"}) {
        refuse("get_interface", h->get_interface(h, id, nullptr) == nullptr);
    }
    refuse("get_interface", h->get_interface(h, nullptr, nullptr) == nullptr);
    refuse("get_interface", h->get_interface(nullptr, "ach.bus/1", nullptr) == nullptr);
    ach_error tiny{};
    tiny.struct_size = 3;
    refuse("get_interface", h->get_interface(h, "nobody/1", &tiny) == nullptr);
}

void bother_shell(const hostile::Instance& me) {
    const auto* h = me.host;
    const auto& catalog = me.table<ach_catalog_t>(ACH_IF_CATALOG);
    for (const ach_host_t* host : {h, static_cast<const ach_host_t*>(nullptr)}) {
        refuse("provider", catalog.provider(host, kNoText, kNoText, ~0u).ptr == nullptr);
        refuse("nearest", catalog.nearest(host, kNoText, kNoText).ptr == nullptr);
        refuse("module_export", catalog.module_export(host, kNoText, kNoText));
        refuse("activate", catalog.activate(host, kNoText, nullptr));
        refuse("definitions", catalog.definitions(host, ~0u, nullptr, ~0u) == 0);
        const auto& config = me.table<ach_config_t>(ACH_IF_CONFIG);
        refuse("string", config.string(host, kNoText, nullptr));
        refuse("number", config.number(host, ACH_STR("~~~/%"), nullptr));
        refuse("boolean", config.boolean(host, kNoText, nullptr));
        const auto& service = me.table<ach_service_t>(ACH_IF_SERVICE);
        refuse("find", service.find(host, kNoText, nullptr) == nullptr);
        refuse("provide", service.provide(host, kNoText, nullptr));
        refuse("withdraw", service.withdraw(host, kNoText));
        refuse("identify", service.identify(host, nullptr).ptr == nullptr);
        refuse("check",
               me.table<ach_permission_t>(ACH_IF_PERMISSION).check(host, 1000, kNoText, nullptr));
        const auto& native = me.table<ach_native_t>(ACH_IF_NATIVE);
        const ach_native_def empty{};
        refuse("define", native.define(host, &empty, 1, nullptr, nullptr));
        refuse("define", native.define(host, nullptr, 7, nullptr, nullptr));
        refuse("define_methods", native.define_methods(host, nullptr, 7, nullptr));
        refuse("define_prelude", native.define_prelude(host, nullptr, nullptr));
        refuse("resource",
               me.table<ach_resource_t>(ACH_IF_RESOURCE).define(host, nullptr, nullptr));
        me.table<ach_log_t>(ACH_IF_LOG).write(host, -5, kNoText);
    }
}

void bother_bus(const hostile::Instance& me) {
    const auto* h = me.host;
    const auto& bus = me.table<ach_bus_t>(ACH_IF_BUS);
    const ach_port stale{kNoToken};
    ach_port port{0};
    ach_port_desc desc{};
    refuse("open", bus.open(h, &desc, &port, nullptr));
    refuse("open", bus.open(h, nullptr, &port, nullptr));
    refuse("open", bus.open(h, &desc, nullptr, nullptr));
    refuse("open", bus.open(nullptr, &desc, &port, nullptr));
    refuse("intern", bus.intern(h, kNoText) == 0);
    refuse("subscribe", bus.subscribe(h, stale, 1));
    refuse("unsubscribe", bus.unsubscribe(h, stale, ~0u));
    ach_msg message{};
    message.size = 99;
    message.payload.bits = kNoToken;
    refuse("send", bus.send(h, stale, &message));
    refuse("send", bus.send(h, stale, nullptr));
    refuse("send_to", bus.send_to(h, stale, stale, &message));
    refuse("recv", bus.recv(h, stale, nullptr, 100) == 0);
    refuse("wait_fd", bus.wait_fd(h, stale) == -1);
    refuse("stats", bus.stats(h, stale, nullptr));
    refuse("close", bus.close(h, stale));
}

void bother_kernel(const hostile::Instance& me) {
    const auto* h = me.host;
    const auto& op = me.table<ach_op_t>(ACH_IF_OP);
    const ach_op stale{kNoToken};
    ach_op made{0};
    const ach_op_desc empty{};
    refuse("create", op.create(h, &empty, &made));
    refuse("create", op.create(h, nullptr, nullptr));
    refuse("complete", op.complete(h, stale, 12345, ach_buf{kNoToken}));
    refuse("cancel", op.cancel(h, stale));
    refuse("is_over", op.is_over(h, stale));
    const auto& executor = me.table<ach_executor_t>(ACH_IF_EXECUTOR);
    ach_runnable runnable{};
    runnable.priority_class = 999;
    refuse("post", executor.post(h, nullptr));
    refuse("post", executor.post(h, &runnable));
    refuse("post_blocking", executor.post_blocking(h, true, nullptr, nullptr));
    const auto& timer = me.table<ach_timer_t>(ACH_IF_TIMER);
    ach_timer_entry entry{};
    refuse("start", timer.start(h, nullptr, 0));
    refuse("start", timer.start(h, &entry, 0));
    refuse("timer.cancel", timer.cancel(h, &entry));
    refuse("timer.cancel", timer.cancel(h, nullptr));
    const auto& main_thread = me.table<ach_main_thread_t>(ACH_IF_MAIN_THREAD);
    const ach_main_loan loan{};
    refuse("main.post", main_thread.post(h, nullptr));
    refuse("claim", main_thread.claim(h, &loan, nullptr));
    refuse("claim", main_thread.claim(h, nullptr, nullptr));
    const auto& threads = me.table<ach_thread_t>(ACH_IF_THREAD);
    refuse("adopt", threads.adopt(h, kNoText));
    refuse("leave", threads.leave(h));
}

void bother_buffers_and_fibers(const hostile::Instance& me) {
    const auto* h = me.host;
    const auto& buffers = me.table<ach_buffer_t>(ACH_IF_BUFFER);
    const ach_buf stale{kNoToken};
    std::size_t size = 0;
    refuse("alloc", buffers.alloc(h, 77, 10, nullptr, nullptr));
    refuse("wrap", buffers.wrap(h, nullptr, 10, nullptr, nullptr, nullptr));
    refuse("freeze", buffers.freeze(h, stale));
    refuse("view", buffers.view(h, stale, &size) == nullptr);
    buffers.retain(h, stale);
    buffers.release(h, stale);
    const auto& fibers = me.table<ach_fiber_t>(ACH_IF_FIBER);
    refuse("spawn", fibers.spawn(h, nullptr, nullptr));
    refuse("yield", fibers.yield(h));
    refuse("sleep_until", fibers.sleep_until(h, 0));
    refuse("event_notify", fibers.event_notify(h, ach_event{kNoToken}));
    refuse("event_wait", fibers.event_wait(h, ach_event{kNoToken}, 0));
    refuse("event_destroy", fibers.event_destroy(h, ach_event{kNoToken}));
    refuse("mutex_lock", fibers.mutex_lock(h, ach_fiber_mutex{kNoToken}));
    refuse("mutex_unlock", fibers.mutex_unlock(h, ach_fiber_mutex{kNoToken}));
    refuse("mutex_destroy", fibers.mutex_destroy(h, ach_fiber_mutex{kNoToken}));
}

constexpr hostile::Behaviour kBehaviour = {
    .id = "hostile.nonsense",
    .run =
        [](hostile::Instance& me, const std::vector<std::string>&, ach_op) {
            bother_interfaces(me);
            bother_shell(me);
            bother_bus(me);
            bother_kernel(me);
            bother_buffers_and_fibers(me);
            std::puts(accepted == 0 ? "all refused" : "some accepted");
            return accepted == 0 ? 0 : 1;
        },
};

}  // namespace

HOSTILE_MODULE(kBehaviour)
