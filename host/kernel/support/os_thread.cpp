#include "host/kernel/support/os_thread.hpp"

#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace ach::host::os_thread {
namespace {

// The kernel's `struct sched_attr` in its first form; glibc 2.36 does not declare it.
struct SchedulingAttributes {
    std::uint32_t size;
    std::uint32_t policy;
    std::uint64_t flags;
    std::int32_t niceness;
    std::uint32_t priority;
    std::uint64_t runtime_ns;  // under the normal policy: the length of a turn
    std::uint64_t deadline_ns;
    std::uint64_t period_ns;
};

constexpr unsigned long kTimerSlackNs = 1'000;  // the default is 50 µs
constexpr std::uint64_t kTurnNs = 100'000;      // the shortest that the kernel accepts

}  // namespace

void set_name(const char* name) noexcept { pthread_setname_np(pthread_self(), name); }

int id() noexcept { return static_cast<int>(syscall(SYS_gettid)); }

void set_niceness_of(int thread, int niceness) noexcept {
    static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(thread), niceness));
}

void set_niceness(int niceness) noexcept { set_niceness_of(id(), niceness); }

void wake_promptly() noexcept {
    prctl(PR_SET_TIMERSLACK, kTimerSlackNs);
    SchedulingAttributes attributes{};
    if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return;
    attributes.size = sizeof attributes;
    attributes.runtime_ns = kTurnNs;
    static_cast<void>(syscall(SYS_sched_setattr, 0, &attributes, 0));
}

}  // namespace ach::host::os_thread
