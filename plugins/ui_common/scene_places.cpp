// Where the items of a scene are: layout, scrolling, what is at a point, what has to be painted.
#include "plugins/ui_common/scene_impl.hpp"

#include <algorithm>
#include <cmath>

namespace ach::ui {

namespace {

constexpr double kFocusRing = 4;

bool clips(const Item& item) { return item.layout->look.clip; }

void collect_focusable(Item& item, std::vector<Item*>& order) {
    if (item.is_hidden()) return;
    if (item.can_focus()) order.push_back(&item);
    for (const auto& child : item.children) collect_focusable(*child, order);
}

// The last painted is on top.
Item* topmost(Item& item, Point p) {
    if (item.is_hidden()) return nullptr;
    if (clips(item) && !item.frame.contains(p)) return nullptr;
    for (auto child = item.children.rbegin(); child != item.children.rend(); ++child) {
        if (Item* found = topmost(**child, p)) return found;
    }
    return item.frame.contains(p) ? &item : nullptr;
}

}  // namespace

Rect painted_area(const Item& item) {
    double margin = kFocusRing;
    const auto reach = [&](const std::optional<Shadow>& shadow) {
        if (!shadow || shadow->inset) return;
        margin = std::max(margin, shadow->blur + shadow->spread +
                                      std::max(std::abs(shadow->dx), std::abs(shadow->dy)));
    };
    reach(item.layout->look.shadow);
    for (const auto* state :
         {&item.states.hover, &item.states.active, &item.states.focus, &item.states.disabled}) {
        if (*state) reach((*state)->shadow);
    }
    Rect area{item.frame.x - margin, item.frame.y - margin, item.frame.width + 2 * margin,
              item.frame.height + 2 * margin};
    for (const Item* above = item.parent; above != nullptr; above = above->parent) {
        if (clips(*above)) area = area.intersected(above->frame);
    }
    return area;
}

void Scene::Impl::add_damage(const Item& item) {
    if (!item.frame.is_empty()) damage.add(painted_area(item));
}

void Scene::Impl::mark(Item& item) {
    needs_layout = true;
    for (Item* above = &item; above != nullptr; above = above->parent) above->layout->forget();
}

void Scene::lay_out(Size window, TextMeasure& measure) {
    impl_->widths.use(measure);
    impl_->can_measure = true;
    if (!needs_layout() && window == impl_->window) return;
    if (window != impl_->window) {
        impl_->damage.add({0, 0, window.width, window.height});
        impl_->root->layout->forget();
        impl_->window = window;
    }
    Layout(window, impl_->widths).run(*impl_->root);
    impl_->settle(*impl_->root, {0, 0});
    impl_->needs_layout = false;
}

bool Scene::needs_layout() const { return impl_->needs_layout; }

void Scene::invalidate_layout() {
    impl_->widths = {};
    for (const auto& [id, item] : impl_->items) {
        item->layout->forget();
        item->layout->extent.reset();
        item->layout->lines_width = -1;
    }
    impl_->needs_layout = true;
}

// Turns places relative to parents into frames, below whatever has changed.
void Scene::Impl::settle(Item& item, Point origin) {
    ItemLayout& layout = *item.layout;
    const Rect frame{origin.x + layout.offset.x, origin.y + layout.offset.y, layout.size.width,
                     layout.size.height};
    const bool has_moved = frame != item.frame;
    if (has_moved) {
        add_damage(item);
        item.frame = frame;
        add_damage(item);
    }
    if (!has_moved && !layout.is_dirty && !layout.has_new_places) return;
    layout.is_dirty = false;
    layout.has_new_places = false;
    if (item.kind == Kind::Scroll) limit_scroll(item);
    settle_children(item);
}

void Scene::Impl::settle_children(Item& item) {
    const Point origin{item.frame.x - item.scroll.x, item.frame.y - item.scroll.y};
    for (const auto& child : item.children) {
        if (!child->is_hidden()) {
            settle(*child, origin);
        } else if (!child->frame.is_empty()) {
            add_damage(*child);
            child->frame = {};
        }
    }
}

void Scene::Impl::limit_scroll(Item& item) {
    const Point most{std::max(0.0, item.content.width - item.view.width),
                     std::max(0.0, item.content.height - item.view.height)};
    if (item.flag("stick_to_end") && item.is_at_end) item.scroll.y = most.y;
    item.scroll = {std::clamp(item.scroll.x, 0.0, most.x), std::clamp(item.scroll.y, 0.0, most.y)};
    item.is_at_end = item.scroll.y >= most.y - 1;
}

void Scene::scroll_to(Item& item, Point scroll) {
    const Point before = item.scroll;
    item.is_at_end = false;
    item.scroll = scroll;
    impl_->limit_scroll(item);
    if (item.scroll == before) return;
    impl_->settle_children(item);
    impl_->add_damage(item);
}

bool Scene::has_damage() const { return !impl_->damage.is_empty(); }

std::vector<Rect> Scene::take_damage() {
    const Rect window{0, 0, impl_->window.width, impl_->window.height};
    return impl_->damage.take(window);
}

void Scene::add_damage(const Rect& area) { impl_->damage.add(area); }

Item* Scene::hit(Point p) { return topmost(*impl_->root, p); }

std::vector<Item*> Scene::focus_order() {
    std::vector<Item*> order;
    collect_focusable(*impl_->root, order);
    return order;
}

TextMeasure* Scene::measure() const { return impl_->can_measure ? &impl_->widths : nullptr; }

}  // namespace ach::ui
