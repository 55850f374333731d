// What every message consists of: for each type its name and, once, its fields. The writer, the
// reader and whoever else walks messages (codec.cpp) is a visitor `visit(name, field)`.
#pragma once

#include "plugins/ui_common/protocol.hpp"

#include <concepts>
#include <string_view>
#include <type_traits>

namespace ach::ui {

template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

// In the order of the variants.
inline constexpr std::string_view kCommandNames[] = {
    "OpenWindow", "SetWindow", "CloseWindow", "Rebuild",     "Patch",      "Seen",
    "Forget",     "Focus",     "Notice",      "ClearNotice", "Busy",       "SubscribeFrames",
    "Inspect",    "Quit",      "Synced",      "Dialog",      "CloseDialog"};
inline constexpr std::string_view kEventNames[] = {"Hello",
                                                   "ButtonClicked",
                                                   "TextInputChanged",
                                                   "TextSubmitted",
                                                   "SliderChanged",
                                                   "CheckboxToggled",
                                                   "RadioSelected",
                                                   "IndexSelected",
                                                   "CollapsingToggled",
                                                   "Hover",
                                                   "FocusChanged",
                                                   "KeyPressed",
                                                   "WindowResized",
                                                   "WindowCloseRequested",
                                                   "WindowClosed",
                                                   "Frame",
                                                   "Applied",
                                                   "Taken",
                                                   "InspectResult",
                                                   "Fault",
                                                   "Sync",
                                                   "DialogResult"};
inline constexpr std::string_view kOpNames[] = {"Insert",   "Remove",   "Move",
                                                "SetProps", "SetStyle", "SetWanted"};

static_assert(std::size(kCommandNames) == std::variant_size_v<Command>);
static_assert(std::size(kEventNames) == std::variant_size_v<Event>);
static_assert(std::size(kOpNames) == std::variant_size_v<Op>);

// --- styles and nodes

template <class V, Is<Shadow> M>
void visit_fields(V& visit, M& m) {
    visit("dx", m.dx);
    visit("dy", m.dy);
    visit("blur", m.blur);
    visit("spread", m.spread);
    visit("color", m.color);
    visit("inset", m.inset);
}

template <class V, Is<Style> M>
void visit_fields(V& visit, M& m) {
    visit("direction", m.direction);
    visit("wrap", m.wrap);
    visit("justify", m.justify);
    visit("items", m.items);
    visit("gap_x", m.gap_x);
    visit("gap_y", m.gap_y);
    visit("padding", m.padding);
    visit("clip", m.clip);
    visit("self", m.self);
    visit("grow", m.grow);
    visit("shrink", m.shrink);
    visit("basis", m.basis);
    visit("margin", m.margin);
    visit("width", m.width);
    visit("height", m.height);
    visit("min_width", m.min_width);
    visit("min_height", m.min_height);
    visit("max_width", m.max_width);
    visit("max_height", m.max_height);
    visit("hidden", m.hidden);
    visit("background", m.background);
    visit("border_color", m.border_color);
    visit("border", m.border);
    visit("radius", m.radius);
    visit("shadow", m.shadow);
    visit("opacity", m.opacity);
    visit("cursor", m.cursor);
    visit("foreground", m.foreground);
    visit("font_size", m.font_size);
    visit("font_weight", m.font_weight);
    visit("font_family", m.font_family);
    visit("italic", m.italic);
    visit("text_align", m.text_align);
    visit("line_height", m.line_height);
    visit("underline", m.underline);
    visit("strike", m.strike);
    visit("nowrap", m.nowrap);
    visit("ellipsis", m.ellipsis);
}

template <class V, Is<StateStyles> M>
void visit_fields(V& visit, M& m) {
    visit("hover", m.hover);
    visit("active", m.active);
    visit("focus", m.focus);
    visit("disabled", m.disabled);
}

template <class V, Is<Node> M>
void visit_fields(V& visit, M& m) {
    visit("id", m.id);
    visit("kind", m.kind);
    visit("props", m.props);
    visit("style", m.style);
    visit("states", m.states);
    visit("wanted", m.wanted);
    visit("children", m.children);
}

// --- commands

template <class V, Is<WindowOptions> M>
void visit_fields(V& visit, M& m) {
    visit("title", m.title);
    visit("width", m.width);
    visit("height", m.height);
    visit("min_width", m.min_width);
    visit("min_height", m.min_height);
    visit("max_width", m.max_width);
    visit("max_height", m.max_height);
    visit("x", m.x);
    visit("y", m.y);
    visit("resizable", m.resizable);
    visit("maximized", m.maximized);
    visit("fullscreen", m.fullscreen);
    visit("background", m.background);
    visit("ask_before_closing", m.ask_before_closing);
}

template <class V, class M>
requires Is<M, OpenWindow> || Is<M, SetWindow>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit_fields(visit, m.options);
}

template <class V, class M>
requires Is<M, CloseWindow> || Is<M, WindowCloseRequested> || Is<M, WindowClosed>
void visit_fields(V& visit, M& m) { visit("window", m.window); }

template <class V, Is<Rebuild> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("revision", m.revision);
    visit("root", m.root);
}

template <class V, Is<Insert> M>
void visit_fields(V& visit, M& m) {
    visit("parent", m.parent);
    visit("index", m.index);
    visit("node", m.node);
}

template <class V, Is<Remove> M>
void visit_fields(V& visit, M& m) {
    visit("widget", m.widget);
}

template <class V, Is<Move> M>
void visit_fields(V& visit, M& m) {
    visit("widget", m.widget);
    visit("index", m.index);
}

template <class V, Is<SetProps> M>
void visit_fields(V& visit, M& m) {
    visit("widget", m.widget);
    visit("props", m.props);
    visit("seen", m.seen);
}

template <class V, Is<SetStyle> M>
void visit_fields(V& visit, M& m) {
    visit("widget", m.widget);
    visit("style", m.style);
    visit("states", m.states);
}

template <class V, Is<SetWanted> M>
void visit_fields(V& visit, M& m) {
    visit("widget", m.widget);
    visit("wanted", m.wanted);
}

template <class V, Is<Patch> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("base", m.base);
    visit("revision", m.revision);
    visit("ops", m.ops);
}

template <class V, Is<Seen> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("seq", m.seq);
    visit("version", m.version);
}

template <class V, Is<Forget> M>
void visit_fields(V& visit, M& m) {
    visit("keys", m.keys);
}

template <class V, class M>
requires Is<M, Focus> || Is<M, ButtonClicked>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
}

template <class V, Is<Notice> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("id", m.id);
    visit("is_error", m.is_error);
    visit("text", m.text);
    visit("lifetime_ms", m.lifetime_ms);
}

template <class V, Is<ClearNotice> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("id", m.id);
}

template <class V, class M>
requires Is<M, Busy> || Is<M, SubscribeFrames>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("on", m.on);
}

template <class V, Is<Inspect> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("request", m.request);
    visit("what", m.what);
}

template <class V, Is<Synced> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("request", m.request);
    visit("scope_runs", m.scope_runs);
}

template <class V, class M>
requires Is<M, Sync> || Is<M, CloseDialog>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("request", m.request);
}

template <class V, Is<FileFilter> M>
void visit_fields(V& visit, M& m) {
    visit("name", m.name);
    visit("extensions", m.extensions);
}

template <class V, Is<Dialog> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("request", m.request);
    visit("kind", m.kind);
    visit("text", m.text);
    visit("title", m.title);
    visit("filters", m.filters);
    visit("folder", m.folder);
}

template <class V, Is<Quit> M>
void visit_fields(V&, M&) {}

// --- events

template <class V, Is<Hello> M>
void visit_fields(V& visit, M& m) {
    visit("protocol", m.protocol);
    visit("name", m.name);
    visit("features", m.features);
}

template <class V, Is<TextInputChanged> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("value", m.value);
    visit("seq", m.seq);
}

template <class V, Is<TextSubmitted> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("value", m.value);
}

template <class V, Is<SliderChanged> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("value", m.value);
    visit("seq", m.seq);
    visit("dragging", m.dragging);
}

template <class V, Is<CheckboxToggled> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("checked", m.checked);
    visit("seq", m.seq);
}

template <class V, Is<RadioSelected> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("seq", m.seq);
}

template <class V, Is<IndexSelected> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("index", m.index);
    visit("seq", m.seq);
}

template <class V, Is<CollapsingToggled> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("open", m.open);
    visit("seq", m.seq);
}

template <class V, Is<Hover> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("inside", m.inside);
}

template <class V, Is<FocusChanged> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("focused", m.focused);
}

template <class V, Is<KeyPressed> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("widget", m.widget);
    visit("key", m.key);
    visit("ctrl", m.ctrl);
    visit("shift", m.shift);
    visit("alt", m.alt);
    visit("meta", m.meta);
}

template <class V, Is<WindowResized> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("width", m.width);
    visit("height", m.height);
    visit("scale", m.scale);
}

template <class V, Is<Frame> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("time_ms", m.time_ms);
}

template <class V, Is<Applied> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("revision", m.revision);
    visit("time_ms", m.time_ms);
}

template <class V, Is<Taken> M>
void visit_fields(V& visit, M& m) {
    visit("key", m.key);
}

template <class V, Is<InspectResult> M>
void visit_fields(V& visit, M& m) {
    visit("request", m.request);
    visit("data", m.data);
}

template <class V, Is<DialogResult> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("request", m.request);
    visit("result", m.result);
}

template <class V, Is<Fault> M>
void visit_fields(V& visit, M& m) {
    visit("window", m.window);
    visit("text", m.text);
    visit("is_fatal", m.is_fatal);
}

}  // namespace ach::ui
