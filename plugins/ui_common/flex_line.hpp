// One line of a flexible box, in one dimension: who gets how much of the main axis, and where.
// (CSS Flexible Box Layout, section 9.7, without what our style classes cannot say.)
#pragma once

#include "plugins/ui_common/style.hpp"

#include <limits>
#include <span>

namespace ach::ui {

struct FlexItem {
    double basis = 0;
    double least = 0;
    double most = std::numeric_limits<double>::infinity();
    double grow = 0, shrink = 1;
    double margin_before = 0, margin_after = 0;
    bool is_auto_before = false, is_auto_after = false;

    double size = 0;    // result of resolve_sizes()
    double offset = 0;  // result of resolve_offsets()

    double clamped(double wanted) const;
    double margins() const { return margin_before + margin_after; }
};

// What the items take with their preferred sizes.
double preferred_extent(std::span<const FlexItem> items, double gap);

void resolve_sizes(std::span<FlexItem> items, double gap, double available);

// Offsets from the start of the axis; of the border boxes.
void resolve_offsets(std::span<FlexItem> items, double gap, double available, Justify justify);

}  // namespace ach::ui
