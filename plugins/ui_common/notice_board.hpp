// The notices a window shows above its content, each until somebody clears it or its time is over.
#pragma once

#include "plugins/ui_common/protocol.hpp"

#include <cstdint>
#include <vector>

namespace ach::ui {

// Belongs to one window and its thread. Times are milliseconds of the window's own clock.
class NoticeBoard {
public:
    // Shows the notice as the newest; takes the place of an older one of the same id.
    void show(const Notice& notice, double now_ms);
    void clear(std::uint64_t id);
    void drop_expired(double now_ms);

    // When the next notice goes by itself; infinite when none does.
    double next_expiry_ms() const;
    // The newest last.
    const std::vector<Notice>& shown() const { return shown_; }

private:
    std::vector<Notice> shown_;
    std::vector<double> ends_ms_;  // of the notice at the same place; infinite for those that stay

    void drop(std::size_t place);
};

}  // namespace ach::ui
