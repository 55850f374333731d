#include "plugins/ui_common/layout.hpp"
#include "plugins/ui_common/plot_picture.hpp"
#include "plugins/ui_common/scene.hpp"
#include "plugins/ui_common/text_edit.hpp"

namespace ach::ui {

namespace {

const Value kNothing;

}  // namespace

std::string_view value_prop(Kind kind) {
    switch (kind) {
        case Kind::TextInput:
        case Kind::Slider: return "value";
        case Kind::Checkbox: return "checked";
        case Kind::Radio: return "selected";
        case Kind::Combobox:
        case Kind::Tabs: return "index";
        case Kind::Collapsing: return "open";
        default: return "";
    }
}

Item::Item() : layout(std::make_unique<ItemLayout>()) {}
Item::~Item() = default;

const Value& Item::prop(std::string_view name) const {
    if (!edited.is_null() && name == value_prop(kind)) return edited;
    if (const auto value = values.find(name); value != values.end()) return value->second;
    const auto value = props.find(name);
    return value == props.end() ? kNothing : value->second;
}

std::string Item::text(std::string_view name) const {
    const std::string* text = prop(name).text();
    return text == nullptr ? std::string() : *text;
}

double Item::number(std::string_view name, double otherwise) const {
    const double* number = prop(name).number();
    return number == nullptr ? otherwise : *number;
}

bool Item::flag(std::string_view name, bool otherwise) const {
    const bool* flag = prop(name).boolean();
    return flag == nullptr ? otherwise : *flag;
}

bool Item::is_disabled() const {
    for (const Item* item = this; item != nullptr; item = item->parent) {
        if (item->flag("disabled")) return true;
    }
    return false;
}

bool Item::is_hidden() const { return hides || layout->look.hidden; }

bool Item::is_visible() const {
    for (const Item* item = this; item != nullptr; item = item->parent) {
        if (item->is_hidden()) return false;
    }
    return true;
}

bool Item::can_focus() const {
    switch (kind) {
        case Kind::Button:
        case Kind::TextInput:
        case Kind::Slider:
        case Kind::Checkbox:
        case Kind::Radio:
        case Kind::Combobox:
        case Kind::Tabs:
        case Kind::Collapsing: break;
        default:
            if (!wants(Wanted::Click) && !wants(Wanted::Key) && !wants(Wanted::Focus)) return false;
            break;
    }
    return is_visible() && !is_disabled();
}

Look Item::current_look() const {
    return look_in_state(kind, layout->look, states, touch, flag("disabled"));
}

}  // namespace ach::ui
