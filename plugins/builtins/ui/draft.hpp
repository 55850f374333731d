// What one run of a scope describes, until all of it is taken over (scope.hpp).
//
// [strand of the window]
#pragma once

#include "plugins/builtins/ui/scope.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace ach::ui {

class Draft;

struct DraftEntry {
    DraftEntry();
    DraftEntry(DraftEntry&&) noexcept;
    ~DraftEntry();

    Entry* entry = nullptr;       // the one that is there, or `made`
    std::unique_ptr<Entry> made;  // null: it is there
    std::optional<Appearance> appearance;
    std::optional<Behaviour> behaviour;
    std::unique_ptr<RenderScope> new_scope;
    bool has_scope = false;        // it keeps the one it has, or gets the new one
    Kept item;                     // of an element of ui_each: what it is of,
    std::size_t index = 0;         // and where that stands
    std::unique_ptr<Draft> inner;  // what a nested run has described; null: as it was

    RenderScope* scope() const {
        return new_scope != nullptr ? new_scope.get() : entry->scope.get();
    }
};

class Draft {
public:
    Draft(RenderScope& scope, std::uint64_t run);

    // The next entry, new or as the last run left it. Nothing: another one has this key.
    DraftEntry* add(Place place, Kind kind, std::string key);
    // The place of the next ui_state.
    std::optional<Identity> next_state(std::string key);
    // The entry that has this scope.
    DraftEntry* holder_of(const RenderScope& scope);

    // Takes everything over. What is no longer there ends.
    void commit();

    RenderScope& scope;
    const std::uint64_t run;  // its number, which the context of the script's call has
    std::deque<DraftEntry> entries;
    bool reads_frames = false;
    std::unordered_set<Identity, IdentityHash> used_states;
    Identity last_state;

private:
    using Gone = std::vector<std::unique_ptr<Entry>>;

    std::optional<Identity> identify(Place place, Kind kind, std::string key);
    Entry* find_old(const Identity& identity);
    void commit(std::vector<RenderScope*>& changed, Gone& gone,
                std::vector<std::unique_ptr<RenderScope>>& gone_scopes);

    std::unordered_map<std::uint32_t, std::uint32_t> ordinals_;  // by place and kind
    std::unordered_set<std::string> keys_;
    std::size_t at_ = 0;  // where the next entry stood last time, most likely
    std::unordered_map<Identity, std::size_t, IdentityHash> old_;  // places in the content
    bool has_old_ = false;
};

}  // namespace ach::ui
