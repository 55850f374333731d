// The types of annotations and patterns, as the unit's plain data.
#pragma once

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

    // As messages write it: `Number | String`, `{x: Number, y?: String}`, `(Number): Any`.
    std::string text_of(const Type& type) const;

private:
    std::uint32_t add(vm::Type::Kind kind, std::string text);
    std::uint32_t add_compound(const Type& type);
    std::uint32_t copy(const Unit& from, std::uint32_t type);
    std::string list_of(std::span<Type* const> types) const;
    std::string grouped(const Type& type) const;

    Unit& unit_;
    const SymbolTable& symbols_;
    std::unordered_map<std::string, std::uint32_t> named_;
    std::map<std::pair<const Unit*, std::uint32_t>, std::uint32_t> copied_;
};

}  // namespace ach::vm::language
