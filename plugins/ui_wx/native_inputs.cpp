#include "plugins/ui_wx/native_inputs.hpp"

#include "plugins/ui_common/control_parts.hpp"
#include "plugins/ui_common/layout.hpp"
#include "plugins/ui_common/painting.hpp"
#include "plugins/ui_common/text_edit.hpp"
#include "plugins/ui_common/text_lines.hpp"
#include "plugins/ui_wx/control_style.hpp"
#include "plugins/ui_wx/keys.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace ach::ui {

namespace {

constexpr double kLeastSeen = 8;  // of an input's height; less is not worth a control

long style_of(bool is_password, bool is_multiline) {
    long style = wxBORDER_NONE | wxTE_PROCESS_TAB;
    if (is_password) style |= wxTE_PASSWORD;
    return style | (is_multiline ? wxTE_MULTILINE : wxTE_PROCESS_ENTER);
}

// What is behind an item, where colors are translucent.
Color background_behind(const Item& item, Color window) {
    if (item.parent == nullptr) return window;
    const Color below = background_behind(*item.parent, window);
    const std::optional<Color> own = item.parent->layout->look.background;
    if (!own) return below;
    return mixed(below, *own, static_cast<double>(*own >> 24) / 255) | 0xFF000000;
}

bool is_opaque(const Item& item) {
    for (const Item* above = &item; above != nullptr; above = above->parent) {
        if (above->current_look().opacity < 1) return false;
    }
    return true;
}

long characters_before(const std::string& text, std::size_t at) {
    return static_cast<long>(count_characters(std::string_view(text).substr(0, at)));
}

}  // namespace

struct NativeInputs::Control {
    Form form = Form::Line;
    WidgetId widget = 0;  // over which it lies; 0: none
    wxWindow* window = nullptr;
    wxTextCtrl* text = nullptr;

    std::unique_ptr<ControlStyle> style;
    std::string hint;  // as it was told last
    wxRect seen, whole;
};

NativeInputs::NativeInputs(Needs needs) : needs_(std::move(needs)) {
    needs_.canvas->Bind(wxEVT_SET_FOCUS, &NativeInputs::canvas_has_keyboard, this);
}

// The windows are the canvas's, which may outlive this by some events.
NativeInputs::~NativeInputs() {
    needs_.canvas->Unbind(wxEVT_SET_FOCUS, &NativeInputs::canvas_has_keyboard, this);
    for (const auto& control : controls_) control->window->Destroy();
}

void NativeInputs::update(const std::vector<Rect>& covered, Color background) {
    if (is_updating_) return;
    is_updating_ = true;
    const auto wanted = [&](WidgetId id) -> Item* {
        Item* item = id == 0 ? nullptr : needs_.scene->find(id);
        return item != nullptr && can_have_control(*item, covered) ? item : nullptr;
    };
    Item* focused = wanted(needs_.interaction->focused());
    Item* hovered = wanted(needs_.interaction->hovered());
    if (hovered == focused) hovered = nullptr;
    const WidgetId focused_id = focused == nullptr ? 0 : focused->id;
    const WidgetId hovered_id = hovered == nullptr ? 0 : hovered->id;
    Control* keyboard = nullptr;
    if (focused != nullptr) {
        keyboard = &control_for(*focused, hovered_id);
        place(*keyboard, *focused, background);
    }
    if (hovered != nullptr) place(control_for(*hovered, focused_id), *hovered, background);
    give_keyboard(keyboard);
    for (const auto& control : controls_) {
        if (control->widget == focused_id || control->widget == hovered_id) continue;
        control->widget = 0;
        control->window->Hide();
    }
    is_updating_ = false;
}

bool NativeInputs::can_have_control(Item& item, const std::vector<Rect>& covered) const {
    if (item.kind != Kind::TextInput || !item.can_focus() || !is_opaque(item)) return false;
    const Rect seen = seen_part(item);
    if (seen.is_empty() || seen.height < std::min(kLeastSeen, text_field(item).height))
        return false;
    return std::all_of(covered.begin(), covered.end(),
                       [&](const Rect& above) { return above.intersected(seen).is_empty(); });
}

Rect NativeInputs::seen_part(const Item& item) const {
    Rect seen = text_field(item).intersected(needs_.scene->root().frame);
    for (const Item* above = item.parent; above != nullptr; above = above->parent) {
        if (above->layout->look.clip) seen = seen.intersected(above->frame);
    }
    return seen;
}

// --- the controls

NativeInputs::Control& NativeInputs::control_for(const Item& item, WidgetId other) {
    const Form form = item.flag("multiline")  ? Form::Lines
                      : item.flag("password") ? Form::Password
                                              : Form::Line;
    Control* free = nullptr;
    for (const auto& control : controls_) {
        if (control->form != form) continue;
        if (control->widget == item.id) return *control;
        if (control->widget != other || other == 0) free = control.get();
    }
    Control& control = free == nullptr ? made(form) : *free;
    assign(control, item);
    return control;
}

NativeInputs::Control& NativeInputs::made(Form form) {
    auto control = std::make_unique<Control>();
    control->form = form;
    control->window = new wxWindow(needs_.canvas, wxID_ANY, wxDefaultPosition, wxSize(1, 1),
                                   wxBORDER_NONE | wxWANTS_CHARS);
    control->window->Hide();
    control->text = new wxTextCtrl(control->window, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                                   style_of(form == Form::Password, form == Form::Lines));
    control->style = std::make_unique<ControlStyle>(*control->text);
    watch(*control);
    controls_.push_back(std::move(control));
    return *controls_.back();
}

void NativeInputs::watch(Control& control) {
    const auto bind = [this, &control](const auto& type, auto what) {
        control.text->Bind(type, [this, &control, what](auto& event) {
            Item* item = control.widget == 0 ? nullptr : needs_.scene->find(control.widget);
            if (item == nullptr || is_updating_ || !what(event, *item)) return event.Skip();
            needs_.input_done();
        });
    };
    Interaction& user = *needs_.interaction;
    bind(wxEVT_TEXT, [&control, &user](wxCommandEvent&, Item& item) {
        user.text_edited(item, control.text->GetValue().utf8_string());
        return true;
    });
    bind(wxEVT_CHAR, [&user](wxKeyEvent& event, Item& item) {
        return user.native_key(item, key_input(event));
    });
    bind(wxEVT_SET_FOCUS, [this, &control, &user](wxFocusEvent& event, Item& item) {
        event.Skip();
        keyboard_ = &control;
        if (user.focused() != item.id) user.focus(item.id, false);
        return true;
    });
    bind(wxEVT_MOTION, [this, &control, &user](wxMouseEvent& event, Item&) {
        const wxPoint at =
            needs_.canvas->ScreenToClient(control.text->ClientToScreen(event.GetPosition()));
        user.pointer_move({static_cast<double>(at.x), static_cast<double>(at.y)});
        event.Skip();
        return true;
    });
}

void NativeInputs::assign(Control& control, const Item& item) {
    control.widget = item.id;
    const wxString value = wx_text(item.text("value"));
    if (control.text->GetValue() != value) control.text->ChangeValue(value);
    control.text->SetMaxLength(
        control.form == Form::Lines ? 0 : static_cast<unsigned long>(item.number("max_length", 0)));
    control.text->SetInsertionPointEnd();
}

// --- their looks and places

void NativeInputs::place(Control& control, Item& item, Color window) {
    show_look(control, item, window);
    const std::string value = item.text("value");
    if (control.text->GetValue() != wx_text(value)) {
        const long at = control.text->GetInsertionPoint();
        control.text->ChangeValue(wx_text(value));
        control.text->SetInsertionPoint(std::min(at, control.text->GetLastPosition()));
    }
    const Rect field = text_field(item), seen = on_pixels(seen_part(item));
    const auto pixels = [](double length) { return static_cast<int>(std::lround(length)); };
    const wxRect there(pixels(seen.x), pixels(seen.y), pixels(seen.width), pixels(seen.height));
    const wxRect whole(pixels(field.x) - there.x, pixels(field.y) - there.y, pixels(field.width),
                       pixels(field.height));
    if (control.seen != there) control.window->SetSize(there);
    if (control.whole != whole) control.text->SetSize(whole);
    control.seen = there;
    control.whole = whole;
    control.window->Show();
}

void NativeInputs::show_look(Control& control, Item& item, Color window) {
    const Look look = item.current_look();
    const Color own = look.background.value_or(0);
    const Color background =
        mixed(background_behind(item, window), own, static_cast<double>(own >> 24) / 255) |
        0xFF000000;
    control.window->SetBackgroundColour(wx_color(background));
    control.style->show({look.font, look.foreground, background});
    if (control.form != Form::Lines && control.hint != item.text("placeholder")) {
        control.hint = item.text("placeholder");
        control.text->SetHint(wx_text(control.hint));
    }
    const bool is_editable = !item.flag("readonly");
    if (control.text->IsEditable() != is_editable) control.text->SetEditable(is_editable);
}

// --- the keyboard

void NativeInputs::canvas_has_keyboard(wxFocusEvent& event) {
    keyboard_ = nullptr;
    event.Skip();
}

void NativeInputs::give_keyboard(Control* control) {
    Item* item = control == nullptr ? nullptr : needs_.scene->find(control->widget);
    if (control != keyboard_) {
        const bool was_mine = keyboard_ != nullptr;
        keyboard_ = control;
        if (control != nullptr) {
            control->text->SetFocus();
        } else if (was_mine) {
            needs_.canvas->SetFocus();
        }
    }
    // The pointer went down before the control was there: what it selects, it selects in the scene.
    if (item == nullptr || item->edit == nullptr) return;
    if (needs_.interaction->pressed() != item->id) return;
    const std::string value = item->text("value");
    control->text->SetSelection(characters_before(value, item->edit->anchor),
                                characters_before(value, item->edit->cursor));
}

}  // namespace ach::ui
