// What the controls do, and what the core is told of it.
#include "plugins/ui_common/control_parts.hpp"
#include "plugins/ui_common/interaction.hpp"
#include "plugins/ui_common/text_edit.hpp"

namespace ach::ui {

void Interaction::click(Item& item) {
    switch (item.kind) {
        case Kind::Checkbox: return toggle(item);
        case Kind::Radio: return choose_radio(item);
        case Kind::Collapsing: return toggle(item);
        case Kind::Combobox:
            if (open_list_ == item.id) {
                close_list();
            } else {
                open_list_of(item);
            }
            return;
        default: emit_(ButtonClicked{window_, item.id}); return;
    }
}

void Interaction::set_slider(Item& item, double value, bool is_dragging) {
    value = snapped(item, value);
    const bool is_same = item.number("value", item.number("min", 0)) == value;
    if (is_same && is_dragging) return;
    const EditSeq seq = is_same ? item.edit_seq : scene_.edit(item, value);
    emit_(SliderChanged{window_, item.id, value, seq, is_dragging});
}

void Interaction::toggle(Item& item) {
    if (item.kind == Kind::Collapsing) {
        const bool is_open = !item.flag("open");
        emit_(CollapsingToggled{window_, item.id, is_open, scene_.edit(item, is_open)});
    } else {
        const bool is_checked = !item.flag("checked");
        emit_(CheckboxToggled{window_, item.id, is_checked, scene_.edit(item, is_checked)});
    }
}

void Interaction::select(Item& item, int index) {
    if (item.number("index", item.kind == Kind::Combobox ? -1 : 0) == index) return;
    emit_(IndexSelected{window_, item.id, index, scene_.edit(item, static_cast<double>(index))});
}

void Interaction::choose_radio(Item& item) {
    if (item.flag("selected")) return;
    const Value& group = item.prop("group");
    for (Item* other : scene_.focus_order()) {
        const bool is_rival = other != &item && other->kind == Kind::Radio && !group.is_null() &&
                              other->prop("group") == group && other->flag("selected");
        if (is_rival) scene_.show_edited(*other, false);
    }
    emit_(RadioSelected{window_, item.id, scene_.edit(item, true)});
}

// --- texts

void Interaction::text_edited(Item& item, std::string text) {
    if (item.flag("readonly") || item.text("value") == text) return;
    const EditSeq seq = scene_.edit(item, text);
    emit_(TextInputChanged{window_, item.id, std::move(text), seq});
}

void Interaction::text_submitted(Item& item) {
    emit_(TextSubmitted{window_, item.id, item.text("value")});
}

void Interaction::commit_text(Item& item) { text_edited(item, item.edit->text); }

// --- lists

void Interaction::open_list_of(Item& item) {
    if (texts_of(item, "items").empty()) return;
    open_list_ = item.id;
    list_highlight_ = static_cast<int>(item.number("index", -1));
    const Rect& root = scene_.root().frame;
    scene_.add_damage(list_frame(item, {root.width, root.height}));
}

void Interaction::close_list() {
    open_list_ = 0;
    scene_.add_damage(scene_.root().frame);
}

bool Interaction::list_down(Point p) {
    Item* item = find(open_list_);
    if (item == nullptr) {
        close_list();
        return false;
    }
    const Rect& root = scene_.root().frame;
    const Rect frame = list_frame(*item, {root.width, root.height});
    const bool is_inside = frame.contains(p);
    close_list();
    if (!is_inside) return item->frame.contains(p);
    const int row = static_cast<int>((p.y - frame.y - 1) / list_row_height(*item));
    if (row < std::ssize(texts_of(*item, "items"))) select(*item, row);
    return true;
}

}  // namespace ach::ui
