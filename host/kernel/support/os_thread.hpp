// What the calling thread asks of the operating system. All of it is advice: a refusal is no error.
#pragma once

namespace ach::host::os_thread {

// At most 15 bytes show in tools.
void set_name(const char* name) noexcept;

// An unprivileged process cannot take it back.
void set_niceness(int niceness) noexcept;
void set_niceness_of(int thread, int niceness) noexcept;

// What the operating system calls the calling thread.
int id() noexcept;

// For a thread that sleeps most of the time and must run at once when it wakes, even when every
// core is busy: timers are not delayed to save power, and the scheduler is told that its turns are
// short, so that it need not wait for the end of somebody's long one (Linux 6.12 and later; earlier
// ones take no such wish, and before 6.6 let a sleeper overtake anyway).
void wake_promptly() noexcept;

}  // namespace ach::host::os_thread
