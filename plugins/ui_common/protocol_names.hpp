// How the enumerations of the protocol are called on the wire, in order of their values.
#pragma once

#include "plugins/ui_common/protocol.hpp"

#include <string_view>

namespace ach::ui {

template <class E>
struct Names;

template <>
struct Names<Kind> {
    static constexpr std::string_view kAll[] = {
        "root",       "box",    "label",    "button",   "text_input", "slider",
        "checkbox",   "radio",  "combobox", "progress", "separator",  "tabs",
        "collapsing", "scroll", "plot",     "image",    "table"};
};
template <>
struct Names<Direction> {
    static constexpr std::string_view kAll[] = {"column", "row", "column_reverse", "row_reverse"};
};
template <>
struct Names<Justify> {
    static constexpr std::string_view kAll[] = {"start",   "center", "end",
                                                "between", "around", "evenly"};
};
template <>
struct Names<Align> {
    static constexpr std::string_view kAll[] = {"auto",   "stretch", "start",
                                                "center", "end",     "baseline"};
};
template <>
struct Names<TextAlign> {
    static constexpr std::string_view kAll[] = {"left", "center", "right"};
};
template <>
struct Names<Family> {
    static constexpr std::string_view kAll[] = {"sans", "serif", "mono"};
};
template <>
struct Names<Cursor> {
    static constexpr std::string_view kAll[] = {"default", "pointer", "text",
                                                "grab",    "wait",    "not_allowed"};
};
template <>
struct Names<DialogKind> {
    static constexpr std::string_view kAll[] = {"alert", "confirm", "open", "save"};
};
// Of a Length that is no number of pixels; percentages are ["%", amount].
template <>
struct Names<Unit> {
    static constexpr std::string_view kAll[] = {"auto", "px", "%", "min", "max", "fit", "screen"};
};

template <class E>
constexpr std::string_view name_of(E e) {
    return Names<E>::kAll[static_cast<std::size_t>(e)];
}

}  // namespace ach::ui
