// The loop of the desktop's windows and its queues.
//
// From attach() to detach() it runs on the main thread, which it borrows for that time. Commands
// and values wait in the two ports; their eventfds wake the toolkit's loop. A frame takes what is
// there, 4 ms of commands at most, and has the toolkit paint what has changed. Between two frames
// messages are looked at as they come, a few times; under a flood they wait for the next frame,
// where the port has merged them. With nothing to do the loop sleeps.
//
// Everything is [main] but attach, detach and what the mutex guards.
#pragma once

#include "plugins/ui_common/codec.hpp"
#include "plugins/ui_wx/desktop_window.hpp"
#include "plugins/ui_wx/font_cache.hpp"
#include "plugins/ui_wx/frame_clock.hpp"

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
    UIRuntime(const Host& host, const NativeContext& context);  // [loader]
    ~UIRuntime();

    // [any] ACH_E_FULL when a core is attached.
    ach_status attach(ach_port events, ach::Op done, ach_ui_ports& ports);
    // [any] ACH_E_GONE when none is.
    ach_status detach(ach::Op done);

private:
    struct Connection;
    struct Running;

    void run();
    void wake() const;
    void woken();
    bool shall_leave() const;
    void refuse(const std::string& problem);
    void finish();

    void messages_came();
    void frame();
    bool take_commands();
    void take_command_message(const Message& message);
    void take_values();
    void take_value(const Message& message);
    void emit(const Event& event);
    void close_window(WindowId id);

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

    std::shared_ptr<Connection> served_;  // the one whose windows are shown
    std::unique_ptr<Running> running_;    // while the toolkit is up
};

}  // namespace ach::ui
