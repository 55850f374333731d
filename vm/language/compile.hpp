// The front end as one call: text in, verified plain data or messages out.
//
// Nothing here runs anything, knows values, or keeps state between calls, except what a REPL
// session hands in: its scope. Any thread may compile; two compilations share nothing.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "vm/bytecode/unit.hpp"
#include "vm/language/name_source.hpp"
#include "vm/support/diagnostics.hpp"
#include "vm/support/source_file.hpp"

namespace ach::vm::language {

// The top level that all entries of a REPL session share. Slots are indices into the session's one
// array of globals.
struct ReplScope {
    struct Name {
        std::string name;
        std::uint32_t slot;
        bool is_mutable;
        // Of an annotated `mut`, which later entries check as well; the unit has the type.
        std::shared_ptr<const Unit> unit = nullptr;
        std::uint32_t type = 0;
    };
    struct TypeName {
        std::string name;
        std::shared_ptr<const Unit> unit;  // whose type table has it
        std::uint32_t type;
    };
    std::vector<Name> names;  // later ones hide earlier ones
    std::vector<TypeName> types;
    std::uint32_t slots = 0;

    // Forgets the names whose slots an entry that failed never filled; `is_filled(slot)` tells.
    template <class IsFilled>
    void drop_unfilled(std::uint32_t first_new_slot, const IsFilled& is_filled) {
        std::erase_if(names, [&](const Name& name) {
            return name.slot >= first_new_slot && !is_filled(name.slot);
        });
    }
};

struct CompileOptions {
    UnitKind kind = UnitKind::File;
    const NameSource* names = nullptr;  // null: no built-in names
    ModuleSource* modules = nullptr;    // null: every imported type is Any
    ReplScope* repl = nullptr;          // of a ReplEntry; changed only when the entry compiles
    // Once it is true the compilation ends soon, with neither unit nor messages.
    const std::atomic<bool>* stop = nullptr;
};

struct Compilation {
    std::shared_ptr<Unit> unit;  // null if there are errors
    // Errors and warnings, by position; those of the grammar come without those behind it.
    std::vector<Diagnostic> diagnostics;
};

Compilation compile(std::shared_ptr<const SourceFile> file, const CompileOptions& options);

// What the grammar alone says: `check --parse-only`, and whether a REPL entry is complete. `stop`
// as in CompileOptions.
std::vector<Diagnostic> check_syntax(const SourceFile& file, UnitKind kind,
                                     const std::atomic<bool>* stop = nullptr);

}  // namespace ach::vm::language
