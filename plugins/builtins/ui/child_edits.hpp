// How one order of siblings becomes another with few edits: what goes is removed, what stays in its
// relative order stays (a longest increasing run of it), the rest is moved, what is new is
// inserted.
#pragma once

#include "plugins/ui_common/protocol.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace ach::ui {

struct ChildEdit {
    enum class What : std::uint8_t { Remove, Insert, Move };
    What what;
    WidgetId widget;
    std::size_t index = 0;  // where it is afterwards; of a Move among the others

    friend bool operator==(const ChildEdit&, const ChildEdit&) = default;
};

// To be applied in order. No id twice in either.
std::vector<ChildEdit> child_edits(std::span<const WidgetId> from, std::span<const WidgetId> to);

}  // namespace ach::ui
