#include "plugins/builtins/ui/tree.hpp"

namespace ach::ui {

namespace {

const StyleClasses& classes_of(const Appearance& appearance) {
    static const StyleClasses none;
    return appearance.style == nullptr ? none : *appearance.style;
}

bool have_same_style(const Appearance& a, const Appearance& b) {
    const StyleClasses& x = classes_of(a);
    const StyleClasses& y = classes_of(b);
    return &x == &y || (x.style == y.style && x.states == y.states);
}

// The props that differ; null for those that have gone.
Map changed_props(const Map& from, const Map& to) {
    Map changed;
    for (const auto& [name, value] : to) {
        const auto old = from.find(name);
        if (old == from.end() ? !value.is_null() : !(old->second == value)) changed[name] = value;
    }
    for (const auto& [name, value] : from) {
        if (!value.is_null() && to.find(name) == to.end()) changed[name] = nullptr;
    }
    return changed;
}

std::vector<WidgetId> ids_of(const std::vector<Widget*>& widgets) {
    std::vector<WidgetId> ids;
    ids.reserve(widgets.size());
    for (const Widget* widget : widgets) ids.push_back(widget->id());
    return ids;
}

}  // namespace

// --- a widget

Widget::~Widget() { tree_.widgets_.erase(id_); }

void Widget::mark() {
    if (std::exchange(is_marked_, true)) return;
    tree_.marked_.push_back(id_);
}

void Widget::describe(Appearance appearance) {
    if (is_shown_ && !sent_) sent_ = now_;
    now_ = std::move(appearance);
    if (is_shown_) mark();
}

void Widget::arrange(std::vector<Widget*> children) {
    if (children == children_) return;
    if (is_shown_ && !sent_children_) sent_children_ = ids_of(children_);
    children_ = std::move(children);
    if (is_shown_) mark();
}

Node Widget::node() const {
    const StyleClasses& classes = classes_of(now_);
    Node made{id_, kind_, now_.props, classes.style, classes.states, now_.wanted, {}};
    made.children.reserve(children_.size());
    for (const Widget* child : children_) made.children.push_back(child->node());
    return made;
}

// With all that is below it.
void Widget::set_sent() {
    is_shown_ = true;
    is_marked_ = false;
    sent_.reset();
    sent_children_.reset();
    for (Widget* child : children_) child->set_sent();
}

void Widget::append_ops(std::vector<Op>& ops) {
    is_marked_ = false;
    if (sent_) {
        Map props = changed_props(sent_->props, now_.props);
        if (!props.empty()) ops.push_back(SetProps{id_, std::move(props), now_.seen});
        if (!have_same_style(*sent_, now_)) {
            const StyleClasses& classes = classes_of(now_);
            ops.push_back(SetStyle{id_, classes.style, classes.states});
        }
        if (sent_->wanted != now_.wanted) ops.push_back(SetWanted{id_, now_.wanted});
        sent_.reset();
    }
    append_child_ops(ops);
}

void Widget::append_child_ops(std::vector<Op>& ops) {
    if (!sent_children_) return;
    const std::vector<WidgetId> to = ids_of(children_);
    for (const ChildEdit& edit : child_edits(*sent_children_, to)) {
        switch (edit.what) {
            case ChildEdit::What::Remove: ops.push_back(Remove{edit.widget}); break;
            case ChildEdit::What::Move: ops.push_back(Move{edit.widget, edit.index}); break;
            case ChildEdit::What::Insert:
                Widget& child = *tree_.find(edit.widget);
                ops.push_back(Insert{id_, edit.index, child.node()});
                child.set_sent();
                break;
        }
    }
    sent_children_.reset();
}

// --- the tree

Tree::Tree() : root_(make(Kind::Root)) {}

Tree::~Tree() = default;

std::unique_ptr<Widget> Tree::make(Kind kind) {
    std::unique_ptr<Widget> widget(new Widget(*this, ++last_id_, kind));
    widgets_.emplace(widget->id(), widget.get());
    return widget;
}

Widget* Tree::find(WidgetId id) {
    const auto found = widgets_.find(id);
    return found == widgets_.end() ? nullptr : found->second;
}

std::optional<Command> Tree::take_changes(WindowId window) {
    const std::vector<WidgetId> marked = std::exchange(marked_, {});
    if (std::exchange(is_whole_wanted_, false)) {
        Node whole = root_->node();
        root_->set_sent();
        return Rebuild{window, ++revision_, std::move(whole)};
    }
    Patch patch{window, revision_, revision_ + 1, {}};
    for (const WidgetId id : marked) {
        // What came with an insertion of this patch is as it should be.
        Widget* const widget = find(id);
        if (widget != nullptr && widget->is_marked_) widget->append_ops(patch.ops);
    }
    if (patch.ops.empty()) return std::nullopt;
    ++revision_;
    return patch;
}

}  // namespace ach::ui
