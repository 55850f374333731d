// What comes to a window from outside of its strand, and what has to be known the moment it comes.
//
// An edit of a control is taken over here, before the window's strand hears of it: a Signal is set,
// or the control's own value. So widgets bound to it follow while a callback of the window
// computes, and the backend learns that the edit was seen. Then the event waits for its turn.
//
// [any]
#pragma once

#include "plugins/builtins/ui/script_values.hpp"
#include "plugins/ui_common/protocol.hpp"

#include <achronyme/cpp/op.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ach::ui {

class Core;

// What an edit does.
struct Control {
    Kind kind = Kind::TextInput;
    Kept signal;  // is set; null: none, or it is set on the strand
    bool is_numeric = false;
    Value value;  // the control's own
    EditSeq seen = 0;
    bool is_invalid = false;  // a text that is no number
};

class Inbox {
public:
    Inbox(Core& core, WindowId window) : core_(core), window_(window) {}

    // --- from the backend
    void take(Event event);
    void backend_died(const std::string& why);

    // --- from scripts
    // Completed when there is something to do; at once if there is already.
    void wait(ach::Op op);
    void wake();
    // `at_once`: the backend hears of it now, not after what runs.
    void request_close(bool at_once);
    void request_refresh();
    bool is_open() const;
    // Completed when the window has closed and its scopes are gone.
    void when_closed(ach::Op op);
    // `op` is completed with the answer to that dialog, or with nothing when the window is closed.
    // False: it is already.
    bool expect_answer(std::uint64_t request, ach::Op op);
    // Nobody waits for it any more.
    void forget_answer(std::uint64_t request);
    // Keyboard focus to the widget with that `id` prop; false when there is none.
    bool focus(const std::string& id);
    // The script's value for the window, as long as it is open.
    Kept handle() const;
    void set_handle(Kept handle);
    std::pair<double, double> size() const;
    void set_size(double width, double height);

    // --- for the strand
    struct News {
        bool is_over = false;    // the backend has closed it, or somebody wants it closed
        bool is_gone = false;    // the backend has closed it already
        bool is_shown = false;   // the backend has opened it
        bool is_applied = true;  // the last patch
        bool has_frame = false;
        bool wants_refresh = false;
        bool wants_rebuild = false;
        std::string death;  // of the backend: why
    };
    News news();
    std::optional<Event> next_event();
    bool has_events() const;
    // A patch is on its way.
    void sent();
    // The script refused to close.
    void stays_open();
    // Nobody will look any more. Once the backend has closed it as well, whoever waits for the end
    // hears of it.
    void end();

    void put(WidgetId widget, Control control);
    void set_value(WidgetId widget, Value value);
    void name(WidgetId widget, std::string id);
    void remove(WidgetId widget);
    std::optional<Control> control(WidgetId widget) const;

private:
    using Lock = std::unique_lock<std::mutex>;

    void edit(WidgetId widget, EditSeq seq, const Value& value);
    void queue(Event event);
    bool ask_to_close();
    void take_answer(const DialogResult& result);
    void give_up_answers();
    void wake(Lock lock);
    void finish(Lock lock);

    Core& core_;
    const WindowId window_;

    mutable std::mutex mutex_;  // of all below; nothing is called under it
    std::deque<Event> events_;
    std::optional<ach::Op> waiting_;
    bool is_woken_ = false;
    bool wants_close_ = false, is_shown_ = false;
    bool is_gone_ = false;                          // its backend has closed it, or is told to
    bool is_confirmed_ = false;                     // it has
    bool has_ended_ = false, is_finished_ = false;  // end() was called; who waited has heard
    bool is_applied_ = true, has_frame_ = false, wants_refresh_ = false, wants_rebuild_ = false;
    std::string death_;
    std::uint64_t asked_ns_ = 0;  // when the user asked to close, until that is answered
    double width_ = 0, height_ = 0;
    std::vector<ach::Op> for_end_;
    std::map<std::uint64_t, ach::Op> for_answer_;  // by request
    Kept handle_;
    std::unordered_map<WidgetId, Control> controls_;
    std::map<WidgetId, std::string> names_;  // those that have an `id` prop
};

}  // namespace ach::ui
