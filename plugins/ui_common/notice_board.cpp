#include "plugins/ui_common/notice_board.hpp"

#include <algorithm>
#include <limits>

namespace ach::ui {

namespace {

constexpr double kForEver = std::numeric_limits<double>::infinity();

}  // namespace

void NoticeBoard::show(const Notice& notice, double now_ms) {
    clear(notice.id);
    shown_.push_back(notice);
    ends_ms_.push_back(notice.lifetime_ms ? now_ms + *notice.lifetime_ms : kForEver);
}

void NoticeBoard::clear(std::uint64_t id) {
    for (std::size_t i = shown_.size(); i-- > 0;) {
        if (shown_[i].id == id) drop(i);
    }
}

void NoticeBoard::drop_expired(double now_ms) {
    for (std::size_t i = shown_.size(); i-- > 0;) {
        if (ends_ms_[i] <= now_ms) drop(i);
    }
}

double NoticeBoard::next_expiry_ms() const {
    const auto first = std::min_element(ends_ms_.begin(), ends_ms_.end());
    return first == ends_ms_.end() ? kForEver : *first;
}

void NoticeBoard::drop(std::size_t place) {
    const auto at = static_cast<std::ptrdiff_t>(place);
    shown_.erase(shown_.begin() + at);
    ends_ms_.erase(ends_ms_.begin() + at);
}

}  // namespace ach::ui
