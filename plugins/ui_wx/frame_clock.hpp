// When the next frame is due: at once after a quiet time, sixty times a second otherwise. Nobody
// wants a frame: nothing ticks.
//
// Belongs to the UI thread.
#pragma once

#include <wx/timer.h>

#include <functional>

namespace ach::ui {

class FrameClock final : private wxTimer {
public:
    // `on_frame` is called when a wanted frame is due.
    explicit FrameClock(std::function<void()> on_frame) : on_frame_(std::move(on_frame)) {}

    bool is_due() const;
    // As soon as one is due, but not before `delay_ms` are over.
    void want(double delay_ms = 0);
    // A frame is made now; the next one is due a sixtieth of a second later.
    void begin();

    static double now_ms();

private:
    void Notify() override;

    std::function<void()> on_frame_;
    double last_ms_ = -1e9;
    double armed_for_ms_ = 0;  // while the timer runs
};

}  // namespace ach::ui
