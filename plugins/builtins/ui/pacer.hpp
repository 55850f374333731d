// When dirty scopes may run (ui.md §3.4): at once after a quiet frame, otherwise at the next frame
// boundary. Boundaries keep their distance, however late a run begins.
#pragma once

#include <cstdint>

namespace ach::ui {

class Pacer {
public:
    explicit Pacer(double most_per_second)
        : period_ns_(static_cast<std::uint64_t>(1e9 / most_per_second)) {}

    std::uint64_t next_ns() const { return next_ns_; }
    bool is_due(std::uint64_t now_ns) const { return now_ns >= next_ns_; }

    void has_run(std::uint64_t now_ns) {
        const bool is_in_step = now_ns >= next_ns_ && now_ns < next_ns_ + period_ns_;
        next_ns_ = (is_in_step ? next_ns_ : now_ns) + period_ns_;
    }

private:
    const std::uint64_t period_ns_;
    std::uint64_t next_ns_ = 0;
};

}  // namespace ach::ui
