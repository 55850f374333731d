#include "plugins/builtins/ui/scope.hpp"

#include "plugins/builtins/ui/window.hpp"

#include <algorithm>

namespace ach::ui {

const Callback* Behaviour::callback(On on) const {
    const auto found = std::ranges::find(callbacks, on, &Callback::on);
    return found == callbacks.end() ? nullptr : &*found;
}

RenderScope::RenderScope(Window& its_window, Widget& its_container, RenderScope* its_outer,
                         Entry* its_entry)
    : window(its_window),
      container(its_container),
      outer(its_outer),
      entry(its_entry),
      id(window.scopes().add(*this)),
      depth(outer == nullptr ? 0 : outer->depth + 1),
      level(outer == nullptr ? 0 : outer->level + (entry->is_bare() ? 0 : 1)) {}

RenderScope::~RenderScope() {
    content.clear();
    window.scopes().remove(*this);
}

RenderScope& RenderScope::of_container() {
    RenderScope* scope = this;
    while (scope->entry != nullptr && scope->entry->is_bare()) scope = scope->outer;
    return *scope;
}

void RenderScope::append_widgets(std::vector<Widget*>& widgets) const {
    for (const auto& one : content) {
        if (!one->is_bare()) {
            widgets.push_back(one->widget.get());
        } else if (one->scope != nullptr) {
            one->scope->append_widgets(widgets);
        }
    }
}

Entry::Entry(Identity its_identity, RenderScope& its_owner)
    : identity(std::move(its_identity)), owner(its_owner) {}

Entry::~Entry() {
    if (widget != nullptr) owner.window.forget(*this);
}

}  // namespace ach::ui
