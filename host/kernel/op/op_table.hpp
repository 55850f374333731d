// Operations that end later: one token, one end.
//
// Completion, cancellation and the time-out compete for the same step from pending to ended;
// whoever makes it tells the waiting side and gives the slot back, everybody else finds the token
// spent. An operation that nobody ends and that has no time-out stays pending; cancel_all() ends it
// when the host goes down.
#pragma once

#include <atomic>
#include <cstdint>

#include "achronyme/abi/op.h"
#include "achronyme/abi/timer.h"
#include "host/kernel/caller.hpp"
#include "host/kernel/support/token_table.hpp"

namespace ach::host {

class BufferTable;
class Schedule;
class TimerService;

class OpTable {
public:
    // `schedule`, if any, puts the ends of outside operations in order.
    OpTable(TimerService& timers, BufferTable& buffers, std::uint32_t most, Schedule* schedule);

    // [any] The contracts of ach.op/1.
    ach_status create(Caller& caller, const ach_op_desc& desc, ach_op* out) noexcept;
    ach_status complete(const Caller& worker, ach_op op, ach_status outcome,
                        ach_buf payload) noexcept;
    ach_status cancel(ach_op op) noexcept;
    bool is_over(ach_op op) noexcept;

    // [any] Cancels what `caller` created; null: everything. Returns how many were ended.
    std::uint32_t cancel_all(const Caller* caller) noexcept;

    // [any] How many operations are pending.
    std::uint32_t pending() const noexcept { return operations_.live(); }

private:
    struct Operation {
        Operation(OpTable& its_table, Caller& its_owner, const ach_op_desc& its_desc,
                  ach_op its_token) noexcept;
        ~Operation();
        Operation(const Operation&) = delete;
        Operation& operator=(const Operation&) = delete;

        OpTable& table;
        Caller& owner;
        const ach_op_desc desc;
        const ach_op token;
        const bool is_of_executor;  // created there, so that a seeded run has to do with it
        std::atomic<bool> has_ended{false};
        ach_timer_entry timer{};
    };

    void start_timer(std::uint64_t token, std::uint32_t timeout_ms) noexcept;
    void check_order(const Caller& worker, ach_op op) noexcept;
    ach_status end(ach_op op, ach_status outcome, ach_buf payload, bool advise) noexcept;

    TimerService& timers_;
    BufferTable& buffers_;
    Schedule* const schedule_;
    TokenTable<Operation> operations_;
};

}  // namespace ach::host
