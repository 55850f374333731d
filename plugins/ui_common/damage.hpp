// What has to be painted again: a few rectangles that do not overlap, so that two changes at the
// ends of a window do not have all between them painted.
#pragma once

#include "plugins/ui_common/geometry.hpp"

#include <utility>
#include <vector>

namespace ach::ui {

class Damage {
public:
    void add(Rect area) {
        if (area.is_empty()) return;
        for (std::size_t i = 0; i < areas_.size();) {
            const bool is_full = areas_.size() == kMost;
            if (!is_full && areas_[i].intersected(area).is_empty()) {
                ++i;
                continue;
            }
            area = area.united(areas_[i]);
            areas_.erase(areas_.begin() + static_cast<std::ptrdiff_t>(i));
            i = 0;  // what it has grown to may reach others
        }
        areas_.push_back(area);
    }

    bool is_empty() const { return areas_.empty(); }

    std::vector<Rect> take(const Rect& within) {
        std::vector<Rect> taken;
        for (const Rect& area : std::exchange(areas_, {})) {
            const Rect seen = area.intersected(within);
            if (!seen.is_empty()) taken.push_back(seen);
        }
        return taken;
    }

private:
    static constexpr std::size_t kMost = 12;  // more are one with the next that comes

    std::vector<Rect> areas_;
};

}  // namespace ach::ui
