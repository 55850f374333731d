#include "vm/plugin/sleep.hpp"

#include "vm/plugin/continuation.hpp"
#include "vm/plugin/program.hpp"

#include <memory>

namespace ach::vm {

namespace {

// A wait on the host's timer wheel. free_state() is the last to touch it, and takes the entry back
// if it still waits.
struct Sleep {
    const HostTables& host;
    ach_op op{};
    ach_timer_entry entry{};

    explicit Sleep(const HostTables& tables) : host(tables) {
        entry.fire = &fired;
        entry.user = this;
    }

    static void fired(ach_timer_entry* entry) noexcept {
        const Sleep& self = *static_cast<Sleep*>(entry->user);
        self.host.op->complete(self.host.host, self.op, ACH_OK, ach_buf{0});
    }
    static void cancel(void* state, ach_op) noexcept {
        auto& self = *static_cast<Sleep*>(state);
        self.host.timer->cancel(self.host.host, &self.entry);
    }
    static void free(void* state) noexcept {
        const std::unique_ptr<Sleep> self(static_cast<Sleep*>(state));
        self->host.timer->cancel_wait(self->host.host, &self->entry);
    }
};

}  // namespace

ach_status sleep_until(ach_call& call, std::uint64_t deadline_ns, Value& future) {
    const HostTables& host = Program::of(call.machine).host();
    auto* state = new Sleep(host);
    ach_suspend_desc desc{};
    desc.struct_size = sizeof desc;
    desc.state = state;
    desc.cancel = &Sleep::cancel;
    desc.free_state = &Sleep::free;
    const ach_status status = future_with(call, desc, state->op, future);
    if (status == ACH_OK) host.timer->start(host.host, &state->entry, deadline_ns);
    return status;
}

}  // namespace ach::vm
