#include "plugins/builtins/ui/scopes.hpp"

#include "plugins/builtins/ui/core.hpp"
#include "plugins/builtins/ui/scope.hpp"

namespace ach::ui {

std::uint64_t Scopes::add(RenderScope& scope) {
    all_.emplace(++last_id_, &scope);
    return last_id_;
}

void Scopes::remove(RenderScope& scope) {
    all_.erase(scope.id);
    dirty_.erase({scope.depth, scope.id});
    if (scope.observer.bits != 0) {
        core_.reactive().dispose(core_.context().host, &core_.reactive(), scope.observer);
    }
}

RenderScope* Scopes::find(std::uint64_t id) const {
    const auto found = all_.find(id);
    return found == all_.end() ? nullptr : found->second;
}

void Scopes::mark(RenderScope& scope) { dirty_.emplace(scope.depth, scope.id); }

void Scopes::clean(RenderScope& scope) { dirty_.erase({scope.depth, scope.id}); }

bool Scopes::is_dirty(const RenderScope& scope) const {
    return dirty_.contains({scope.depth, scope.id});
}

RenderScope* Scopes::first_dirty(const std::function<bool(const RenderScope&)>& may_run) const {
    for (const auto& [depth, id] : dirty_) {
        RenderScope* const scope = find(id);
        if (may_run(*scope)) return scope;
    }
    return nullptr;
}

void Scopes::for_each(const std::function<void(RenderScope&)>& visit) const {
    for (const auto& [id, scope] : all_) visit(*scope);
}

}  // namespace ach::ui
