// Names as small numbers: equal names have equal symbols, so comparing and looking up costs
// nothing.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "vm/support/arena.hpp"

namespace ach::vm::language {

struct Symbol {
    std::uint32_t id = 0;

    friend bool operator==(Symbol, Symbol) = default;
};

class SymbolTable {
public:
    // Symbol 0 is the empty name, symbol 1 is `_`.
    SymbolTable() {
        intern("");
        intern("_");
    }

    Symbol intern(std::string_view name) {
        const auto found = ids_.find(name);
        if (found != ids_.end()) return {found->second};
        const auto id = static_cast<std::uint32_t>(names_.size());
        names_.push_back(arena_.copy(name));
        ids_.emplace(names_.back(), id);
        return {id};
    }

    std::size_t size() const { return names_.size(); }

    std::string_view text(Symbol symbol) const { return names_[symbol.id]; }

private:
    Arena arena_;
    std::vector<std::string_view> names_;
    std::unordered_map<std::string_view, std::uint32_t> ids_;
};

inline constexpr Symbol kNoName{0};
inline constexpr Symbol kWildcard{1};

}  // namespace ach::vm::language

template <>
struct std::hash<ach::vm::language::Symbol> {
    std::size_t operator()(ach::vm::language::Symbol symbol) const noexcept { return symbol.id; }
};
