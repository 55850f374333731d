// One window: its description, and the turns in which it is brought up to date (ui.md §3.4).
//
// A loop task on the strand that opened the window waits (`wait`), and then, each time: one event
// is dispatched (`next_call`), dirty scopes run (`next_scope`, `begin`, `end`), one patch is sent
// (`send`). The loop itself is written in the language (ui.soc), so that no native stands between
// the strand and the functions of the script.
#pragma once

#include "plugins/builtins/ui/draft.hpp"
#include "plugins/builtins/ui/inbox.hpp"
#include "plugins/builtins/ui/pacer.hpp"
#include "plugins/builtins/ui/scopes.hpp"

#include <achronyme/cpp/timer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ach::ui {

class Core;

struct WindowSettings {
    WindowOptions options;
    double max_fps = 60;
    Kept on_close, on_error;
    std::uint32_t close_count = 0, error_count = 0;  // of the arguments they get
};

// Functions of the script that an event is for, in order.
struct EventCall {
    enum class For : std::uint8_t { Widget, Key, Close };
    For what = For::Widget;
    std::vector<Kept> functions;
    std::vector<std::vector<Value>> arguments;  // of each
    Kept signal;                                // is set before that, to what was chosen
    Kept choices;                               // of these
    int index = 0;                              // this one
    std::uint32_t takes_choice = 0;             // arguments of that kind: the choice, its index
};

class Window : public std::enable_shared_from_this<Window> {
public:
    Window(Core& core, WindowId id, WindowSettings settings);
    ~Window();

    WindowId id() const { return id_; }
    Core& core() { return core_; }
    const WindowSettings& settings() const { return settings_; }

    // --- any thread
    Inbox& inbox() { return inbox_; }
    void take(Event event) { inbox_.take(std::move(event)); }
    void backend_died(const std::string& why) { inbox_.backend_died(why); }

    // --- [strand of the window]
    Tree& tree() { return tree_; }
    Scopes& scopes() { return scopes_; }
    RenderScope& root() { return *root_; }
    void open();

    void wait(ach::Op op);
    // False: the window is to end. Once per turn, first.
    bool begin_turn();
    std::optional<EventCall> next_call();
    RenderScope* next_scope();
    void send();
    // Disposes of the scopes and lets everybody know.
    void end();

    // A run of a scope, and its end; runs nest.
    Draft& begin(RenderScope& scope);
    void complete(Draft& draft);  // it has succeeded
    void abandon(Draft& draft);
    // The innermost run, if it is this one.
    Draft* run(std::uint64_t number);

    void mark_dirty(RenderScope& scope);
    void take_over(Entry& entry, Behaviour behaviour);
    void forget(Entry& entry);
    bool take_pulse(Entry& entry) { return std::exchange(entry.has_pulse, false); }
    Value current_value(const Entry& entry) const;

    // --- errors (window_errors.cpp)
    // Of a scope, or of a callback.
    void show_error(const std::string& text, RenderScope* scope);

    std::uint64_t opened_ns() const { return opened_ns_; }

private:
    void dispatch(const Event& event, std::optional<EventCall>& made);
    void pulse(Entry& entry, bool is_urgent);
    void call(std::optional<EventCall>& made, const Entry& entry, On on,
              std::vector<Value> arguments) const;
    void value_changed(Entry& entry, const Value& value, bool is_urgent,
                       std::optional<EventCall>& made);
    void opened_changed(Entry& entry, bool is_open, std::optional<EventCall>& made);
    void chosen(Entry& entry, int index, std::optional<EventCall>& made);
    void show_validity(Entry& entry);
    void key_pressed(const KeyPressed& event, std::optional<EventCall>& made);
    Entry* entry_of(WidgetId widget);
    bool is_disabled(const Entry& entry) const;
    bool may_run(const RenderScope& scope) const;
    void subscribe_frames();
    void answer_syncs();
    void show_panel(const std::string& text);
    void forget_pulses(RenderScope& scope);

    Core& core_;
    const WindowId id_;
    const WindowSettings settings_;
    const std::uint64_t opened_ns_;
    Inbox inbox_;

    Tree tree_;
    Scopes scopes_;
    std::unordered_map<WidgetId, Entry*> entries_;
    std::unique_ptr<RenderScope> root_;
    std::vector<std::unique_ptr<Draft>> runs_;  // the innermost last

    Pacer pacer_;
    Inbox::News news_;
    std::uint64_t turn_ = 0;
    bool is_paced_turn_ = false;  // scopes that are not urgent may run in this one
    bool has_frames_ = false;     // the backend sends them
    bool reads_frames_ = false;   // a run of this turn has asked for them
    std::uint64_t last_banner_ = 0;
    std::uint64_t scope_runs_ = 0;

    struct PendingSync {
        std::uint64_t request;
        bool has_had_a_chance = false;  // dirty scopes could run since
    };
    std::vector<PendingSync> syncs_;

    struct Alarms;
    std::unique_ptr<Alarms> alarms_;
};

}  // namespace ach::ui
