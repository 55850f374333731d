// The virtual display: takes commands as they come and shows what has changed sixty times a second.
// Without anything to show it sleeps.
//
// It works on the host's executors, one turn at a time, and on the host's clock: so a seeded run
// orders its turns like everything else, and a clock that tests control moves its frames. All state
// but the inbox belongs to the turn.
#pragma once

#include "plugins/ui_common/codec.hpp"
#include "plugins/ui_headless/virtual_window.hpp"

#include <achronyme/abi/ui.h>
#include <achronyme/cpp/bus.hpp>
#include <achronyme/cpp/op.hpp>
#include <achronyme/cpp/services.hpp>
#include <achronyme/cpp/timer.hpp>

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace ach::ui {

class Driver;

class Display {
public:
    // [loader] `prints`: windows are printed as text when they close.
    Display(const Host& host, const NativeContext& context, bool prints);
    ~Display();

    // [any] Nothing runs any more once `done` is completed.
    void end(ach::Op done);

    // [any] ACH_E_FULL when a core is attached.
    ach_status attach(ach_port events, ach::Op done, ach_ui_ports& ports);
    // [any] ACH_E_GONE when none is.
    ach_status detach(ach::Op done);

    // [any] Has the display do something in its turn, in order.
    void post(std::function<void()> work);

    bool is_attached() const;

    // --- in its turn

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
    bool disconnect();

    std::int32_t turn();
    void arm(double deadline_ms);
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

    struct Machinery;

    const NativeContext& context_;
    Bus bus_;
    Clock clock_;
    Log log_;
    const bool prints_;

    mutable std::mutex mutex_;
    std::deque<std::function<void()>> inbox_;  // guarded by mutex_
    bool has_values_ = false;                  // likewise
    std::shared_ptr<Connection> connection_;   // likewise

    std::optional<ach::Op> ended_;
    std::map<WindowId, std::unique_ptr<VirtualWindow>> windows_;
    std::unique_ptr<Driver> driver_;
    double last_frame_ms_ = -1e9;
    double armed_for_ms_;  // infinite: the timer is not running
    std::atomic<bool> has_rung_{false};
    std::unique_ptr<Machinery> machinery_;  // what calls turn()
};

}  // namespace ach::ui
