#include "host/kernel/strand/strand_table.hpp"

#include <new>
#include <utility>

#include "host/kernel/executor/executors.hpp"
#include "host/kernel/support/foreign.hpp"

namespace ach::host {
namespace {

bool is_due(const ach_slice& slice) noexcept {
    return __atomic_load_n(slice.preempt, __ATOMIC_RELAXED) != 0;
}

}  // namespace

Strand::Strand(StrandTable& table, Caller& owner, ach_strand_id id, std::uint16_t cls) noexcept
    : ach_runnable{}, table_(table), owner_(owner), id_(id) {
    priority_class = cls;
    run = [](ach_runnable* self, const ach_slice* slice) noexcept {
        return static_cast<Strand*>(self)->work(*slice);
    };
    owner_.counters.strands.fetch_add(1, std::memory_order_relaxed);
}

Strand::~Strand() { owner_.counters.strands.fetch_sub(1, std::memory_order_relaxed); }

ach_status Strand::post(ach_strand_item& item) noexcept {
    if (is_closed_.load()) return ACH_E_GONE;
    inbox_.push(&item);
    table_.executors_.post(*this);
    return ACH_OK;
}

ach_status Strand::wake() noexcept {
    if (is_closed_.load()) return ACH_E_GONE;
    was_woken_.store(true);
    table_.executors_.post(*this);
    return ACH_OK;
}

// A held strand is let go, because nobody may wake it any more.
ach_status Strand::close() noexcept {
    if (is_closed_.exchange(true)) return ACH_E_GONE;
    was_woken_.store(true);
    table_.executors_.post(*this);
    return ACH_OK;
}

ach_strand_item* Strand::next_item() noexcept {
    if (current_ != nullptr) return std::exchange(current_, nullptr);
    if (items_.empty()) items_.append(inbox_.take_all());
    return items_.pop();
}

std::int32_t Strand::work(const ach_slice& slice) noexcept {
    for (;;) {
        if (is_held_) {
            if (!was_woken_.exchange(false) && !is_closed_.load()) return ACH_RUN_PARKED;
            is_held_ = false;
        }
        ach_strand_item* item = next_item();
        if (item == nullptr) return out_of_items();
        const std::int32_t answer =
            call_foreign("ach_strand_item::run", item->run, item, id_, &slice);
        if (answer == ACH_RUN_MORE || answer == ACH_RUN_PARKED) {
            current_ = item;
            is_held_ = answer == ACH_RUN_PARKED;
        }
        if (answer == ACH_RUN_MORE || is_due(slice)) return ACH_RUN_MORE;
    }
}

std::int32_t Strand::out_of_items() noexcept {
    if (!is_closed_.load()) return ACH_RUN_PARKED;
    // A second reference is somebody in the middle of a post that began before the strand was
    // closed.
    if (table_.strands_.count(id_.bits) > 1) return ACH_RUN_MORE;
    if (!inbox_.empty()) return ACH_RUN_MORE;
    table_.strands_.release(id_.bits);  // this object is gone
    return ACH_RUN_DONE;
}

ach_status StrandTable::create(Caller& caller, std::uint16_t priority_class,
                               ach_strand_id* out) noexcept {
    if (out == nullptr || priority_class >= kClasses) return ACH_E_ARG;
    out->bits = strands_.create([&](std::uint64_t token, void* place) noexcept {
        new (place) Strand(*this, caller, ach_strand_id{token}, priority_class);
    });
    return out->bits == 0 ? ACH_E_NOMEM : ACH_OK;
}

ach_status StrandTable::post(ach_strand_id strand, ach_strand_item* item) noexcept {
    if (item == nullptr || item->run == nullptr) return ACH_E_ARG;
    Pin<Strand> pin(strands_, strand.bits);
    return pin ? pin->post(*item) : ACH_E_GONE;
}

ach_status StrandTable::wake(ach_strand_id strand) noexcept {
    Pin<Strand> pin(strands_, strand.bits);
    return pin ? pin->wake() : ACH_E_GONE;
}

ach_status StrandTable::close(ach_strand_id strand) noexcept {
    Pin<Strand> pin(strands_, strand.bits);
    return pin ? pin->close() : ACH_E_GONE;
}

}  // namespace ach::host
