#include "plugins/ui_common/plot_scale.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ach::ui {

namespace {

constexpr std::size_t kMostTicks = 50;

double round_step(double raw) {
    const double power = std::pow(10, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (raw <= factor * power * (1 + 1e-9)) return factor * power;
    }
    return 10 * power;
}

std::vector<Tick> linear_ticks(const Range& range, int wanted) {
    std::vector<Tick> found;
    const double extent = range.extent();
    if (!(extent > 0) || !std::isfinite(extent)) return found;
    const double step = round_step(extent / std::max(1, wanted));
    const double first = std::ceil(range.from / step - 1e-9);
    for (double k = first; k * step <= range.to + step * 1e-9; ++k) {
        if (found.size() == kMostTicks) break;
        found.push_back({k * step, tick_label(k * step, step)});
    }
    return found;
}

std::vector<Tick> log_ticks(const Range& range, int wanted) {
    std::vector<Tick> found;
    if (!(range.from > 0) || !(range.to > range.from)) return found;
    const double first = std::ceil(std::log10(range.from) - 1e-9);
    const double last = std::floor(std::log10(range.to) + 1e-9);
    if (last - first < 1) return linear_ticks(range, wanted);
    const double every = std::max(1.0, std::ceil((last - first + 1) / std::max(1, wanted + 1)));
    for (double power = first; power <= last; power += every) {
        const double value = std::pow(10, power);
        found.push_back({value, tick_label(value, value)});
    }
    return found;
}

}  // namespace

double PlotScale::pixel(double value) const {
    double share = 0;
    if (is_log) {
        if (!(value > 0)) return NAN;
        const double from = std::log10(range.from);
        share = (std::log10(value) - from) / (std::log10(range.to) - from);
    } else {
        share = (value - range.from) / range.extent();
    }
    return from_px + share * (to_px - from_px);
}

double PlotScale::value(double pixel) const {
    const double share = (pixel - from_px) / (to_px - from_px);
    if (!is_log) return range.from + share * range.extent();
    const double from = std::log10(range.from);
    return std::pow(10, from + share * (std::log10(range.to) - from));
}

std::vector<Tick> ticks(const PlotScale& scale, int wanted) {
    return scale.is_log ? log_ticks(scale.range, wanted) : linear_ticks(scale.range, wanted);
}

std::string tick_label(double value, double step) {
    if (std::abs(value) < std::abs(step) * 1e-6) return "0";
    char text[64];
    std::to_chars_result end{};
    if (std::abs(value) >= 1e6 || std::abs(step) < 1e-4) {
        // The digits that tell one tick from the next.
        const double digits =
            std::floor(std::log10(std::abs(value))) - std::floor(std::log10(std::abs(step)));
        end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific,
                            static_cast<int>(std::clamp(digits, 0.0, 12.0)));
    } else {
        const double decimals = std::max(0.0, -std::floor(std::log10(std::abs(step)) + 1e-9));
        end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed,
                            static_cast<int>(std::min(decimals, 12.0)));
    }
    return {text, end.ptr};
}

}  // namespace ach::ui
