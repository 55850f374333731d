#include "plugins/ui_headless/drive.hpp"

#include "plugins/ui_common/cbor_writer.hpp"
#include "plugins/ui_common/control_parts.hpp"
#include "plugins/ui_common/inspection.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {

namespace {

void answer(Display& display, const ach::Op& op, const Value& value) {
    std::vector<std::uint8_t> bytes;
    CborWriter(bytes).value(value);
    op.complete(ACH_OK, Buffer::copy(display.context(), bytes).value());
}

std::string text_of(const Value& value) {
    const std::string* text = value.text();
    return text == nullptr ? std::string() : *text;
}

double number_of(const Value& value) {
    const double* number = value.number();
    return number == nullptr ? 0 : *number;
}

// The first in the order of the tree for which `is_it` holds.
template <class IsIt>
Item* first(Item& item, IsIt is_it) {
    if (item.is_hidden()) return nullptr;
    if (is_it(item)) return &item;
    for (const auto& child : item.children) {
        if (Item* found = first(*child, is_it)) return found;
    }
    return nullptr;
}

Item* find(Scene& scene, const std::string& q) {
    Item* named = first(scene.root(), [&](const Item& item) { return item.text("id") == q; });
    if (named != nullptr) return named;
    return first(scene.root(), [&](const Item& item) { return visible_text(item) == q; });
}

void collect_texts(const Item& item, List& texts) {
    if (item.is_hidden()) return;
    if (item.kind == Kind::Label || item.kind == Kind::Button) texts.push_back(item.text("text"));
    for (const auto& child : item.children) collect_texts(*child, texts);
}

bool is_within(const Item* item, const Item& around) {
    for (; item != nullptr; item = item->parent) {
        if (item == &around) return true;
    }
    return false;
}

double percentile(std::vector<double> sorted, double share) {
    if (sorted.empty()) return 0;
    const auto at = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    return sorted[std::max<std::size_t>(at, 1) - 1];
}

}  // namespace

void Driver::take(Request request) {
    const auto found = display_.windows().find(request.window);
    if (found == display_.windows().end()) {
        request.op.fail("the window is closed");
        return;
    }
    display_.bring_up_to_date();
    VirtualWindow& window = *found->second;
    if (look(request, window)) return;
    if (act(request, window)) sync(std::move(request));
}

bool Driver::look(const Request& request, VirtualWindow& window) {
    if (request.what == "texts") {
        List texts;
        collect_texts(window.scene.root(), texts);
        answer(display_, request.op, texts);
    } else if (request.what == "find") {
        const Item* item = find(window.scene, text_of(request.first));
        answer(display_, request.op, item == nullptr ? Value() : description_of(*item));
    } else if (request.what == "tree") {
        answer(display_, request.op, tree_of(window.scene.root()));
    } else if (request.what == "notices") {
        List notices;
        for (const Notice& notice : window.notices()) notices.push_back(notice.text);
        answer(display_, request.op, notices);
    } else if (request.what == "dialogs") {
        List dialogs;
        for (const Dialog& dialog : window.dialogs()) dialogs.push_back(description_of(dialog));
        answer(display_, request.op, dialogs);
    } else if (request.what == "busy") {
        answer(display_, request.op, window.is_busy);
    } else {
        return false;
    }
    return true;
}

// What the user says to the newest dialog; false when that is no answer to it.
bool Driver::answer_dialog(const Request& request, VirtualWindow& window) {
    if (window.dialogs().empty()) {
        request.op.fail("there is no dialog to answer");
        return false;
    }
    const Value& given = request.first;
    const DialogKind kind = window.dialogs().back().kind;
    const bool is_file = kind == DialogKind::Open || kind == DialogKind::Save;
    const bool fits = kind == DialogKind::Confirm ? given.boolean() != nullptr
                                                  : given.is_null() || (is_file && given.text());
    if (!fits) {
        request.op.fail(kind == DialogKind::Confirm ? "a confirm is answered with true or false"
                        : is_file ? "a file dialog is answered with a path, or null"
                                  : "an alert is answered with null");
        return false;
    }
    window.answer(given);
    return true;
}

Item* Driver::target(const Request& request, VirtualWindow& window) {
    const std::string q = text_of(request.first);
    Item* item = find(window.scene, q);
    if (item == nullptr) {
        request.op.fail("there is no widget '" + q + "' to " + request.what);
    } else if (item->is_disabled()) {
        request.op.fail("the widget '" + q + "' is disabled");
        item = nullptr;
    }
    return item;
}

// What a user does with pointer and keys; false when that is not possible.
bool Driver::act(const Request& request, VirtualWindow& window) {
    Interaction& user = window.interaction();
    if (request.what == "idle" || request.what == "stats") return true;
    if (request.what == "close") {
        display_.close_window(window.id);
        return true;
    }
    if (request.what == "resize") {
        window.resize(number_of(request.first), number_of(request.second));
        window.lay_out();
        return true;
    }
    if (request.what == "answer") return answer_dialog(request, window);
    if (!window.dialogs().empty()) {
        request.op.fail("the window waits for the answer to a dialog");
        return false;
    }
    if (request.what == "key") {
        const std::string key = text_of(request.first);
        user.key_down({key, key.size() == 1 ? key : std::string()});
        return true;
    }
    Item* item = target(request, window);
    if (item == nullptr) return false;
    if (request.what == "click") click(window, *item);
    if (request.what == "type") user.text_edited(*item, text_of(request.second));
    if (request.what == "submit") user.text_submitted(*item);
    if (request.what == "set") set(window, *item, number_of(request.second));
    if (request.what == "toggle") user.toggle(*item);
    if (request.what == "select") {
        if (item->kind == Kind::Radio) {
            user.choose_radio(*item);
        } else {
            user.select(*item, static_cast<int>(number_of(request.second)));
        }
    }
    return true;
}

// With the pointer, where the widget can be pointed at.
void Driver::click(VirtualWindow& window, Item& item) {
    const Point middle{item.frame.x + item.frame.width / 2, item.frame.y + item.frame.height / 2};
    Interaction& user = window.interaction();
    const bool is_whole = item.kind != Kind::Collapsing && item.kind != Kind::Tabs;
    if (is_whole && is_within(window.scene.hit(middle), item)) {
        user.pointer_move(middle);
        user.pointer_down(middle, PointerButton::Left, 1);
        user.pointer_up(middle, PointerButton::Left);
    } else {
        user.click(item);
    }
}

void Driver::set(VirtualWindow& window, Item& item, double number) {
    window.interaction().set_slider(item, number, false);
}

// --- waiting

void Driver::sync(Request request) {
    const auto found = display_.windows().find(request.window);
    const std::uint64_t changes = found == display_.windows().end() ? 0 : found->second->changes;
    const std::uint64_t id = ++last_request_;
    const WindowId window = request.window;
    waiting_.emplace(id, Waiting{std::move(request), changes});
    display_.emit(Sync{window, id});
}

void Driver::synced(const Synced& answered) {
    const auto found = waiting_.find(answered.request);
    if (found == waiting_.end()) return;
    Waiting waiting = std::move(found->second);
    waiting_.erase(found);
    if (waiting.request.op.is_over()) return;
    const auto window = display_.windows().find(answered.window);
    if (window == display_.windows().end()) return answer(display_, waiting.request.op, nullptr);
    display_.bring_up_to_date();
    window->second->stats.scope_runs = answered.scope_runs;
    if (waiting.request.what == "stats") return answer_stats(waiting.request, *window->second);
    // Whatever has come since may have caused more.
    const bool is_quiet = window->second->changes == waiting.changes;
    if (waiting.request.what == "idle" && !is_quiet) return sync(std::move(waiting.request));
    answer(display_, waiting.request.op, nullptr);
}

// Since the last time.
void Driver::answer_stats(const Request& request, VirtualWindow& window) {
    WindowStats& stats = window.stats;
    std::sort(stats.latencies_ms.begin(), stats.latencies_ms.end());
    const Value all =
        Map{{"frames", static_cast<double>(stats.frames)},
            {"worst_frame_ms", stats.worst_frame_ms},
            {"scope_runs", static_cast<double>(stats.scope_runs - stats.scope_runs_told)},
            {"patches", static_cast<double>(stats.patches)},
            {"ops", static_cast<double>(stats.ops)},
            {"latency_p50", percentile(stats.latencies_ms, 0.5)},
            {"latency_p99", percentile(stats.latencies_ms, 0.99)}};
    const std::uint64_t told = stats.scope_runs;
    stats = {};
    stats.scope_runs = stats.scope_runs_told = told;
    answer(display_, request.op, all);
}

// A window is there for tests once it shows something.
void Driver::wait_for_window(WindowId id, ach::Op op) {
    for_window_.emplace_back(id, op);
    for (const auto& [open, window] : display_.windows()) {
        if (window->scene.revision() > 0) window_shown(open);
    }
}

void Driver::window_shown(WindowId id) {
    std::erase_if(for_window_, [&](const auto& waiting) {
        if (waiting.first != 0 && waiting.first != id) return waiting.second.is_over();
        answer(display_, waiting.second, static_cast<double>(id));
        return true;
    });
}

void Driver::abandon() {
    for (const auto& [id, waiting] : waiting_) answer(display_, waiting.request.op, nullptr);
    waiting_.clear();
    for (const auto& [id, op] : for_window_) op.fail("the program has no windows any more");
    for_window_.clear();
}

}  // namespace ach::ui
