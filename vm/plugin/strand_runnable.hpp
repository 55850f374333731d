// One strand of a program as something that the host's executors run.
//
//   idle ── schedule ──▶ queued ──▶ running ──▶ idle, or queued again
//
// It keeps its strand while it is queued or running, and outlives it by one last turn on an
// executor, which takes the memory back; it may outlive the program, too.
#pragma once

#include "vm/plugin/host_tables.hpp"
#include "vm/plugin/program_gate.hpp"
#include "vm/runtime/strand.hpp"

#include <achronyme/abi/executor.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace ach::vm {

class Program;

// Whoever lets go of it last, when it says that the program is over there is nothing left of it.
struct ProgramEnd {
    std::function<void(int status)> over;
    int status = 0;
    std::shared_ptr<ProgramGate> gate = std::make_shared<ProgramGate>();

    std::mutex mutex;
    std::vector<std::function<void()>> also;  // told after `over`

    ~ProgramEnd() {
        over(status);
        for (const auto& then : also) then();
    }
};

class StrandRunnable final : public StrandRunner {
public:
    StrandRunnable(Program& program, const HostTables& host, std::shared_ptr<ProgramEnd> end,
                   Strand& strand);

    void schedule() noexcept override;
    void hold() noexcept override;
    void let_go() noexcept override;
    void retire() noexcept override;

private:
    enum class State : std::uint8_t { Idle, Queued, Running, RunningAndWanted };

    static std::int32_t run_slice(ach_runnable* self, const ach_slice* slice) noexcept;
    std::int32_t run(const ach_slice& slice);
    std::int32_t pause();

    ach_runnable runnable_{};
    Program& program_;
    const HostTables& host_;
    const std::shared_ptr<ProgramEnd> end_;
    Strand* const strand_;
    StrandRef kept_;  // while queued or running
    std::atomic<State> state_ = State::Idle;
    std::atomic<bool> is_retired_ = false;
};

// The host's slice as the machine's.
Slice slice_of(const ach_slice& slice);

}  // namespace ach::vm
