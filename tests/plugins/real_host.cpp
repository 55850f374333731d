#include "tests/plugins/real_host.hpp"

#include "host/kernel/main_thread/main_thread.hpp"
#include "host/kernel/tables.hpp"
#include "host/shell/monotonic.hpp"
#include "tests/plugins/toy_vm/toy_vm.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace ach::testing {
namespace {

// What a call on the toy machine gave.
struct Answer {
    host::Kernel* kernel;
    const ach_host_t* owner;
    std::string text;
    ach_status outcome = ACH_E_INTERNAL;
    std::atomic<bool> is_there{false};
    std::atomic<bool> has_left{false};  // whoever ended it touches this object no more

    static void ended(void* user, ach_op, ach_status outcome, ach_buf payload) noexcept {
        auto& self = *static_cast<Answer*>(user);
        const ach_buffer_t& buffers = *host::buffer_table();
        std::size_t size = 0;
        if (payload.bits != 0) {
            const std::uint8_t* bytes = buffers.view(self.owner, payload, &size);
            if (bytes != nullptr) self.text.assign(reinterpret_cast<const char*>(bytes), size);
            buffers.release(self.owner, payload);
        }
        self.outcome = outcome;
        host::MainThread& main_thread = self.kernel->main_thread();
        self.is_there.store(true);
        main_thread.end();
        self.has_left.store(true);
    }
};

constexpr std::uint64_t kHang = 60'000'000'000;  // a call that takes longer never ends

}  // namespace

RealHost::RealHost(const std::vector<std::string>& folders, host::Settings settings,
                   const host::KernelConfig& config)
    : kernel_(config), foundation_(kernel_), loader_(host::system_library_loader()) {
    host::PluginIndex index = host::build_index(folders);
    if (host::Outcome checked = host::check_plugin_settings(settings, index); !checked) {
        ADD_FAILURE() << checked.problem().text;
    }
    shell_ = std::make_unique<host::Shell>(host::Shell::Parts{
        std::move(settings), false, std::move(index), std::string(), *loader_, foundation_});
}

RealHost::~RealHost() {
    if (!is_down_) {
        for (const std::string& who : shut_down()) ADD_FAILURE() << "shutdown: " << who;
    }
}

std::string RealHost::call(std::string_view native, std::string_view arguments) {
    const host::Result<const void*> table = shell_->plugins.provided(TOY_IF_VM);
    if (!table) return table.problem().text;
    const auto* vm = static_cast<const toy_vm_t*>(*table);
    const ach_host_t* own = shell_->plugins.own_host();
    Answer answer{&kernel_, own, {}, ACH_E_INTERNAL, {false}, {false}};
    ach_op_desc desc{};
    desc.struct_size = sizeof desc;
    desc.user = &answer;
    desc.ended = Answer::ended;
    ach_op op{};
    if (host::op_table()->create(own, &desc, &op) != ACH_OK) return "no operation is to be had";
    vm->call(own, vm, {native.data(), native.size()}, {arguments.data(), arguments.size()}, op);
    if (!kernel_.main_thread().run_until(answer.is_there, host::monotonic_ns() + kHang)) {
        host::op_table()->cancel(own, op);
        return "it never ended";
    }
    while (!answer.has_left.load()) std::this_thread::yield();
    return answer.text;
}

std::vector<std::string> RealHost::shut_down(std::chrono::milliseconds patience) {
    is_down_ = true;
    std::vector<std::string> held_up = shell_->plugins.shut_down(patience);
    kernel_.main_thread().end();
    kernel_.main_thread().run();
    const std::uint64_t deadline = host::monotonic_ns() + 20'000'000'000;
    if (!kernel_.stop(deadline)) held_up.emplace_back("a thread of the host");
    if (held_up.empty()) shell_->plugins.unmap_stopped();
    return held_up;
}

}  // namespace ach::testing
