#include "host/shell/kernel_foundation.hpp"

#include "host/kernel/bus/bus.hpp"
#include "host/kernel/kernel.hpp"
#include "host/kernel/main_thread/main_thread.hpp"
#include "host/kernel/op/op_table.hpp"
#include "host/kernel/tables.hpp"
#include "host/shell/interrupts.hpp"
#include "host/shell/monotonic.hpp"
#include "host/shell/pending.hpp"
#include "host/shell/plugin_index.hpp"

namespace ach::host {
namespace {

// The kernel's table, but that signals are told before the main thread is lent.
const ach_main_thread_t& main_thread_table_with_signals() {
    static const ach_main_thread_t table = [] {
        ach_main_thread_t copy = *main_thread_table();
        copy.claim = [](const ach_host_t* h, const ach_main_loan* loan,
                        ach_error* err) noexcept -> ach_status {
            Interrupts::expect_loan();
            return main_thread_table()->claim(h, loan, err);
        };
        return copy;
    }();
    return table;
}

std::string counted(std::int64_t count, const char* what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

const void* KernelFoundation::table(std::string_view id) const {
    if (id == ACH_IF_MAIN_THREAD) return &main_thread_table_with_signals();
    return kernel_table(id);
}

void KernelFoundation::admit(ach_host_t& host, std::uint32_t number, std::string_view id) {
    host.ctx = number == kNoPlugin ? &kernel_.host_caller() : &kernel_.add_caller(std::string(id));
}

std::string KernelFoundation::retire(ach_host_t& host) {
    Caller* caller = caller_of(&host);
    kernel_.main_thread().ask_back(caller);
    kernel_.operations().cancel_all(caller);
    kernel_.bus().forget(*caller);
    // Whatever can still call into the plugin's code. Buffers are only bytes, but for the foreign
    // ones, whose release function is the plugin's.
    std::string pins;
    const auto pin = [&pins](const std::atomic<std::int64_t>& counter, const char* what) {
        const std::int64_t count = counter.load(std::memory_order_relaxed);
        if (count > 0) pins += (pins.empty() ? "" : ", ") + counted(count, what);
    };
    pin(caller->counters.threads, "thread of its own");
    pin(caller->counters.buffers, "buffer");
    pin(caller->counters.ports, "port");
    pin(caller->counters.operations, "operation");
    pin(caller->counters.strands, "strand");
    pin(caller->counters.fibers, "fiber");
    pin(caller->counters.blocking_jobs, "blocking job");
    return pins;
}

ach_status KernelFoundation::await(const ach_host_t& owner, const Begin& begin,
                                   std::chrono::milliseconds patience) {
    const auto pending = Pending::create(kernel_, owner);
    if (!pending) return ACH_E_FULL;
    if (const ach_status begun = begin(pending->op()); begun != ACH_OK) {
        op_table()->cancel(&owner, pending->op());
        return begun;
    }
    if (pending->wait_until(monotonic_ns() + to_ns(patience))) return pending->outcome();
    op_table()->cancel(&owner, pending->op());
    return ACH_E_TIMEOUT;
}

}  // namespace ach::host
