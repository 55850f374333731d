// Definitions by name. It is filled at every start with hundreds of which a program uses a few, so
// adding is cheap: no memory of its own for a name.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace ach::vm {

template <class Definition>
class DefinitionTable {
public:
    // The text stays with whoever defines.
    void add(std::string_view name, Definition definition) {
        if (entries_.size() == heads_.size()) grow();
        std::uint32_t& head = head_of(name);
        entries_.push_back({name, definition, head});
        head = static_cast<std::uint32_t>(entries_.size());
    }

    // All of that name, in the order in which they came.
    std::vector<Definition> find(std::string_view name) const {
        std::vector<Definition> found;
        if (heads_.empty()) return found;
        for (std::uint32_t at = heads_[slot_of(name)]; at != 0; at = entries_[at - 1].next) {
            if (entries_[at - 1].name == name) found.push_back(entries_[at - 1].definition);
        }
        std::ranges::reverse(found);
        return found;
    }

private:
    struct Entry {
        std::string_view name;
        Definition definition;
        std::uint32_t next;  // as in heads_
    };

    std::size_t slot_of(std::string_view name) const {
        return std::hash<std::string_view>()(name) & (heads_.size() - 1);
    }
    std::uint32_t& head_of(std::string_view name) { return heads_[slot_of(name)]; }

    void grow() {
        constexpr std::size_t kFirst = 512;  // a power of two, as all that follow
        heads_.assign(std::max(kFirst, 2 * heads_.size()), 0);
        entries_.reserve(heads_.size());
        for (std::uint32_t i = 0; i < entries_.size(); ++i) {
            std::uint32_t& head = head_of(entries_[i].name);
            entries_[i].next = head;
            head = i + 1;
        }
    }

    std::vector<Entry> entries_;
    std::vector<std::uint32_t> heads_;  // the newest entry of a slot, counted from 1; 0: none
};

}  // namespace ach::vm
