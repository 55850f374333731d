#include "plugins/builtins/ui/inbox.hpp"

#include "plugins/builtins/ui/core.hpp"
#include "plugins/ui_common/cbor_writer.hpp"

#include <charconv>
#include <cmath>

namespace ach::ui {

namespace {

constexpr std::uint64_t kPatience = 3'000'000'000;  // ns to answer a request to close

struct Edit {
    WidgetId widget;
    EditSeq seq;
    Value value;
};

// What the user has done to a control's value; nothing for all other events.
std::optional<Edit> edit_of(const Event& event) {
    if (const auto* e = std::get_if<TextInputChanged>(&event))
        return Edit{e->widget, e->seq, e->value};
    if (const auto* e = std::get_if<SliderChanged>(&event))
        return Edit{e->widget, e->seq, e->value};
    if (const auto* e = std::get_if<CheckboxToggled>(&event))
        return Edit{e->widget, e->seq, e->checked};
    if (const auto* e = std::get_if<RadioSelected>(&event)) return Edit{e->widget, e->seq, true};
    if (const auto* e = std::get_if<IndexSelected>(&event))
        return Edit{e->widget, e->seq, e->index};
    if (const auto* e = std::get_if<CollapsingToggled>(&event))
        return Edit{e->widget, e->seq, e->open};
    return std::nullopt;
}

// The number that a text is, if it is one.
std::optional<double> number_in(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || stop != text.data() + text.size())
        return std::nullopt;
    return number;
}

// Changes of one value that nobody has looked at yet are one change.
bool merge(Event& last, const Event& next) {
    if (auto* text = std::get_if<TextInputChanged>(&last)) {
        const auto* newer = std::get_if<TextInputChanged>(&next);
        if (newer == nullptr || newer->widget != text->widget) return false;
        *text = *newer;
        return true;
    }
    if (auto* slider = std::get_if<SliderChanged>(&last)) {
        const auto* newer = std::get_if<SliderChanged>(&next);
        if (newer == nullptr || newer->widget != slider->widget || !slider->dragging) return false;
        *slider = *newer;
        return true;
    }
    return false;
}

}  // namespace

// --- from the backend

void Inbox::take(Event event) {
    if (const auto one = edit_of(event)) {
        edit(one->widget, one->seq, one->value);
        return queue(std::move(event));
    }
    if (std::holds_alternative<WindowCloseRequested>(event)) {
        if (ask_to_close()) queue(std::move(event));
        return;
    }
    if (const auto* result = std::get_if<DialogResult>(&event)) return take_answer(*result);
    if (std::holds_alternative<WindowClosed>(event)) give_up_answers();
    Lock lock(mutex_);
    if (std::holds_alternative<Applied>(event)) {
        is_applied_ = true;
    } else if (std::holds_alternative<Frame>(event)) {
        has_frame_ = true;
    } else if (std::holds_alternative<Fault>(event)) {
        wants_rebuild_ = is_applied_ = true;
    } else if (std::holds_alternative<WindowClosed>(event)) {
        is_gone_ = is_confirmed_ = true;
        if (has_ended_) return finish(std::move(lock));
    } else if (const auto* size = std::get_if<WindowResized>(&event)) {
        width_ = size->width;
        height_ = size->height;
        if (std::exchange(is_shown_, true)) return;
    } else {
        lock.unlock();
        return queue(std::move(event));
    }
    wake(std::move(lock));
}

void Inbox::queue(Event event) {
    Lock lock(mutex_);
    if (is_gone_) {
        lock.unlock();
        if (const auto* sync = std::get_if<Sync>(&event))
            core_.backend().send(Synced{window_, sync->request, 0});
        return;
    }
    if (events_.empty() || !merge(events_.back(), event)) events_.push_back(std::move(event));
    wake(std::move(lock));
}

void Inbox::edit(WidgetId widget, EditSeq seq, const Value& value) {
    Kept signal;
    Value written = value;
    {
        const Lock lock(mutex_);
        const auto found = controls_.find(widget);
        if (found == controls_.end()) return;
        Control& control = found->second;
        control.seen = seq;
        control.value = value;
        signal = control.signal;
        if (control.is_numeric) {
            const auto number = value.text() == nullptr ? std::nullopt : number_in(*value.text());
            control.is_invalid = !number;
            if (number) written = *number;
            if (!number) signal = nullptr;
        }
    }
    std::uint64_t version = 0;
    if (signal != nullptr) {
        std::vector<std::uint8_t> bytes;
        CborWriter(bytes).value(written);
        const ach_reactive_t& reactive = core_.reactive();
        reactive.set(core_.context().host, &reactive, signal->raw(), bytes.data(), bytes.size(),
                     &version);
    }
    core_.backend().send(Seen{window_, widget, seq, version});
}

// A second request after a strand has not answered the first for long closes by force.
bool Inbox::ask_to_close() {
    const std::uint64_t now = core_.clock().now();
    {
        const Lock lock(mutex_);
        if (is_gone_) return false;
        if (asked_ns_ == 0) {
            asked_ns_ = now;
            return true;
        }
        if (now < asked_ns_ + kPatience) return false;
    }
    request_close(true);
    return false;
}

void Inbox::take_answer(const DialogResult& result) {
    std::optional<ach::Op> op;
    {
        const Lock lock(mutex_);
        const auto waiting = for_answer_.extract(result.request);
        if (!waiting) return;
        op = waiting.mapped();
    }
    std::vector<std::uint8_t> bytes;
    CborWriter(bytes).value(result.result);
    op->complete_with(ACH_OK, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void Inbox::give_up_answers() {
    std::map<std::uint64_t, ach::Op> waiting;
    {
        const Lock lock(mutex_);
        is_gone_ = true;
        waiting.swap(for_answer_);
    }
    for (const auto& [request, op] : waiting) op.complete(ACH_OK);
}

void Inbox::backend_died(const std::string& why) {
    give_up_answers();
    Lock lock(mutex_);
    is_gone_ = is_confirmed_ = true;
    death_ = why;
    if (has_ended_) return finish(std::move(lock));
    wake(std::move(lock));
}

// --- from scripts

void Inbox::wait(ach::Op op) {
    {
        const Lock lock(mutex_);
        if (!std::exchange(is_woken_, false)) {
            waiting_ = op;
            return;
        }
    }
    op.complete(ACH_OK);
}

void Inbox::wake() { wake(Lock(mutex_)); }

void Inbox::wake(Lock lock) {
    std::optional<ach::Op> op;
    op.swap(waiting_);
    is_woken_ = !op;
    lock.unlock();
    if (op) op->complete(ACH_OK);
}

void Inbox::request_close(bool at_once) {
    {
        const Lock lock(mutex_);
        if (is_gone_ || has_ended_) return;
        wants_close_ = true;
        if (at_once) is_gone_ = true;
    }
    if (at_once) core_.backend().send(CloseWindow{window_});
    if (at_once) give_up_answers();
    wake();
}

void Inbox::request_refresh() {
    Lock lock(mutex_);
    wants_refresh_ = true;
    wake(std::move(lock));
}

bool Inbox::is_open() const {
    const Lock lock(mutex_);
    return !is_gone_ && !wants_close_ && !has_ended_;
}

void Inbox::when_closed(ach::Op op) {
    {
        const Lock lock(mutex_);
        if (!is_finished_) {
            for_end_.push_back(op);
            return;
        }
    }
    op.complete(ACH_OK);
}

bool Inbox::expect_answer(std::uint64_t request, ach::Op op) {
    const Lock lock(mutex_);
    if (is_gone_ || has_ended_) return false;
    for_answer_.emplace(request, op);
    return true;
}

void Inbox::forget_answer(std::uint64_t request) {
    {
        const Lock lock(mutex_);
        if (for_answer_.erase(request) == 0) return;
    }
    core_.backend().send(CloseDialog{window_, request});
}

bool Inbox::focus(const std::string& id) {
    WidgetId widget = 0;
    {
        const Lock lock(mutex_);
        for (const auto& [named, name] : names_) {
            if (name == id && widget == 0) widget = named;
        }
    }
    if (widget != 0) core_.backend().send(Focus{window_, widget});
    return widget != 0;
}

Kept Inbox::handle() const {
    const Lock lock(mutex_);
    return handle_;
}

void Inbox::set_handle(Kept handle) {
    const Lock lock(mutex_);
    handle_.swap(handle);  // the old one ends after the lock
}

std::pair<double, double> Inbox::size() const {
    const Lock lock(mutex_);
    return {width_, height_};
}

void Inbox::set_size(double width, double height) {
    const Lock lock(mutex_);
    width_ = width;
    height_ = height;
}

// --- for the strand

Inbox::News Inbox::news() {
    const Lock lock(mutex_);
    return {is_gone_ || wants_close_,
            is_gone_,
            is_shown_,
            is_applied_,
            std::exchange(has_frame_, false),
            std::exchange(wants_refresh_, false),
            std::exchange(wants_rebuild_, false),
            death_};
}

std::optional<Event> Inbox::next_event() {
    const Lock lock(mutex_);
    if (is_gone_ || events_.empty()) return std::nullopt;
    std::optional<Event> event(std::move(events_.front()));
    events_.pop_front();
    return event;
}

bool Inbox::has_events() const {
    const Lock lock(mutex_);
    return !events_.empty();
}

void Inbox::sent() {
    const Lock lock(mutex_);
    is_applied_ = false;
}

void Inbox::stays_open() {
    const Lock lock(mutex_);
    asked_ns_ = 0;
}

void Inbox::end() {
    give_up_answers();
    std::deque<Event> left;
    Kept handle;
    std::unordered_map<WidgetId, Control> controls;
    Lock lock(mutex_);
    has_ended_ = is_gone_ = true;
    left.swap(events_);
    handle.swap(handle_);
    controls.swap(controls_);
    if (is_confirmed_) {
        finish(std::move(lock));
    } else {
        lock.unlock();
    }
    for (const Event& event : left) {
        if (const auto* sync = std::get_if<Sync>(&event))
            core_.backend().send(Synced{window_, sync->request, 0});
    }
}

void Inbox::finish(Lock lock) {
    is_finished_ = true;
    const std::vector<ach::Op> waiting = std::exchange(for_end_, {});
    const std::string why = death_;
    lock.unlock();
    core_.remove(window_);
    for (const ach::Op& op : waiting) {
        why.empty() ? op.complete(ACH_OK) : op.complete_with(ACH_E_FAILED, why);
    }
}

void Inbox::put(WidgetId widget, Control control) {
    const Lock lock(mutex_);
    const auto [place, is_new] = controls_.try_emplace(widget, std::move(control));
    if (is_new) return;
    place->second.signal = std::move(control.signal);
    place->second.is_numeric = control.is_numeric;
}

void Inbox::set_value(WidgetId widget, Value value) {
    const Lock lock(mutex_);
    const auto found = controls_.find(widget);
    if (found != controls_.end()) found->second.value = std::move(value);
}

void Inbox::name(WidgetId widget, std::string id) {
    const Lock lock(mutex_);
    if (id.empty()) {
        names_.erase(widget);
    } else {
        names_[widget] = std::move(id);
    }
}

void Inbox::remove(WidgetId widget) {
    const Lock lock(mutex_);
    controls_.erase(widget);
    names_.erase(widget);
}

std::optional<Control> Inbox::control(WidgetId widget) const {
    const Lock lock(mutex_);
    const auto found = controls_.find(widget);
    if (found == controls_.end()) return std::nullopt;
    return found->second;
}

}  // namespace ach::ui
