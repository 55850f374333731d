#include "plugins/ui_wx/frame_clock.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ach::ui {

namespace {

constexpr double kFrameMs = 1000.0 / 60;
constexpr double kTolerance = 0.5;  // the timer counts whole milliseconds

}  // namespace

double FrameClock::now_ms() {
    using std::chrono::duration;
    return duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

bool FrameClock::is_due() const { return now_ms() >= last_ms_ + kFrameMs - kTolerance; }

void FrameClock::want(double delay_ms) {
    const double now = now_ms();
    const double when = std::max(now + delay_ms, last_ms_ + kFrameMs);
    if (IsRunning() && armed_for_ms_ <= when) return;
    armed_for_ms_ = when;
    StartOnce(std::max(1, static_cast<int>(std::floor(when - now + kTolerance))));
}

// Frames keep their rhythm when one is a little late.
void FrameClock::begin() {
    Stop();
    const double now = now_ms();
    last_ms_ = now - last_ms_ < 1.5 * kFrameMs ? last_ms_ + kFrameMs : now;
}

void FrameClock::Notify() { on_frame_(); }

}  // namespace ach::ui
