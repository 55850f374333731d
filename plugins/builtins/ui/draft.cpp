#include "plugins/builtins/ui/draft.hpp"

#include "plugins/builtins/ui/window.hpp"

#include <algorithm>
#include <unordered_map>

namespace ach::ui {

DraftEntry::DraftEntry() = default;
DraftEntry::DraftEntry(DraftEntry&&) noexcept = default;
DraftEntry::~DraftEntry() = default;

Draft::Draft(RenderScope& its_scope, std::uint64_t its_run) : scope(its_scope), run(its_run) {}

std::optional<Identity> Draft::identify(Place place, Kind kind, std::string key) {
    if (key.empty()) {
        const auto which =
            static_cast<std::uint32_t>(place) << 8 | static_cast<std::uint32_t>(kind);
        return Identity{place, kind, ++ordinals_[which], {}};
    }
    // Siblings of all kinds share their keys; states have their own.
    if (!keys_.insert((place == Place::State ? 'S' : 'W') + key).second) return std::nullopt;
    return Identity{place, kind, 0, std::move(key)};
}

// Where everything is as it was, each is found where the last one ended.
Entry* Draft::find_old(const Identity& identity) {
    const auto& content = scope.content;
    if (at_ < content.size() && content[at_]->identity == identity) return content[at_++].get();
    if (!std::exchange(has_old_, true)) {
        for (std::size_t i = 0; i < content.size(); ++i) old_.emplace(content[i]->identity, i);
    }
    const auto found = old_.find(identity);
    if (found == old_.end()) return nullptr;
    at_ = found->second + 1;
    return content[found->second].get();
}

DraftEntry* Draft::add(Place place, Kind kind, std::string key) {
    const std::optional<Identity> identity = identify(place, kind, std::move(key));
    if (!identity) return nullptr;
    DraftEntry& added = entries.emplace_back();
    added.entry = find_old(*identity);
    if (added.entry == nullptr) {
        added.made = std::make_unique<Entry>(*identity, scope);
        added.entry = added.made.get();
        if (place == Place::Widget || place == Place::ErrorPanel) {
            added.made->widget = scope.window.tree().make(kind);
        }
    }
    return &added;
}

std::optional<Identity> Draft::next_state(std::string key) {
    const std::optional<Identity> identity = identify(Place::State, Kind::Root, std::move(key));
    if (identity) {
        used_states.insert(*identity);
        last_state = *identity;
    }
    return identity;
}

DraftEntry* Draft::holder_of(const RenderScope& inner) {
    const auto found = std::find_if(entries.rbegin(), entries.rend(), [&](const DraftEntry& entry) {
        return entry.has_scope && entry.scope() == &inner;
    });
    return found == entries.rend() ? nullptr : &*found;
}

void Draft::commit() {
    std::vector<RenderScope*> changed;
    // They go last: the tree compares what was there with what is.
    Gone gone;
    std::vector<std::unique_ptr<RenderScope>> gone_scopes;
    commit(changed, gone, gone_scopes);
    for (RenderScope* one : changed) {
        std::vector<Widget*> widgets;
        one->of_container().append_widgets(widgets);
        one->container.arrange(std::move(widgets));
    }
}

void Draft::commit(std::vector<RenderScope*>& changed, Gone& gone,
                   std::vector<std::unique_ptr<RenderScope>>& gone_scopes) {
    std::unordered_map<Entry*, std::unique_ptr<Entry>> old;
    for (auto& entry : scope.content) {
        Entry* const raw = entry.get();
        old.emplace(raw, std::move(entry));
    }
    scope.content.clear();
    for (DraftEntry& one : entries) {
        Entry& entry = *one.entry;
        scope.content.push_back(one.made != nullptr ? std::move(one.made) : std::move(old[&entry]));
        if (one.new_scope != nullptr) entry.scope = std::move(one.new_scope);
        if (one.item != nullptr) {
            entry.item = std::move(one.item);
            entry.index = one.index;
        }
        if (one.behaviour) {
            scope.window.take_over(entry, std::move(*one.behaviour));
            entry.widget->describe(std::move(*one.appearance));
        }
        if (!one.has_scope && entry.scope != nullptr && one.behaviour) {
            entry.widget->arrange({});
            gone_scopes.push_back(std::move(entry.scope));
        }
        if (one.inner != nullptr) one.inner->commit(changed, gone, gone_scopes);
    }
    for (auto& [raw, entry] : old) {
        if (entry != nullptr) gone.push_back(std::move(entry));
    }
    std::erase_if(scope.states,
                  [&](const auto& state) { return !used_states.contains(state.first); });
    scope.has_run = true;
    scope.wants_frames = reads_frames;
    changed.push_back(&scope);
}

}  // namespace ach::ui
