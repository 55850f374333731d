// The virtual display: a thread of its own, as a desktop's would be, that takes commands as they
// come and shows what has changed sixty times a second. Without anything to show it sleeps.
//
// All state but the inbox belongs to that thread. Time is the host's, so that a clock that tests
// control moves the frames as well.
#pragma once

#include "plugins/ui_common/codec.hpp"
#include "plugins/ui_headless/virtual_window.hpp"

#include <achronyme/abi/ui.h>
#include <achronyme/cpp/bus.hpp>
#include <achronyme/cpp/op.hpp>
#include <achronyme/cpp/services.hpp>
#include <achronyme/cpp/timer.hpp>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace ach::ui {

class Driver;

class Display {
public:
    // [loader] `prints`: windows are printed as text when they close.
    Display(const Host& host, const NativeContext& context, bool prints);
    ~Display();

    // [any] ACH_E_FULL when a core is attached.
    ach_status attach(ach_port events, ach::Op done, ach_ui_ports& ports);
    // [any] ACH_E_GONE when none is.
    ach_status detach(ach::Op done);

    // [any] Has the display's thread do something, in order.
    void post(std::function<void()> work);

    bool is_attached() const;

    // --- on the display's thread ---

    std::map<WindowId, std::unique_ptr<VirtualWindow>>& windows() { return windows_; }
    void emit(const Event& event);
    // What signals have sent is shown, everything has its place.
    void bring_up_to_date();
    // As its user would.
    void close_window(WindowId id);
    double now_ms() const;
    const NativeContext& context() const { return context_; }
    Driver& driver() { return *driver_; }

private:
    struct Connection;

    void take_message(const Message& message);
    void values_came();
    void wake();

    void run();
    void take(const Command& command);
    void take_command(const OpenWindow& command);
    void take_command(const CloseWindow& command);
    void take_command(const Patch& command);
    void take_command(const Forget& command);
    void take_command(const Inspect& command);
    void take_command(const Synced& command);
    void take_command(const Quit&);
    template <class C>
    void take_command(const C& command);

    void take_values();
    void take_value(const Message& message);
    void frame();
    double next_frame_ms() const;
    void forget_window(WindowId id);

    const NativeContext& context_;
    Bus bus_;
    Clock clock_;
    Log log_;
    const ach_thread_t& threads_;
    const bool prints_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> inbox_;  // guarded by mutex_
    bool has_values_ = false;                  // likewise
    bool is_ending_ = false;                   // likewise
    bool is_woken_ = false;                    // likewise: by the timer
    bool is_nudged_ = false;                   // likewise: by values, once until they are taken
    std::shared_ptr<Connection> connection_;   // likewise

    std::map<WindowId, std::unique_ptr<VirtualWindow>> windows_;
    std::unique_ptr<Driver> driver_;
    double last_frame_ms_ = -1e9;
    std::thread thread_;
};

}  // namespace ach::ui
