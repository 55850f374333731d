#include "host/kernel/op/op_table.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "host/kernel/buffer/buffer_table.hpp"
#include "host/kernel/clock/timer_service.hpp"
#include "host/kernel/executor/schedule.hpp"
#include "host/kernel/executor/this_thread.hpp"
#include "host/kernel/support/foreign.hpp"

namespace ach::host {
namespace {

// What the plugin knows of the descriptor; members it does not know stay zero.
ach_op_desc known_part(const ach_op_desc& desc) noexcept {
    ach_op_desc known{};
    std::memcpy(&known, &desc, std::min<std::size_t>(desc.struct_size, sizeof known));
    return known;
}

}  // namespace

OpTable::Operation::Operation(OpTable& its_table, Caller& its_owner, const ach_op_desc& its_desc,
                              ach_op its_token) noexcept
    : table(its_table),
      owner(its_owner),
      desc(its_desc),
      token(its_token),
      is_of_executor(this_thread().worker != nullptr) {
    owner.counters.operations.fetch_add(1, std::memory_order_relaxed);
    timer.user = this;
    timer.fire = [](ach_timer_entry* entry) noexcept {
        // The one that ends the operation waits for this call, so the operation is still there.
        auto* self = static_cast<Operation*>(entry->user);
        self->table.end(self->token, ACH_E_TIMEOUT, {0}, true);
    };
}

OpTable::Operation::~Operation() {
    owner.counters.operations.fetch_sub(1, std::memory_order_relaxed);
}

OpTable::OpTable(TimerService& timers, BufferTable& buffers, std::uint32_t most, Schedule* schedule)
    : timers_(timers), buffers_(buffers), schedule_(schedule), operations_(most) {
    if (schedule_ == nullptr) return;
    schedule_->set_tell(
        [this](const Schedule::End& it) { end(it.op, it.outcome, it.payload, false); });
}

ach_status OpTable::create(Caller& caller, const ach_op_desc& given, ach_op* out) noexcept {
    const ach_op_desc desc = known_part(given);
    if (out == nullptr || desc.ended == nullptr) return ACH_E_ARG;
    out->bits = operations_.create([&](std::uint64_t token, void* place) noexcept {
        new (place) Operation(*this, caller, desc, ach_op{token});
    });
    if (out->bits == 0) return ACH_E_FULL;
    if (schedule_ != nullptr && this_thread().worker != nullptr &&
        (desc.flags & ACH_OP_OUTSIDE) != 0) {
        schedule_->expect(*out);
    }
    if (desc.timeout_ms != 0) start_timer(out->bits, desc.timeout_ms);
    return ACH_OK;
}

void OpTable::start_timer(std::uint64_t token, std::uint32_t timeout_ms) noexcept {
    Pin<Operation> pin(operations_, token);
    if (!pin) return;
    timers_.start(pin->timer, timers_.clock().now_ns() + std::uint64_t{timeout_ms} * 1'000'000);
    // cancel_all() may have come in between and found no timer to take back.
    if (pin->has_ended.load()) timers_.cancel_wait(pin->timer);
}

ach_status OpTable::end(ach_op op, ach_status outcome, ach_buf payload, bool advise) noexcept {
    Pin<Operation> pin(operations_, op.bits);
    if (!pin || pin->has_ended.exchange(true)) {
        if (payload.bits != 0) buffers_.release(payload);
        return ACH_E_GONE;
    }
    const ach_op_desc& desc = pin->desc;
    if (schedule_ != nullptr) {
        // The worker that has completed it must not be advised any more.
        if (const auto untold = schedule_->forget(op)) {
            advise = false;
            if (untold->payload.bits != 0) buffers_.release(untold->payload);
        }
    }
    if (desc.timeout_ms != 0) timers_.cancel_wait(pin->timer);
    // The advice first: once the waiting side knows, what `user` points to may be gone.
    if (advise && desc.cancel != nullptr) {
        call_foreign("ach_op_desc::cancel", desc.cancel, desc.user, op);
    }
    call_foreign("ach_op_desc::ended", desc.ended, desc.user, op, outcome, payload);
    operations_.release(op.bits);
    return ACH_OK;
}

ach_status OpTable::complete(const Caller& worker, ach_op op, ach_status outcome,
                             ach_buf payload) noexcept {
    if (schedule_ == nullptr) return end(op, outcome, payload, false);
    switch (schedule_->arrive({op, outcome, payload})) {
        case Schedule::Arrival::Kept: return ACH_OK;
        case Schedule::Arrival::TooLate:
            if (payload.bits != 0) buffers_.release(payload);
            return ACH_E_GONE;
        case Schedule::Arrival::Unexpected: break;
    }
    check_order(worker, op);
    return end(op, outcome, payload, false);
}

// In a seeded run: an end from outside that was not announced comes when it comes.
void OpTable::check_order(const Caller& worker, ach_op op) noexcept {
    if (this_thread().worker != nullptr) return;
    Pin<Operation> pin(operations_, op.bits);
    if (!pin || !pin->is_of_executor || pin->has_ended.load()) return;
    if ((pin->desc.flags & ACH_OP_OUTSIDE) == 0) schedule_->report_disorder(worker.id.c_str());
}

ach_status OpTable::cancel(ach_op op) noexcept { return end(op, ACH_E_CANCELLED, {0}, true); }

bool OpTable::is_over(ach_op op) noexcept {
    Pin<Operation> pin(operations_, op.bits);
    return !pin || pin->has_ended.load();
}

std::uint32_t OpTable::cancel_all(const Caller* caller) noexcept {
    std::uint32_t ended = 0;
    operations_.each([&](std::uint64_t token, Operation& operation) {
        if (caller != nullptr && &operation.owner != caller) return;
        if (cancel(ach_op{token}) == ACH_OK) ++ended;
    });
    return ended;
}

}  // namespace ach::host
