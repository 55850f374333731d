#include "plugins/ui_common/scene.hpp"

#include "plugins/ui_common/patch_check.hpp"
#include "plugins/ui_common/plot_picture.hpp"
#include "plugins/ui_common/scene_impl.hpp"
#include "plugins/ui_common/text_edit.hpp"

#include <algorithm>
#include <utility>

namespace ach::ui {

Scene::Scene() : impl_(std::make_unique<Impl>()) {
    Node empty;
    empty.kind = Kind::Root;
    impl_->root = impl_->make(empty, nullptr);
    impl_->restyle(*impl_->root, true);
}

Scene::~Scene() = default;

Revision Scene::revision() const { return impl_->revision; }
Item& Scene::root() { return *impl_->root; }
const Item& Scene::root() const { return *impl_->root; }

Item* Scene::find(WidgetId id) {
    const auto found = impl_->items.find(id);
    return found == impl_->items.end() ? nullptr : found->second;
}

bool Scene::apply(const Patch& patch) {
    if (patch.base != impl_->revision || !PatchCheck(*this).fits(patch)) return false;
    for (const Op& op : patch.ops) {
        std::visit([&](const auto& one) { impl_->apply(one); }, op);
    }
    impl_->revision = patch.revision;
    return true;
}

// Widgets that were there before keep what the user has done to them.
void Scene::apply(const Rebuild& rebuild) {
    const std::unique_ptr<Item> old = std::move(impl_->root);
    const auto old_items = std::move(impl_->items);
    impl_->items.clear();
    for (const auto& [id, item] : old_items) impl_->bindings.unbind(*item, "");
    impl_->root = impl_->make(rebuild.root, nullptr);
    impl_->root->kind = Kind::Root;
    for (const auto& [id, item] : impl_->items) {
        const auto was = old_items.find(id);
        if (was == old_items.end() || was->second->kind != item->kind) continue;
        Item& before = *was->second;
        item->edited = std::move(before.edited);
        item->edit_seq = before.edit_seq;
        item->seen_seq = before.seen_seq;
        item->held = std::move(before.held);
        item->scroll = before.scroll;
        item->is_at_end = before.is_at_end;
        item->touch = before.touch;
        item->edit = std::move(before.edit);
        if (before.plot != nullptr) {
            item->plot = std::move(before.plot);
            impl_->plot_changed(*item);
        }
    }
    impl_->restyle(*impl_->root, true);
    impl_->revision = rebuild.revision;
    impl_->needs_layout = true;
    impl_->damage.add({0, 0, impl_->window.width, impl_->window.height});
}

bool Scene::apply(const SignalChanged& change) {
    if (!impl_->bindings.take(change)) return false;
    const auto targets = impl_->bindings.targets(change.key);
    for (const auto& target : targets) {
        Item& item = *target.item;
        if (target.prop == value_prop(item.kind) && item.edit_seq > item.seen_seq) {
            item.held = change;
            continue;
        }
        impl_->shows(item, target.prop,
                     impl_->bindings.resolved(item.props.find(target.prop)->second));
    }
    return !targets.empty();
}

void Scene::apply(const Seen& seen) {
    Item* item = find(seen.widget);
    if (item == nullptr) return;
    item->seen_seq = std::max(item->seen_seq, seen.seq);
    const auto described = item->props.find(value_prop(item->kind));
    if (described == item->props.end()) return;
    if (const std::uint64_t key = bound_key(described->second)) {
        impl_->bindings.take_seen(key, seen.version);
    }
    if (item->seen_seq < item->edit_seq || !item->held) return;
    const SignalChanged held = std::move(*item->held);
    item->held.reset();
    if (held.version > seen.version) impl_->shows(*item, described->first, held.value);
}

void Scene::apply(const Forget& forget) {
    for (const std::uint64_t key : forget.keys) impl_->bindings.forget(key);
}

void Scene::touch(Item& item, const Touch& touch) {
    if (item.touch == touch) return;
    item.touch = touch;
    impl_->add_damage(item);
}

EditSeq Scene::edit(Item& item, Value value) {
    show_edited(item, std::move(value));
    return ++item.edit_seq;
}

void Scene::show_edited(Item& item, Value value) {
    item.edited = std::move(value);
    impl_->prop_changed(item, value_prop(item.kind));
}

std::vector<WidgetId> Scene::take_autofocus() { return std::exchange(impl_->autofocus, {}); }

void Scene::damage(const Item& item) { impl_->add_damage(item); }

void Scene::draw_plots_elsewhere() { impl_->draws_plots_elsewhere = true; }

std::vector<WidgetId> Scene::take_changed_plots() {
    return std::exchange(impl_->changed_plots, {});
}

// --- the tree

std::unique_ptr<Item> Scene::Impl::make(const Node& node, Item* parent) {
    auto item = std::make_unique<Item>();
    if (!items.emplace(node.id, item.get()).second) return nullptr;
    item->id = node.id;
    item->kind = node.kind;
    item->style = node.style;
    item->states = node.states;
    item->wanted = node.wanted;
    item->parent = parent;
    for (const auto& [name, described] : node.props) set_prop(*item, name, described);
    if (item->flag("autofocus")) autofocus.push_back(node.id);
    if (node.kind == Kind::Plot) {
        item->plot = std::make_unique<PlotPicture>();
        item->plot->is_drawn_elsewhere = draws_plots_elsewhere;
        plot_changed(*item);
    }
    int depth = 1;
    for (const Item* above = parent; above != nullptr; above = above->parent) ++depth;
    if (depth == kDeepestTree) return item;
    for (const Node& child : node.children) {
        if (auto made = make(child, item.get())) item->children.push_back(std::move(made));
    }
    return item;
}

void Scene::Impl::drop(Item& item) {
    items.erase(item.id);
    bindings.unbind(item, "");
    for (const auto& child : item.children) drop(*child);
}

void Scene::Impl::set_prop(Item& item, const std::string& name, const Value& described) {
    const auto old = item.props.find(name);
    if (old != item.props.end()) bindings.unbind(item, name);
    item.values.erase(name);
    if (name == "hidden") item.hides = false;
    if (described.is_null()) {
        if (old != item.props.end()) item.props.erase(old);
        return;
    }
    item.props.insert_or_assign(name, described);
    const Value now = bindings.bind(described, {&item, name});
    if (bound_key(described) != 0) item.values.insert_or_assign(name, now);
    if (name == "hidden") item.hides = item.flag("hidden");
}

// Works out the looks of an item and of those below that inherit from it.
void Scene::Impl::restyle(Item& item, bool is_new) {
    Look& look = item.layout->look;
    const Look before = look;
    look = base_look(item.kind, item.style, item.wanted,
                     item.parent == nullptr ? nullptr : &item.parent->layout->look);
    item.layout->extent.reset();
    item.layout->lines_width = -1;
    const bool passes_on = is_new || before.foreground != look.foreground ||
                           before.font != look.font || before.text_align != look.text_align;
    if (!is_new) {
        mark(item);
        add_damage(item);
    }
    if (!passes_on) return;
    for (const auto& child : item.children) restyle(*child, is_new);
}

void Scene::Impl::apply(const Insert& op) {
    Item& parent = *items.at(op.parent);
    auto made = make(op.node, &parent);
    Item& item = *made;
    parent.children.insert(parent.children.begin() + static_cast<std::ptrdiff_t>(op.index),
                           std::move(made));
    restyle(item, true);
    mark(parent);
}

void Scene::Impl::apply(const Remove& op) {
    Item& item = *items.at(op.widget);
    Item& parent = *item.parent;
    add_damage(item);
    drop(item);
    std::erase_if(parent.children, [&](const auto& child) { return child.get() == &item; });
    mark(parent);
}

void Scene::Impl::apply(const Move& op) {
    Item& item = *items.at(op.widget);
    auto& siblings = item.parent->children;
    const auto from = std::find_if(siblings.begin(), siblings.end(),
                                   [&](const auto& child) { return child.get() == &item; });
    auto held = std::move(*from);
    siblings.erase(from);
    siblings.insert(siblings.begin() + static_cast<std::ptrdiff_t>(op.index), std::move(held));
    add_damage(item);
    mark(*item.parent);
}

void Scene::Impl::apply(const SetProps& op) {
    Item& item = *items.at(op.widget);
    for (const auto& [name, described] : op.props) {
        const bool is_value = name == value_prop(item.kind);
        const bool is_outdated = is_value && op.seen && *op.seen < item.edit_seq;
        set_prop(item, name, described);
        if (is_outdated) continue;  // its user has changed it since
        if (is_value) {
            item.edited = nullptr;
            item.held.reset();
        }
        prop_changed(item, name);
    }
}

void Scene::Impl::apply(const SetStyle& op) {
    Item& item = *items.at(op.widget);
    item.style = op.style;
    item.states = op.states;
    restyle(item, false);
}

void Scene::Impl::apply(const SetWanted& op) {
    Item& item = *items.at(op.widget);
    item.wanted = op.wanted;
    restyle(item, false);
}

void Scene::Impl::shows(Item& item, const std::string& name, Value value) {
    item.values.insert_or_assign(name, std::move(value));
    if (name == value_prop(item.kind)) item.edited = nullptr;
    if (name == "hidden") item.hides = item.flag("hidden");
    prop_changed(item, name);
}

// Sizes depend on few properties; the rest only has to be painted.
void Scene::Impl::prop_changed(Item& item, std::string_view name) {
    static constexpr std::string_view kSizing[] = {
        "text", "label", "title", "titles", "hidden", "rows", "vertical", "axis", "multiline"};
    const bool is_drawn_later = item.plot != nullptr && draws_plots_elsewhere && name == "series";
    if (!is_drawn_later) add_damage(item);
    if (item.edit != nullptr && name == "value") item.edit->take(item.text("value"));
    if (item.plot != nullptr) plot_changed(item);
    if (std::find(std::begin(kSizing), std::end(kSizing), name) == std::end(kSizing)) return;
    item.layout->extent.reset();
    item.layout->lines_width = -1;
    mark(item);
}

void Scene::Impl::plot_changed(Item& item) {
    item.plot->is_stale = true;
    if (draws_plots_elsewhere) changed_plots.push_back(item.id);
}

}  // namespace ach::ui
