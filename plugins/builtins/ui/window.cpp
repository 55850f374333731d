#include "plugins/builtins/ui/window.hpp"

#include "plugins/builtins/ui/core.hpp"

#include <algorithm>
#include <atomic>

namespace ach::ui {

namespace {

constexpr std::chrono::milliseconds kBusyAfter{500};

}  // namespace

// What rings for a window: the next frame boundary, and a turn that takes long. [timer]
struct Window::Alarms {
    explicit Alarms(Window& window)
        : frame(window.core_.clock(), [&window] { window.inbox_.wake(); }),
          busy(window.core_.clock(), [this, &window] {
              is_busy.store(true, std::memory_order_release);
              window.core_.backend().send(Busy{window.id_, true});
          }) {}

    Timer<std::function<void()>> frame, busy;
    std::atomic<bool> is_busy{false};
};

Window::Window(Core& core, WindowId id, WindowSettings settings)
    : core_(core),
      id_(id),
      settings_(std::move(settings)),
      opened_ns_(core.clock().now()),
      inbox_(core, id),
      scopes_(core),
      root_(std::make_unique<RenderScope>(*this, tree_.root(), nullptr, nullptr)),
      pacer_(settings_.max_fps),
      alarms_(std::make_unique<Alarms>(*this)) {
    inbox_.set_size(settings_.options.width.value_or(0), settings_.options.height.value_or(0));
}

Window::~Window() = default;

void Window::open() {
    core_.backend().send(OpenWindow{id_, settings_.options});
    root_->is_urgent = true;
    mark_dirty(*root_);
}

// --- turns

void Window::wait(ach::Op op) {
    alarms_->busy.cancel();
    if (alarms_->is_busy.exchange(false)) core_.backend().send(Busy{id_, false});
    const auto may_run_now = [](const RenderScope& scope) { return scope.is_urgent; };
    if (inbox_.has_events() || (news_.is_shown && scopes_.first_dirty(may_run_now) != nullptr)) {
        inbox_.wake();
    } else if (news_.is_shown && scopes_.has_dirty() && news_.is_applied) {
        alarms_->frame.cancel();
        alarms_->frame.start_at(pacer_.next_ns());
    }
    inbox_.wait(op);
}

bool Window::begin_turn() {
    news_ = inbox_.news();
    if (news_.is_over) return false;
    ++turn_;
    alarms_->busy.start_in(kBusyAfter);
    if (news_.wants_rebuild) tree_.forget_sent();
    if (news_.wants_refresh) {
        scopes_.for_each([this](RenderScope& scope) { scopes_.mark(scope); });
        root_->is_urgent = true;
    }
    if (news_.has_frame) {
        scopes_.for_each([this](RenderScope& scope) {
            if (scope.wants_frames) scopes_.mark(scope);
        });
    }
    is_paced_turn_ = news_.is_shown && news_.is_applied && pacer_.is_due(core_.clock().now());
    return true;
}

// Not before the backend knows the window: values of what is bound overtake the command that opens
// it.
bool Window::may_run(const RenderScope& scope) const {
    if (!news_.is_shown) return false;
    return scope.is_urgent || (is_paced_turn_ && scope.last_turn != turn_);
}

RenderScope* Window::next_scope() {
    return scopes_.first_dirty([this](const RenderScope& scope) { return may_run(scope); });
}

void Window::mark_dirty(RenderScope& scope) {
    scopes_.mark(scope);
    if (scope.last_turn == turn_ && std::exchange(scope.repeats_at_once, false)) {
        scope.is_urgent = scope.is_repetition = true;
    }
    inbox_.wake();
}

void Window::send() {
    if (news_.is_shown && news_.is_applied && tree_.has_changes()) {
        if (const auto changes = tree_.take_changes(id_)) {
            inbox_.sent();
            news_.is_applied = false;
            core_.backend().send(*changes);
        }
    }
    if (!tree_.has_changes()) core_.send_forgotten();
    subscribe_frames();
    answer_syncs();
}

void Window::subscribe_frames() {
    if (!has_frames_ && !reads_frames_) return;
    bool is_wanted = false;
    scopes_.for_each([&](const RenderScope& scope) { is_wanted |= scope.wants_frames; });
    reads_frames_ = false;
    if (is_wanted == has_frames_) return;
    has_frames_ = is_wanted;
    core_.backend().send(SubscribeFrames{id_, is_wanted});
}

// A test hears that all before its question is done. Scopes that are dirty again and again keep
// nobody waiting.
void Window::answer_syncs() {
    std::erase_if(syncs_, [this](PendingSync& sync) {
        const bool is_rendered = !scopes_.has_dirty() || sync.has_had_a_chance;
        sync.has_had_a_chance |= is_paced_turn_;
        if (!is_rendered || tree_.has_changes()) return false;
        core_.backend().send(Synced{id_, sync.request, scope_runs_});
        return true;
    });
}

void Window::end() {
    alarms_->frame.cancel();
    alarms_->busy.cancel();
    if (!news_.is_gone) core_.backend().send(CloseWindow{id_});
    for (const PendingSync& sync : std::exchange(syncs_, {})) {
        core_.backend().send(Synced{id_, sync.request, scope_runs_});
    }
    runs_.clear();
    root_.reset();  // cleanups run in the flush that this asks the strand for, before what follows
    core_.send_forgotten();
    inbox_.end();
}

// --- runs

Draft& Window::begin(RenderScope& scope) {
    const bool was_urgent = std::exchange(scope.is_urgent, false);
    scope.repeats_at_once = was_urgent && !std::exchange(scope.is_repetition, false);
    scope.last_turn = turn_;
    scopes_.clean(scope);
    ++scope_runs_;
    if (runs_.empty()) pacer_.has_run(core_.clock().now());
    runs_.push_back(std::make_unique<Draft>(scope, core_.next_run()));
    return *runs_.back();
}

Draft* Window::run(std::uint64_t number) {
    return runs_.empty() || runs_.back()->run != number ? nullptr : runs_.back().get();
}

void Window::complete(Draft& draft) {
    std::unique_ptr<Draft> done = std::move(runs_.back());
    runs_.pop_back();
    RenderScope& scope = draft.scope;
    forget_pulses(scope);
    reads_frames_ |= draft.reads_frames;
    if (!std::exchange(scope.shown_error, {}).empty())
        core_.backend().send(ClearNotice{id_, scope.id});
    if (runs_.empty()) return done->commit();
    DraftEntry* const holder = runs_.back()->holder_of(scope);
    if (holder != nullptr) holder->inner = std::move(done);
}

void Window::abandon(Draft& draft) {
    forget_pulses(draft.scope);
    // Runs within it that did not come to their end either go with it.
    while (!runs_.empty()) {
        const std::unique_ptr<Draft> last = std::move(runs_.back());
        runs_.pop_back();
        if (last.get() == &draft) break;
    }
}

// A pulse is for one run, whether that has come to it or not.
void Window::forget_pulses(RenderScope& scope) {
    for (const WidgetId widget : scope.pulsed) {
        if (Entry* entry = entry_of(widget)) entry->has_pulse = false;
    }
    scope.pulsed.clear();
}

void Window::take_over(Entry& entry, Behaviour behaviour) {
    const WidgetId widget = entry.widget->id();
    const bool is_new = entries_.emplace(widget, &entry).second;
    const bool has_new_value = !is_new && !(entry.behaviour.initial == behaviour.initial);
    const std::string old_id = std::move(entry.behaviour.id);
    entry.behaviour = std::move(behaviour);
    const Behaviour& now = entry.behaviour;
    if (now.id != old_id) inbox_.name(widget, now.id);
    if (!now.is_control) return;
    Control control;
    control.kind = entry.widget->kind();
    control.signal = now.is_set_on_arrival ? now.signal : nullptr;
    control.is_numeric = now.is_numeric;
    control.value = now.initial;
    inbox_.put(widget, std::move(control));
    if (!has_new_value) return;
    inbox_.set_value(widget, now.initial);
    entry.dispatched = now.initial;
}

void Window::forget(Entry& entry) {
    const auto found = entries_.find(entry.widget->id());
    if (found == entries_.end()) return;  // it was never taken over
    inbox_.remove(found->first);
    entries_.erase(found);
}

Value Window::current_value(const Entry& entry) const {
    const auto control = inbox_.control(entry.widget->id());
    return control ? control->value : Value();
}

Entry* Window::entry_of(WidgetId widget) {
    const auto found = entries_.find(widget);
    return found == entries_.end() ? nullptr : found->second;
}

}  // namespace ach::ui
