// Standard output, as print uses it.
//
// Text goes into the C library's stdout, because that is the one buffer which everything in the
// process shares: what the machine writes itself stays in order with what scripts print, and exit()
// flushes it. On a terminal it is line-buffered. Elsewhere a piece that comes after some quiet
// leaves at once, and what follows it is gathered for at most 100 ms: a lone message before a long
// computation is seen, and a flood of lines costs few system calls.
#pragma once

#include <achronyme/abi/executor.h>
#include <achronyme/abi/timer.h>

#include <atomic>
#include <cstdint>
#include <string_view>

namespace ach::builtins {

class Output {
public:
    explicit Output(const ach_host_t* host);
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    // Writes the piece with nothing of another thread in between. False when standard output is
    // closed. [any]
    bool write(std::string_view piece);
    // [any]
    bool flush();

private:
    static void ACH_CALL gathered_long_enough(ach_timer_entry* entry) noexcept;
    static void ACH_CALL flush_gathered(void* self) noexcept;
    void finish_gathering();

    const ach_host_t* host_;
    const ach_timer_t* timer_;
    const ach_executor_t* executor_;
    bool is_terminal_;
    ach_timer_entry gathering_{};
    std::atomic<bool> is_gathering_ = false;  // from start() until the flush is over
    std::atomic<std::uint64_t> flushed_at_ns_ = 0;
};

}  // namespace ach::builtins
