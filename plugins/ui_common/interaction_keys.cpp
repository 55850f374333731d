// What keys do. A key goes to the focused widget; what that has no use for is offered to those who
// asked for keys (ui.md §4.1), and then to the window: Tab, the default button.
#include "plugins/ui_common/control_parts.hpp"
#include "plugins/ui_common/interaction.hpp"
#include "plugins/ui_common/text_edit.hpp"

#include <algorithm>

namespace ach::ui {

bool Interaction::tell_key(Item* item, const KeyInput& input) {
    bool is_told = false;
    for (; item != nullptr; item = item->parent) {
        if (!item->wants(Wanted::Key) || is_told) continue;
        emit_(KeyPressed{window_, item->id, input.key, input.ctrl, input.shift, input.alt,
                         input.meta});
        is_told = true;
    }
    return is_told;
}

bool Interaction::key_down(const KeyInput& input) {
    Item* item = find(focused_);
    const bool is_told = tell_key(item != nullptr ? item : &scene_.root(), input);
    if (item != nullptr && !item->is_disabled() && widget_key(*item, input)) return true;
    if (input.key == "Tab" && !input.ctrl && !input.alt) {
        move_focus(input.shift ? -1 : 1);
        return true;
    }
    if (input.key == "Enter" && default_button()) return true;
    return is_told;
}

bool Interaction::native_key(Item& item, const KeyInput& input) {
    tell_key(&item, input);
    if (input.key == "Enter" && (!item.flag("multiline") || input.ctrl)) {
        text_submitted(item);
        default_button();
        return true;
    }
    if (input.key != "Tab" || input.ctrl || input.alt) return false;
    move_focus(input.shift ? -1 : 1);
    return true;
}

bool Interaction::default_button() {
    for (Item* item : scene_.focus_order()) {
        if (item->kind == Kind::Button && item->flag("default")) {
            click(*item);
            return true;
        }
    }
    return false;
}

bool Interaction::widget_key(Item& item, const KeyInput& input) {
    if (open_list_ == item.id && list_key(item, input.key)) return true;
    const bool presses = input.key == " " || input.key == "Enter";
    switch (item.kind) {
        case Kind::TextInput: return text_key(item, input);
        case Kind::Slider: return slider_key(item, input.key);
        case Kind::Radio:
            if (radio_key(item, input.key)) return true;
            break;
        case Kind::Tabs: {
            const int count = static_cast<int>(texts_of(item, "titles").size());
            const int step = input.key == "ArrowRight" ? 1 : input.key == "ArrowLeft" ? -1 : 0;
            if (step == 0 || count == 0) return false;
            select(item,
                   std::clamp(static_cast<int>(item.number("index", 0)) + step, 0, count - 1));
            return true;
        }
        case Kind::Combobox: {
            const int step = input.key == "ArrowDown" ? 1 : input.key == "ArrowUp" ? -1 : 0;
            const int count = static_cast<int>(texts_of(item, "items").size());
            if (step == 0) break;
            if (count == 0) return true;
            select(item,
                   std::clamp(static_cast<int>(item.number("index", -1)) + step, 0, count - 1));
            return true;
        }
        case Kind::Checkbox:
            if (input.key == "Enter") return false;
            break;
        default: break;
    }
    if (!presses || input.ctrl || input.alt) return false;
    const bool is_clickable = item.kind == Kind::Button || item.kind == Kind::Checkbox ||
                              item.kind == Kind::Radio || item.kind == Kind::Combobox ||
                              item.kind == Kind::Collapsing || item.wants(Wanted::Click);
    if (is_clickable) click(item);
    return is_clickable;
}

bool Interaction::slider_key(Item& item, const std::string& key) {
    const double min = item.number("min", 0), max = item.number("max", 100);
    const double own = item.number("step", 0);
    const double step = own > 0 ? own : (max - min) / 100;
    const double value = std::clamp(item.number("value", min), min, max);
    if (key == "ArrowRight" || key == "ArrowUp") {
        set_slider(item, value + step, false);
    } else if (key == "ArrowLeft" || key == "ArrowDown") {
        set_slider(item, value - step, false);
    } else if (key == "Home") {
        set_slider(item, min, false);
    } else if (key == "End") {
        set_slider(item, max, false);
    } else {
        return false;
    }
    return true;
}

// Arrows go through the radios of a group and choose.
bool Interaction::radio_key(Item& item, const std::string& key) {
    const int step = key == "ArrowDown" || key == "ArrowRight" ? 1
                     : key == "ArrowUp" || key == "ArrowLeft"  ? -1
                                                               : 0;
    if (step == 0 || item.prop("group").is_null()) return false;
    std::vector<Item*> group;
    for (Item* other : scene_.focus_order()) {
        if (other->kind == Kind::Radio && other->prop("group") == item.prop("group")) {
            group.push_back(other);
        }
    }
    const auto at = std::find(group.begin(), group.end(), &item) - group.begin();
    const auto count = std::ssize(group);
    Item& next = *group[static_cast<std::size_t>((at + step + count) % count)];
    focus(next.id, true);
    choose_radio(next);
    return true;
}

bool Interaction::list_key(Item& item, const std::string& key) {
    const int count = static_cast<int>(texts_of(item, "items").size());
    if (key == "Escape") {
        close_list();
    } else if (key == "Enter" || key == " ") {
        const int chosen = list_highlight_;
        close_list();
        if (chosen >= 0 && chosen < count) select(item, chosen);
    } else if (key == "ArrowDown" || key == "ArrowUp") {
        list_highlight_ = std::clamp(list_highlight_ + (key == "ArrowDown" ? 1 : -1), 0, count - 1);
        const Rect& root = scene_.root().frame;
        scene_.add_damage(list_frame(item, {root.width, root.height}));
    } else {
        return false;
    }
    return true;
}

bool Interaction::clipboard_key(Item& item, const KeyInput& input) {
    if (!input.ctrl || input.alt || clipboard_ == nullptr) return false;
    TextEdit& edit = *item.edit;
    const bool is_secret = item.flag("password");
    if (input.key == "c" || input.key == "x") {
        if (edit.has_selection() && !is_secret) clipboard_->write(edit.selected());
        if (input.key == "x" && !is_secret && !item.flag("readonly")) edit.erase_backward(false);
    } else if (input.key == "v") {
        std::string pasted = clipboard_->read();
        if (!item.flag("multiline")) std::replace(pasted.begin(), pasted.end(), '\n', ' ');
        if (!item.flag("readonly")) {
            edit.insert(pasted, static_cast<std::size_t>(item.number("max_length", 0)));
        }
    } else {
        return false;
    }
    commit_text(item);
    return true;
}

bool Interaction::text_key(Item& item, const KeyInput& input) {
    if (item.edit == nullptr) return false;
    TextEdit& edit = *item.edit;
    edit.take(item.text("value"));
    if (clipboard_key(item, input)) {
        scene_.damage(item);
        return true;
    }
    const std::string& key = input.key;
    const bool is_multiline = item.flag("multiline");
    const bool is_editable = !item.flag("readonly");
    if (key == "Enter" && (!is_multiline || input.ctrl)) {
        text_submitted(item);
        default_button();
        return true;
    }
    if (key == "ArrowLeft" || key == "ArrowRight") {
        edit.move(key == "ArrowLeft" ? -1 : 1, input.ctrl, input.shift);
    } else if (is_multiline && (key == "ArrowUp" || key == "ArrowDown")) {
        edit.move_line(key == "ArrowUp" ? -1 : 1, input.shift);
    } else if (key == "Home" || key == "End") {
        edit.move_to_line_end(key == "Home" ? -1 : 1, input.shift);
    } else if (input.ctrl && key == "a") {
        edit.select_all();
    } else if (key == "Backspace" && is_editable) {
        edit.erase_backward(input.ctrl);
    } else if (key == "Delete" && is_editable) {
        edit.erase_forward(input.ctrl);
    } else if (is_editable && !input.ctrl && !input.alt && !input.meta &&
               (!input.text.empty() || (key == "Enter" && is_multiline))) {
        edit.insert(key == "Enter" ? "\n" : input.text,
                    static_cast<std::size_t>(item.number("max_length", 0)));
    } else {
        return false;
    }
    commit_text(item);
    scene_.damage(item);
    return true;
}

}  // namespace ach::ui
