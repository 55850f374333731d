// What pointer, wheel and keys do to a scene, the same on every backend with its own drawing:
// hover, presses, focus, the controls, scrolling, plots. The scene changes at once; what the core
// has to know comes out as events.
//
// Lives on the UI thread. Native text inputs take part through text_edited() and text_submitted().
#pragma once

#include "plugins/ui_common/scene.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_set>

namespace ach::ui {

struct KeyInput {
    std::string key;   // as in browsers: "Enter", "a", "ArrowLeft"
    std::string text;  // what it types; empty for control keys
    bool ctrl = false, shift = false, alt = false, meta = false;
};

enum class PointerButton : std::uint8_t { Left, Middle, Right };

class Clipboard {
public:
    virtual ~Clipboard() = default;
    virtual std::string read() = 0;
    virtual void write(const std::string& utf8) = 0;
};

class Interaction {
public:
    using Emit = std::function<void(Event)>;

    // `clipboard` may be null.
    Interaction(Scene& scene, WindowId window, Emit emit, Clipboard* clipboard = nullptr);
    ~Interaction();

    void pointer_move(Point p);
    void pointer_leave();
    void pointer_down(Point p, PointerButton button, int clicks, bool shift = false);
    void pointer_up(Point p, PointerButton button);
    // Pixels; positive scrolls down and right.
    void wheel(Point p, double dx, double dy, bool ctrl = false);
    // False: nobody cared.
    bool key_down(const KeyInput& input);

    // Of native text inputs. `seq` of the edit is counted here.
    void text_edited(Item& item, std::string text);
    void text_submitted(Item& item);
    // Before the control itself gets a key. True: that is not to happen.
    bool native_key(Item& item, const KeyInput& input);

    // The keyboard's widget; 0 is none. With `shows_ring` its focus ring is painted.
    void focus(WidgetId widget, bool shows_ring);
    WidgetId focused() const { return focused_; }
    WidgetId pressed() const { return pressed_; }
    WidgetId hovered() const { return hovered_; }
    bool shows_focus_ring() const { return shows_ring_; }
    Cursor cursor();

    // The open list of a combobox, above everything else; 0 is none.
    WidgetId open_list() const { return open_list_; }
    int list_highlight() const { return list_highlight_; }

    // After the scene has changed: forgets widgets that are gone, focuses those that want to be
    // when they first appear.
    void scene_changed();

    // The actions themselves, without a pointer: what a test or an assistive tool asks for.
    void click(Item& item);
    void set_slider(Item& item, double value, bool is_dragging);
    void toggle(Item& item);
    void select(Item& item, int index);
    void choose_radio(Item& item);

private:
    void hover(Item* item);
    void hover_at(Point p);
    Item* find(WidgetId id) const { return id == 0 ? nullptr : scene_.find(id); }

    void press(Item& item, Point p, int clicks, bool shift);
    void drag(Item& item, Point p);
    void release(Item& item, Point p);
    bool list_down(Point p);

    bool widget_key(Item& item, const KeyInput& input);
    bool slider_key(Item& item, const std::string& key);
    bool list_key(Item& item, const std::string& key);
    bool radio_key(Item& item, const std::string& key);
    bool text_key(Item& item, const KeyInput& input);
    bool clipboard_key(Item& item, const KeyInput& input);
    bool default_button();
    void move_focus(int direction);
    bool tell_key(Item* item, const KeyInput& input);

    void commit_text(Item& item);
    void open_list_of(Item& item);
    void close_list();
    void zoom(Item& plot, Point p, double factor);
    void pan(Item& plot, Point p);

    Scene& scene_;
    WindowId window_;
    Emit emit_;
    Clipboard* clipboard_;
    WidgetId hovered_ = 0, pressed_ = 0, focused_ = 0, open_list_ = 0;
    WidgetId scrolling_ = 0;  // its bar is being dragged
    Point drag_start_, drag_scroll_;
    int list_highlight_ = -1;
    bool shows_ring_ = false;
    std::unordered_set<WidgetId> had_autofocus_;
};

}  // namespace ach::ui
