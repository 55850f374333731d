// The types of annotations and patterns, as the unit's plain data.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "vm/language/ast.hpp"
#include "vm/language/scope.hpp"

namespace ach::vm::language {

class TypeTable {
public:
    TypeTable(Unit& unit, const SymbolTable& symbols) : unit_(unit), symbols_(symbols) {}

    // The index of the type in the unit; makes it if it is new.
    std::uint32_t index_of(const Type& type);
    std::uint32_t index_of(TypeAlias& alias);
    std::uint32_t index_of_name(std::string_view name);  // `Any`, or what typeof answers

private:
    std::uint32_t add(vm::Type::Kind kind, std::string text);
    std::uint32_t add_compound(const Type& type);
    std::uint32_t copy(const Unit& from, std::uint32_t type);
    void fill_waiting();
    // As messages write it: `Number | String`, `{x: Number, y?: String}`, `(Number): Any`.
    std::string text_of(const Type& type, const vm::Type& made) const;
    std::string grouped(const Type& type, std::uint32_t index) const;

    struct Copy {
        const Unit* from;
        std::uint32_t type, index;
    };

    Unit& unit_;
    const SymbolTable& symbols_;
    std::unordered_map<std::string, std::uint32_t> named_;
    std::map<std::pair<const Unit*, std::uint32_t>, std::uint32_t> copied_;
    std::deque<TypeAlias*> waiting_;  // have an entry that does not say yet what they stand for
    std::deque<Copy> copies_;         // likewise
    bool is_filling_ = false;
};

}  // namespace ach::vm::language
