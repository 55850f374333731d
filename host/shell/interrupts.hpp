// SIGINT and SIGTERM: the first asks, the second ends the process at once. Either means an exit
// status: 128 and its number. A SIGINT that the command has dealt with does not count. SIGPIPE asks
// to end as well, with status 0: nobody reads the output any more, and nothing is wrong with that.
//
// The handler only posts an item to the main thread, which is lock-free. While a plugin has
// borrowed the main thread, posting would call that plugin's code, which no handler may do; so the
// first claim starts a thread that sleeps on a pipe and posts on the handler's behalf. Signals are
// a matter of the process: one object at a time.
#pragma once

#include <achronyme/abi/base.h>
#include <achronyme/abi/main_thread.h>

#include <functional>
#include <thread>

namespace ach::host {

class Interrupts {
public:
    // `on_request` runs on the main thread when somebody first asks to end, with the exit status
    // that this means. False: nobody is to end, and the next signal is a first one again. `host` is
    // the host's own identity.
    Interrupts(const ach_host_t* host, const ach_main_thread_t& main_thread,
               std::function<bool(int status)> on_request);
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    // [any] Has there been a SIGPIPE?
    static bool has_lost_its_reader();

    // [any] The main thread is about to be lent.
    static void expect_loan();

private:
    static void ACH_CALL deliver(ach_main_item* item) noexcept;

    friend struct InterruptHandler;

    ach_main_item item_{};
    const ach_host_t* host_;
    const ach_main_thread_t& main_thread_;
    std::function<bool(int status)> on_request_;
    std::thread watcher_;
};

}  // namespace ach::host
