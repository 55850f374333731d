// Which widget is which from one run of a scope to the next (ui.md §3.2): by its key, or else by
// its kind and how many unkeyed ones of that kind stand before it.
#pragma once

#include "plugins/ui_common/protocol.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace ach::ui {

// What stands in a scope besides widgets.
enum class Place : std::uint8_t { Widget, Scope, Element, State, ErrorPanel };

struct Identity {
    Place place = Place::Widget;
    Kind kind = Kind::Root;
    std::uint32_t ordinal = 0;  // 0 when there is a key
    std::string key;            // "" for none; its first letter tells the type

    friend bool operator==(const Identity&, const Identity&) = default;
};

struct IdentityHash {
    std::size_t operator()(const Identity& id) const {
        const std::size_t kind =
            static_cast<std::size_t>(id.place) << 8 | static_cast<std::size_t>(id.kind);
        return std::hash<std::string>()(id.key) * 31 + (kind << 32) + id.ordinal;
    }
};

}  // namespace ach::ui
