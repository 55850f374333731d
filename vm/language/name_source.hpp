// What the compiler asks its embedder: the names that are not declared in the text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vm/bytecode/unit.hpp"

namespace ach::vm::language {

enum class NameKind : std::uint8_t { Unknown, Builtin, Constant };

struct NameMeaning {
    NameKind kind = NameKind::Unknown;
    Constant constant = 0.0;  // of a Constant
};

// The built-in names: natives and prelude functions of all packs. The constants that the language
// itself defines (PI, e, i, …) need not be here.
class NameSource {
public:
    virtual ~NameSource() = default;

    virtual NameMeaning lookup(std::string_view name) const = 0;

    // The known name that `name` was most likely meant to be, or nothing.
    virtual std::string nearest(std::string_view name) const = 0;
};

// The modules that a unit imports, compiled before it so that their types are known. Compiling one
// never runs it.
class ModuleSource {
public:
    virtual ~ModuleSource() = default;

    // The unit of the module at `path`, as written in the import. Null for a built-in module and
    // for one that cannot be compiled: that is reported when the import statement runs.
    virtual const Unit* find(std::string_view path) = 0;
};

// PI, E, PHI, SQRT2, SQRT3, LN2, LN10, the same in lower case, and i.
std::optional<Constant> predefined_constant(std::string_view name);

}  // namespace ach::vm::language
