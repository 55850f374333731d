// Strands: a runnable and one first-in first-out inbox each.
//
// Posting pins the strand, pushes to its inbox and posts the runnable; all of it is lock-free. The
// runnable moves what has arrived to its own chain and works through it. A closed strand ends when
// its inbox is empty and no poster is half-way in: it holds the last reference then.
#pragma once

#include <atomic>
#include <cstdint>

#include "achronyme/abi/strand.h"
#include "host/kernel/caller.hpp"
#include "host/kernel/support/inbox.hpp"
#include "host/kernel/support/token_table.hpp"

namespace ach::host {

class Executors;
class StrandTable;

class Strand : public ach_runnable {
public:
    Strand(StrandTable& table, Caller& owner, ach_strand_id id, std::uint16_t cls) noexcept;
    ~Strand();

    ach_status post(ach_strand_item& item) noexcept;
    ach_status wake() noexcept;
    ach_status close() noexcept;

private:
    std::int32_t work(const ach_slice& slice) noexcept;
    ach_strand_item* next_item() noexcept;
    std::int32_t out_of_items() noexcept;

    StrandTable& table_;
    Caller& owner_;
    const ach_strand_id id_;
    Inbox<ach_strand_item> inbox_;
    std::atomic<bool> is_closed_{false};
    std::atomic<bool> was_woken_{false};
    // Only inside work():
    Chain<ach_strand_item> items_;
    ach_strand_item* current_ = nullptr;  // answered MORE or PARKED and goes first
    bool is_held_ = false;                // by `current_`, until wake()
};

class StrandTable {
public:
    explicit StrandTable(Executors& executors) noexcept : executors_(executors) {}

    // [any] The contracts of ach.strand/1.
    ach_status create(Caller& caller, std::uint16_t priority_class, ach_strand_id* out) noexcept;
    ach_status post(ach_strand_id strand, ach_strand_item* item) noexcept;
    ach_status wake(ach_strand_id strand) noexcept;
    ach_status close(ach_strand_id strand) noexcept;

    std::uint32_t live() const noexcept { return strands_.live(); }

private:
    friend class Strand;
    static constexpr std::uint32_t kMost = 1u << 22;

    Executors& executors_;
    TokenTable<Strand> strands_{kMost};
};

}  // namespace ach::host
