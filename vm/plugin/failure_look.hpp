// When a program collects for the sake of errors that nobody looks at (vm/runtime/failures.hpp): a
// tenth of a second after one that a handler wants to hear of, then less and less often as long as
// somebody can still come to look at it.
#pragma once

#include "vm/plugin/host_tables.hpp"
#include "vm/runtime/failures.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>

namespace ach::vm {

class FailureLook {
public:
    // `post`: look_if_due() is to be called.
    FailureLook(const HostTables& host, std::function<void()> post);
    FailureLook(const FailureLook&) = delete;
    FailureLook& operator=(const FailureLook&) = delete;

    // [any, inside]
    void soon();
    // [main strand]
    void look_if_due(Failures& failures, Mutator& mutator);
    // Before it goes.
    void end();

private:
    void start_again();

    const HostTables& host_;
    const std::function<void()> post_;
    ach_timer_entry timer_{};
    std::atomic<bool> is_due_{false};
    std::mutex mutex_;  // of what follows, and of starting the timer
    std::uint64_t delay_ns_ = 0;
};

}  // namespace ach::vm
