// What the resolver finds out about names, functions and types, and the compiler builds on.
#pragma once

#include <cstdint>

#include "vm/language/ast.hpp"

namespace ach::vm::language {

// One declaration of one name. Declaring a name again makes another Variable.
//
// Where it lives follows from four facts: a top-level variable that a function uses (and every one
// of a REPL entry or prelude) is a global; of the others, one that a function captures and that is
// assigned, or that is used too early, lives in a cell; everything else is a register, which
// closures copy.
struct Variable {
    Symbol name;
    Span span;
    FunctionScope* function;  // whose frame it belongs to
    bool is_mutable;
    bool is_top_level;
    Type* type = nullptr;  // of an annotated declaration; a `mut` checks it at every assignment
    bool is_global = false;
    bool is_captured = false;
    bool is_assigned = false;  // other than by its declaration
    bool is_imported = false;
    bool is_late = false;      // used, in the text, before its declaration
    std::uint32_t global = 0;  // slot, when is_global

    bool needs_cell() const { return !is_global && (is_late || (is_captured && is_assigned)); }

    // Where the compiler has put it in the frame of `function`.
    enum class Place : std::uint8_t { None, Register, Spill };
    Place place = Place::None;
    std::uint32_t index = 0;
    std::uint32_t binding = 0;  // its number among those of its pattern
};

struct FunctionScope {
    enum class Kind : std::uint8_t { TopLevel, Lambda, Generator, AsyncDo };

    Kind kind;
    FunctionScope* parent;  // null for the top level
    Symbol name;
    bool is_method = false;
    bool uses_self = false;     // something in it needs the method's self
    bool uses_args = false;     // `__args()` of a prelude
    std::uint32_t loops = 0;    // open around the place being resolved
    std::uint32_t obtains = 0;  // places so far where it may obtain a guard
};

// `type N = T`, or a type imported from another module.
struct TypeAlias {
    Symbol name;
    Span span;
    Type* type;                    // null: imported
    const Unit* module = nullptr;  // of an import; null if it could not be compiled: then Any
    std::uint32_t module_type = 0;
    bool being_checked = false;
    bool is_checked = false;
    bool is_emitted = false;  // `unit_type` is its index in the unit
    std::uint32_t unit_type = 0;
};

}  // namespace ach::vm::language
