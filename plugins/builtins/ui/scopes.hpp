// The scopes of one window, and which of them are dirty.
//
// [strand of the window]
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <unordered_map>
#include <utility>

namespace ach::ui {

class Core;
class RenderScope;

class Scopes {
public:
    explicit Scopes(Core& core) : core_(core) {}

    std::uint64_t add(RenderScope& scope);
    void remove(RenderScope& scope);
    RenderScope* find(std::uint64_t id) const;

    void mark(RenderScope& scope);
    void clean(RenderScope& scope);
    bool is_dirty(const RenderScope& scope) const;
    bool has_dirty() const { return !dirty_.empty(); }
    // The outermost one of those that may run, or null.
    RenderScope* first_dirty(const std::function<bool(const RenderScope&)>& may_run) const;

    void for_each(const std::function<void(RenderScope&)>& visit) const;

private:
    Core& core_;
    std::uint64_t last_id_ = 0;
    std::unordered_map<std::uint64_t, RenderScope*> all_;
    std::set<std::pair<std::size_t, std::uint64_t>> dirty_;  // by depth, then id
};

}  // namespace ach::ui
