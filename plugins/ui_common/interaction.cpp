#include "plugins/ui_common/interaction.hpp"

#include "plugins/ui_common/control_parts.hpp"
#include "plugins/ui_common/layout.hpp"
#include "plugins/ui_common/plot_picture.hpp"
#include "plugins/ui_common/text_edit.hpp"

#include <cmath>
#include <utility>

namespace ach::ui {

namespace {

// The widget itself or the nearest around it that does something with the pointer.
Item* pointed(Item* item) {
    for (; item != nullptr; item = item->parent) {
        if (item->can_focus() || item->wants(Wanted::Hover)) return item;
        if (item->states.hover || item->states.active || item->kind == Kind::Plot) return item;
    }
    return nullptr;
}

// Whom a press is for: not those who only want to know that the pointer is over them, when there is
// somebody around them to be pressed.
Item* press_target(Item* hit) {
    for (Item* item = hit; item != nullptr; item = item->parent) {
        if (item->can_focus() || item->kind == Kind::Plot || item->is_disabled()) return item;
    }
    return pointed(hit);
}

bool is_inside(const Item* item, const Item& around) {
    for (; item != nullptr; item = item->parent) {
        if (item == &around) return true;
    }
    return false;
}

}  // namespace

Interaction::Interaction(Scene& scene, WindowId window, Emit emit, Clipboard* clipboard)
    : scene_(scene), window_(window), emit_(std::move(emit)), clipboard_(clipboard) {}

Interaction::~Interaction() = default;

// --- pointer

void Interaction::hover(Item* item) {
    const WidgetId id = item == nullptr ? 0 : item->id;
    if (id == hovered_) return;
    Item* before = find(std::exchange(hovered_, id));
    if (before != nullptr) {
        Touch touch = before->touch;
        touch.is_hovered = false;
        scene_.touch(*before, touch);
        if (before->wants(Wanted::Hover)) emit_(Hover{window_, before->id, false});
    }
    if (item == nullptr || item->is_disabled()) return;
    Touch touch = item->touch;
    touch.is_hovered = true;
    scene_.touch(*item, touch);
    if (item->wants(Wanted::Hover)) emit_(Hover{window_, id, true});
}

void Interaction::hover_at(Point p) {
    Item* item = pointed(scene_.hit(p));
    hover(item);
}

void Interaction::pointer_move(Point p) {
    if (Item* list = find(open_list_)) {
        const Rect frame =
            list_frame(*list, {scene_.root().frame.width, scene_.root().frame.height});
        if (frame.contains(p)) {
            list_highlight_ = static_cast<int>((p.y - frame.y - 1) / list_row_height(*list));
            scene_.add_damage(frame);
            return;
        }
    }
    if (Item* area = find(scrolling_)) {
        const Rect bar = scroll_bar(*area), thumb = scroll_thumb(*area);
        const double room = bar.height - thumb.height;
        const double hidden = area->content.height - area->view.height;
        if (room > 0) {
            scene_.scroll_to(
                *area, {area->scroll.x, drag_scroll_.y + (p.y - drag_start_.y) * hidden / room});
        }
        return;
    }
    if (Item* item = find(pressed_)) {
        drag(*item, p);
        return;
    }
    hover_at(p);
}

void Interaction::pointer_leave() { hover(nullptr); }

void Interaction::pointer_down(Point p, PointerButton button, int clicks, bool shift) {
    if (button != PointerButton::Left) return;
    if (open_list_ != 0 && list_down(p)) return;
    Item* hit = scene_.hit(p);
    for (Item* area = hit; area != nullptr; area = area->parent) {
        if (area->kind == Kind::Scroll && scroll_bar(*area).contains(p)) {
            scrolling_ = area->id;
            drag_start_ = p;
            drag_scroll_ = area->scroll;
            return;
        }
    }
    Item* item = press_target(hit);
    if (item == nullptr || item->is_disabled()) {
        focus(0, false);
        return;
    }
    pressed_ = item->id;
    Touch touch = item->touch;
    touch.is_pressed = true;
    scene_.touch(*item, touch);
    focus(item->can_focus() ? item->id : 0, false);
    press(*item, p, clicks, shift);
}

void Interaction::pointer_up(Point p, PointerButton button) {
    if (button != PointerButton::Left) return;
    scrolling_ = 0;
    Item* item = find(std::exchange(pressed_, 0));
    if (item == nullptr) return hover_at(p);
    Touch touch = item->touch;
    touch.is_pressed = false;
    scene_.touch(*item, touch);
    if (!item->is_disabled()) release(*item, p);
    hover_at(p);
}

void Interaction::press(Item& item, Point p, int clicks, bool shift) {
    drag_start_ = p;
    switch (item.kind) {
        case Kind::Slider: set_slider(item, slider_value_at(item, p), true); break;
        case Kind::TextInput:
            if (item.edit == nullptr || scene_.measure() == nullptr) break;
            item.edit->move_to(text_position(item, p, *scene_.measure()), shift);
            if (clicks == 2) {
                item.edit->move(-1, true, false);
                item.edit->move(1, true, true);
            }
            if (clicks > 2) item.edit->select_all();
            scene_.damage(item);
            break;
        case Kind::Plot:
            if (clicks == 2 && item.flag("interactive", true)) {
                picture_of(item).x_view.reset();
                picture_of(item).y_view.reset();
                scene_.damage(item);
            }
            break;
        default: break;
    }
}

void Interaction::drag(Item& item, Point p) {
    switch (item.kind) {
        case Kind::Slider: set_slider(item, slider_value_at(item, p), true); break;
        case Kind::TextInput:
            if (item.edit == nullptr || scene_.measure() == nullptr) break;
            item.edit->move_to(text_position(item, p, *scene_.measure()), true);
            scene_.damage(item);
            break;
        case Kind::Plot: pan(item, p); break;
        default: {
            Touch touch = item.touch;
            touch.is_pressed = is_inside(scene_.hit(p), item);
            scene_.touch(item, touch);
            break;
        }
    }
}

void Interaction::release(Item& item, Point p) {
    if (item.kind == Kind::Slider) return set_slider(item, slider_value_at(item, p), false);
    if (!is_inside(scene_.hit(p), item)) return;
    switch (item.kind) {
        case Kind::Checkbox:
        case Kind::Radio:
        case Kind::Combobox:
        case Kind::Button: click(item); break;
        case Kind::Collapsing:
            if (p.y < item.frame.y + header_height(item)) toggle(item);
            break;
        case Kind::Tabs:
            if (TextMeasure* measure = scene_.measure()) {
                const int index = tab_at(item, p, *measure);
                if (index >= 0) select(item, index);
            }
            break;
        default:
            if (item.wants(Wanted::Click)) click(item);
            break;
    }
}

void Interaction::wheel(Point p, double dx, double dy, bool) {
    for (Item* item = scene_.hit(p); item != nullptr; item = item->parent) {
        if (item->kind == Kind::Plot && item->flag("interactive", true)) {
            return zoom(*item, p, std::pow(1.2, dy / 60));
        }
        if (item->kind != Kind::Scroll) continue;
        const Point before = item->scroll;
        const bool is_sideways = !scrolls_y(*item);
        scene_.scroll_to(
            *item, {before.x + dx + (is_sideways ? dy : 0), before.y + (is_sideways ? 0 : dy)});
        if (item->scroll != before) {
            hover_at(p);
            return;
        }
    }
}

// --- plots

void Interaction::zoom(Item& plot, Point p, double factor) {
    if (scene_.measure() == nullptr) return;
    const Rect field = plot_field(plot, *scene_.measure());
    if (!field.contains(p)) return;
    PlotPicture& picture = picture_of(plot);
    const auto zoomed = [&](const PlotScale& scale, double at) {
        return Range{scale.value(at + (scale.from_px - at) * factor),
                     scale.value(at + (scale.to_px - at) * factor)};
    };
    const Range x = zoomed(x_scale(plot, field), p.x), y = zoomed(y_scale(plot, field), p.y);
    const bool is_sane = x.from < x.to && y.from < y.to && std::isfinite(x.extent()) &&
                         std::isfinite(y.extent()) &&
                         x.extent() > 1e-12 * std::abs(x.from + x.to) &&
                         y.extent() > 1e-12 * std::abs(y.from + y.to);
    if (!is_sane) return;
    picture.x_view = x;
    picture.y_view = y;
    scene_.damage(plot);
}

void Interaction::pan(Item& plot, Point p) {
    if (scene_.measure() == nullptr || !plot.flag("interactive", true) || p == drag_start_) return;
    const Rect field = plot_field(plot, *scene_.measure());
    const auto moved = [](const PlotScale& scale, double by) {
        return Range{scale.value(scale.from_px - by), scale.value(scale.to_px - by)};
    };
    const Range x = moved(x_scale(plot, field), p.x - drag_start_.x);
    const Range y = moved(y_scale(plot, field), p.y - drag_start_.y);
    picture_of(plot).x_view = x;
    picture_of(plot).y_view = y;
    drag_start_ = p;
    scene_.damage(plot);
}

// --- focus

void Interaction::focus(WidgetId widget, bool shows_ring) {
    const bool had_ring = std::exchange(shows_ring_, shows_ring);
    if (widget == focused_) {
        Item* item = find(widget);
        if (had_ring != shows_ring && item != nullptr) scene_.damage(*item);
        return;
    }
    if (open_list_ != 0 && widget != open_list_) close_list();
    Item* before = find(std::exchange(focused_, widget));
    if (before != nullptr) {
        Touch touch = before->touch;
        touch.is_focused = false;
        scene_.touch(*before, touch);
        if (before->wants(Wanted::Focus)) emit_(FocusChanged{window_, before->id, false});
    }
    Item* item = find(widget);
    if (item == nullptr) {
        focused_ = 0;
        return;
    }
    if (item->kind == Kind::TextInput && item->edit == nullptr) {
        item->edit = std::make_unique<TextEdit>();
        item->edit->take(item->text("value"));
        item->edit->move_to(item->edit->text.size(), false);
    }
    Touch touch = item->touch;
    touch.is_focused = true;
    scene_.touch(*item, touch);
    if (item->wants(Wanted::Focus)) emit_(FocusChanged{window_, widget, true});
}

void Interaction::move_focus(int direction) {
    const std::vector<Item*> order = scene_.focus_order();
    if (order.empty()) return;
    const auto count = static_cast<int>(order.size());
    int at = direction > 0 ? -1 : count;
    for (int i = 0; i < count; ++i) {
        if (order[static_cast<std::size_t>(i)]->id == focused_) at = i;
    }
    const int next = (at + direction + count) % count;
    focus(order[static_cast<std::size_t>(next)]->id, true);
}

void Interaction::scene_changed() {
    const auto is_gone = [&](WidgetId id) { return id != 0 && scene_.find(id) == nullptr; };
    if (is_gone(hovered_)) hovered_ = 0;
    if (is_gone(pressed_)) pressed_ = 0;
    if (is_gone(scrolling_)) scrolling_ = 0;
    if (is_gone(open_list_)) close_list();
    Item* focused = find(focused_);
    if (is_gone(focused_) || (focused != nullptr && !focused->can_focus())) focus(0, false);
    for (const WidgetId id : scene_.take_autofocus()) {
        const Item* item = scene_.find(id);
        if (item == nullptr || !item->can_focus()) continue;
        if (had_autofocus_.insert(id).second) focus(id, true);
    }
}

Cursor Interaction::cursor() {
    const Item* item = find(hovered_);
    return item == nullptr ? Cursor::Default
                           : (item->is_disabled() ? Cursor::NotAllowed : item->layout->look.cursor);
}

}  // namespace ach::ui
