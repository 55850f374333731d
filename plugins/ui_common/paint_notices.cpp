// Notices: banners at the bottom of the window, the newest lowest.
#include "plugins/ui_common/painting.hpp"
#include "plugins/ui_common/text_lines.hpp"

#include <algorithm>

namespace ach::ui {

namespace {

constexpr double kPadding = 10;
constexpr double kLine = 18;
constexpr std::size_t kMostLines = 6;

Look notice_look() {
    Look look;
    look.font.size = 13;
    look.line_height = kLine / 13;
    look.nowrap = true;
    return look;
}

std::vector<TextLine> lines_of(const Notice& notice, double width, TextMeasure& measure) {
    auto lines = break_lines(notice.text, notice_look().font, width - 2 * kPadding - 4, measure);
    if (lines.size() > kMostLines) lines.resize(kMostLines);
    return lines;
}

double height_of(const Notice& notice, double width, TextMeasure& measure) {
    return static_cast<double>(lines_of(notice, width, measure).size()) * kLine + 2 * kPadding;
}

}  // namespace

Rect notices_area(const Scene& scene, std::span<const Notice> notices, TextMeasure& measure) {
    const Rect& window = scene.root().frame;
    double height = 0;
    for (const Notice& notice : notices) height += height_of(notice, window.width, measure);
    return {0, window.height - height, window.width, height};
}

void paint_notices(Painting& to) {
    const Look look = notice_look();
    double bottom = to.window.height;
    for (std::size_t i = to.options.notices.size(); i-- > 0;) {
        const Notice& notice = to.options.notices[i];
        const auto lines = lines_of(notice, to.window.width, to.measure);
        const double height = static_cast<double>(lines.size()) * kLine + 2 * kPadding;
        const Rect banner{0, bottom - height, to.window.width, height};
        to.painter.fill(banner, {}, notice.is_error ? 0xFF7F1D1D : 0xFF78350F);
        to.painter.fill({banner.x, banner.y, 4, banner.height}, {},
                        notice.is_error ? dark::kError : 0xFFF59E0B);
        double y = banner.y + kPadding;
        for (const TextLine& line : lines) {
            const auto part =
                std::string_view(notice.text).substr(line.begin, line.end - line.begin);
            to.painter.text(part, {banner.x + kPadding + 4, y}, kLine, look.font, dark::kWhite);
            y += kLine;
        }
        bottom -= height;
    }
}

}  // namespace ach::ui
