// One axis of a plot: which numbers it shows, where they lie, which of them are written beside it.
#pragma once

#include <string>
#include <vector>

namespace ach::ui {

struct Range {
    double from = 0, to = 1;
    double extent() const { return to - from; }
    friend bool operator==(const Range&, const Range&) = default;
};

struct PlotScale {
    Range range;
    double from_px = 0, to_px = 1;  // where its ends lie; y axes run upwards
    bool is_log = false;

    double pixel(double value) const;  // NaN for what a logarithm does not have
    double value(double pixel) const;
};

struct Tick {
    double value = 0;
    std::string label;
};

// About `wanted` round numbers within the range.
std::vector<Tick> ticks(const PlotScale& scale, int wanted);

// Decimals for steps of this size, exponents for the very large and small; always a point.
std::string tick_label(double value, double step);

}  // namespace ach::ui
