// The loop of the desktop's windows and its queues.
//
// From attach() to detach() it runs on the main thread, which it borrows for that time. Commands
// and values wait in the two ports; their eventfds wake the toolkit's loop, and the intake says
// what is taken when. A frame has the toolkit paint what has changed. With nothing to do the loop
// sleeps.
//
// Everything is [main] but attach, detach, end and what the mutex guards.
#pragma once

#include "plugins/ui_common/protocol.hpp"
#include "plugins/ui_wx/desktop_window.hpp"
#include "plugins/ui_wx/font_cache.hpp"
#include "plugins/ui_wx/frame_clock.hpp"
#include "plugins/ui_wx/workshop.hpp"

#include <achronyme/abi/main_thread.h>
#include <achronyme/abi/ui.h>
#include <achronyme/cpp/bus.hpp>
#include <achronyme/cpp/op.hpp>
#include <achronyme/cpp/timer.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace ach::ui {

class Toolkit;

class UIRuntime {
public:
    // What of a window is printed when it closes.
    struct Prints {
        bool text = false, stats = false;
    };

    UIRuntime(const Host& host, const NativeContext& context, Prints prints);  // [loader]
    ~UIRuntime();

    // [any] ACH_E_FULL when a core is attached.
    ach_status attach(ach_port events, ach::Op done, ach_ui_ports& ports);
    // [any] ACH_E_GONE when none is.
    ach_status detach(ach::Op done);
    // [any] Nothing runs on other threads any more once `done` is completed.
    void end(ach::Op done) { workshop_.end(done); }

private:
    struct Connection;
    struct Running;

    void run();
    void wake() const;
    void woken();
    bool shall_leave() const;
    void refuse(const std::string& problem);
    void finish();

    void commands_came();
    void values_came();
    void take_commands();
    void frame();
    void take_value(const SignalChanged& change, double age_ms);
    void emit(const Event& event);
    void close_window(WindowId id);
    void print(DesktopWindow& window) const;

    void take(const Command& command);
    void take_command(const OpenWindow& command);
    void take_command(const CloseWindow& command);
    void take_command(const Patch& command);
    void take_command(const Forget& command);
    void take_command(const Inspect& command);
    void take_command(const Quit&);
    template <class C>
    void take_command(const C& command);

    const NativeContext& context_;
    const Prints prints_;
    Bus bus_;
    Clock clock_;
    Log log_;
    const ach_main_thread_t& main_thread_;
    ach_main_loan loan_{};
    int wake_fd_ = -1;

    mutable std::mutex mutex_;
    std::shared_ptr<Connection> connection_;  // guarded by mutex_: of the core that is attached
    std::vector<ach::Op> detached_;           // likewise: to be completed when the loop has ended
    bool is_running_ = false;                 // likewise
    bool is_released_ = false;                // likewise: the host wants its thread back

    Workshop workshop_;
    std::shared_ptr<Connection> served_;  // the one whose windows are shown
    std::unique_ptr<Running> running_;    // while the toolkit is up
};

}  // namespace ach::ui
